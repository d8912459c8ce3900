### Lo que se vio al mirar, y las palabras del programa que otros textos toman como valor.

## Lo que se vio

seen-none = ninguno
seen-not-there = no está
seen-never-launched = nunca se lanzó
seen-no-answer = sin respuesta
seen-no-answer-doors = sin respuesta; las puertas son: { $doors }
seen-no-such-account = no existe esa cuenta
seen-not-installed = no instalado
seen-access-denied = ERROR 1045: acceso denegado
seen-logged-in = inició sesión
seen-logged-in-by-socket = inició sesión por el socket: no se pide contraseña
seen-no-public-address = sin dirección pública
seen-no-public-address-yet = aún sin dirección pública
seen-no-private-address-yet = aún sin dirección privada
seen-no-key-pair = ningún par de claves
seen-no-rule = ninguna regla
seen-no-other-rule = ninguna otra regla para 3306
seen-nothing-listens = nada escucha en el puerto 3306
seen-not-tried = aún no se ha intentado
seen-signed-in = sesión iniciada como ubuntu; la máquina dice que su dirección es { $address }
seen-silence = silencio durante { $seconds } s
seen-refused = rechazado enseguida: el muro dejó pasar la pregunta
seen-answered = respondió
seen-seconds-ago = hace { $seconds } s
seen-not-told = sin dato
seen-not-chosen = aún no se ha elegido
seen-would-succeed = DryRunOperation: la llamada se haría bien
seen-not-set = sin valor
seen-variables =
    { $count ->
        [one] una variable
       *[other] { $count } variables
    }
seen-unknown = desconocida
seen-none-with-tag = ninguno con la etiqueta del laboratorio
seen-none-of-that-name = ninguno con ese nombre
seen-without-name = { $id } sin nombre
seen-key = clave { $algorithm }
seen-mode = modo { $mode }
seen-kib-free = { $free } KiB libres
seen-lists =
    { $count ->
        [one] una lista
       *[other] { $count } listas
    }
sign-in-seen = cuenta { $account }, región { $region }
wait-seen = { $state }, { $private }, { $public }
restart-seen = arrancado { $started }, usuario creado { $made }
look-price-free = gratis: nada sale de esta computadora
look-price-seen = { $hour } USD por hora por las dos máquinas; { $month } USD si lo olvidas 30 días
look-price-unknown = { $type_name } no está en la lista de precios del asistente: mira aws.amazon.com/ec2/pricing
rule-as-seen = { $id } { $protocol } { $ports } desde { $source }
rule-every-port = todos los puertos
rule-all-traffic = todo el tráfico
rule-nobody = nadie

## Cómo se miró

how-check-ip = un servicio que dice la dirección propia
how-price-list = lista de precios de 2025
how-fingerprint = huella del archivo

## Estados de las máquinas y de los servicios

state-pending = arrancando
state-running = en marcha
state-stopping = deteniéndose
state-stopped = detenida
state-shutting-down = terminándose
state-terminated = terminada
state-active = activo
state-activating = arrancando ahora
state-inactive = inactivo
state-failed = fallido
state-no-socket = no se llega a él por su socket

## Palabras que van dentro de otros textos

the-wall = el muro
the-server = el servidor
the-client = el cliente
the-servers-private-address = la dirección privada del servidor
the-servers-public-address = la dirección pública del servidor
the-clients-private-address = la dirección privada del cliente
the-instance-type = el tipo de instancia
the-security-group = El grupo de seguridad { $group }
a-machine = Una máquina
its-address = su dirección
no-other = ninguna otra
something-of-the-lab = Algo del laboratorio
identity-that-signed-in = la que inició sesión
profiles-none = no hay ninguno
profiles-of-this-computer = los de los archivos de AWS de esta computadora
zone-that-was-chosen = la elegida
vcpus-more = más
version-there = de allí
version-here = de aquí
policy-of-the-server = del servidor
apt-holder = { $command } (proceso { $pid })

## Lo que le falta a una contraseña

password-broken-length = tiene menos de 8 caracteres
password-broken-upper = no tiene ninguna letra mayúscula
password-broken-lower = no tiene ninguna letra minúscula
password-broken-digit = no tiene ningún dígito
password-broken-special = no tiene ningún carácter especial
password-broken-name = es el nombre mismo del usuario
password-broken-typed = no se puede escribir cuando se pide: tiene más de 79 bytes o caracteres de control

## Por qué no vale un ajuste

setting-lab-name = El nombre de un laboratorio tiene de 1 a 60 letras, dígitos, guiones, puntos o guiones bajos, y empieza con una letra o un dígito.
setting-practice-speed = MYSQL_LAB_PRACTICE_SPEED debe ser un número entero desde 1: los segundos de práctica que pasan en un segundo.
setting-no-home = Este usuario no tiene carpeta personal donde guardar laboratorios. Pon una carpeta en MYSQL_LAB_HOME.
setting-practice-needs-no-keys = { $name } es un laboratorio de práctica, que no necesita claves.
setting-not-practice = { $name } está en AWS; solo los laboratorios de práctica tienen una nube de práctica.
setting-several-practice-labs = Hay varios laboratorios de práctica: { $labs }. Nombra uno, o { $playground } para una nube vacía.
setting-key-file = Elige el archivo .pem de tu par de claves.
setting-key-name = Dale un nombre al par de claves.
setting-key-name-long = El nombre del par de claves tiene { $length } caracteres; caben 200 como máximo.
setting-key-name-signs = El nombre del par de claves será el de un archivo: usa letras, dígitos, espacios, guiones, puntos y guiones bajos.
setting-key-name-ends = El nombre del par de claves no puede empezar con un punto o un guion, ni empezar o terminar con un espacio.
setting-root-password = Indica la contraseña que le pusiste a root.
setting-password-signs = La contraseña tiene caracteres de control, que nadie puede escribir cuando MySQL la pide.
setting-instance-type-empty = Indica el nombre del tipo, que es como t3.micro.
setting-instance-type = «{ $name }» no tiene la forma de un tipo de instancia, que es como t3.micro.
setting-range = «{ $range }» no es un rango IPv4, que es como 198.51.100.23/32.
setting-range-empty = Indica un rango IPv4, que es como 198.51.100.23/32.
setting-machine-name = Dale un nombre a la máquina.
setting-machine-name-long = El nombre de la máquina tiene { $length } caracteres; caben 255 como máximo.
setting-machine-name-signs = El nombre de la máquina tiene caracteres que no se pueden imprimir.
setting-machine-name-ends = El nombre de la máquina no puede empezar ni terminar con un espacio.
setting-same-name = El servidor y el cliente necesitan nombres distintos.
setting-user-name = Dale un nombre al usuario de MySQL.
setting-user-name-long = El nombre del usuario tiene { $length } caracteres; MySQL permite 32 como máximo.
setting-user-name-signs = El nombre del usuario tiene caracteres que MySQL no puede guardar en un nombre, como caracteres de control o emojis.
setting-user-name-ends = El nombre del usuario no puede empezar ni terminar con un espacio.
setting-user-reserved = { $name } es una cuenta propia de MySQL; elige otro nombre para el usuario del laboratorio.
setting-database-name = Dale un nombre a la base de datos.
setting-database-name-long = El nombre de la base de datos tiene { $length } caracteres; MySQL permite 64 como máximo.
setting-database-name-signs = El nombre de la base de datos tiene caracteres que MySQL no puede guardar en un nombre, como caracteres de control o emojis.
setting-database-name-ends = El nombre de la base de datos no puede terminar con un espacio.
setting-database-reserved = { $name } es una de las bases de datos propias de MySQL; elige otro nombre.
setting-database-test = El script de seguridad elimina una base de datos llamada test; elige otro nombre.
setting-database-folder = MySQL no puede crear una carpeta con ese nombre para la base de datos; elige otro nombre.

## Claves pegadas

pasted-too-long = El texto es demasiado largo para una clave de acceso. Pega solo el bloque con las claves.
pasted-twice = El texto tiene más de una clave de acceso. Pega solo el bloque de la cuenta que quieres usar.
pasted-nothing = No se encontró ninguna clave de acceso en el texto. Tiene una línea con el ID de la clave de acceso y otra con la clave de acceso secreta.
pasted-no-id = Falta el ID de la clave de acceso: la parte que empieza con AKIA o ASIA.
pasted-no-secret = Falta la clave de acceso secreta: la parte de 40 caracteres.
pasted-token-damaged = El token de sesión tiene caracteres que ninguno tiene. Copia otra vez el bloque entero.
pasted-no-token = Falta el token de sesión: una clave de acceso que empieza con ASIA es temporal y necesita las tres partes.
pasted-id-damaged = El ID de la clave de acceso está cortado o dañado: tiene 20 letras mayúsculas y dígitos y empieza con AKIA o ASIA.
pasted-secret-damaged = La clave de acceso secreta tiene caracteres que ninguna tiene. Copia otra vez el bloque entero.
pasted-secret-length = La clave de acceso secreta tiene { $count } caracteres en lugar de 40: le falta una parte, o se le añadió algo.
