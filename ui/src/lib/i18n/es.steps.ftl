### Los textos de los pasos y de la ejecución en español. El inglés viene con cada texto del programa.

## Lo que se crea

creates-key = RSA; el .pem se guarda en la carpeta del laboratorio y solo tú puedes leerlo
imports-key = la mitad pública de { $path }
creates-group = deja entrar SSH (22) desde donde elegiste, y MySQL (3306) solo desde el cliente
creates-instance = Ubuntu 22.04, { $size }, con una dirección IPv4 pública
creates-free-tier = de la capa gratuita donde la haya
creates-volume = 8 GiB gp3, se va con su instancia
creates-user = en el servidor, con él inicia sesión el cliente
creates-database = en el servidor, la que busca la prueba final

## La ejecución

skipped-after-failure = No se empezó porque falló «{ $step }».
skipped-cancelled = No se empezó porque se detuvo la ejecución.
stopped-here = Se detuvo aquí.
goes-with = Se va con «{ $step }».
skipped-still-needed = Se conserva porque aún queda algo que se apoya en esto.

## apt y las máquinas

apt-updating = Descargando las listas de paquetes
apt-lists-are-new = { $machine } descargó las listas de paquetes
apt-fetching = Descargando los paquetes
apt-installing = Instalando { $package }
apt-finishing = Terminando lo que quedó a medias
apt-completing = Instalando lo que aún faltaba
apt-trying-again = El archivo de paquetes no respondió; se intenta de nuevo
apt-waiting-for = Esperando a { $holder }, que está instalando algo en la máquina
machine-is-in-state = { $machine } está en el estado { $state }
disk-has-room = { $machine } tiene espacio en su disco
mysql-starting = MySQL está arrancando

## Contraseñas

password-rule-length = 8 caracteres o más
password-rule-upper = una letra mayúscula
password-rule-lower = una letra minúscula
password-rule-digit = un dígito
password-rule-special = un carácter especial
password-rule-name = no es el nombre del usuario, ni al derecho ni al revés
password-rule-typed = se puede escribir cuando se pide: como máximo 79 bytes, sin caracteres de control

## Cuando SSH no responde

silent-machine-runs = { $machine } está en marcha
silent-address-is-current = { $address } es la dirección de { $machine }
silent-door-names-laptop = La puerta de SSH deja entrar a esta computadora, { $address }
silent-address-unknown = La puerta de SSH deja entrar a esta computadora
rejected-launched-with = { $machine } se lanzó con el par de claves { $key }

## bind_address

bind-title = Escuchar en la red
bind-button = Escuchar en la red
bind-what = En el archivo de configuración de MySQL, **bind-address** cambia de 127.0.0.1 a 0.0.0.0, después de guardar una copia del archivo. MySQL solo lo lee al arrancar, así que se reinicia el servicio.
bind-why = 127.0.0.1 es la dirección con la que una máquina se habla a sí misma; nadie más puede alcanzarla. Con 0.0.0.0 el servidor escucha en todas sus direcciones, y el muro decide quién llega hasta ahí.
bind-hand-1 = En la terminal de **{ $server }** escribe `sudo vi /etc/mysql/mysql.conf.d/mysqld.cnf`.
bind-hand-2 = Busca la línea `bind-address = 127.0.0.1`, no la que empieza con `mysqlx`. Pulsa `i`, cambia la dirección a `0.0.0.0`, pulsa **Esc** y escribe `:wq`.
bind-hand-3 = Reinicia MySQL: `sudo systemctl restart mysql`. La guía lo hace más adelante; hasta entonces nada ha cambiado.
bind-in-file = La configuración dice { $value }
bind-listens = MySQL escucha en la red
bind-in-effect = El servidor en marcha arrancó con ella

## connect

connect-answers = { $machine } te deja entrar por SSH con tu clave
connect-host-key = Es realmente { $machine }: su consola muestra la misma clave de host
connect-host-key-first = La clave de host de { $machine } quedó anotada; su consola aún no la ha mostrado
connect-waiting = Esperando a que { $machine } responda por SSH
connect-cloud-init = Esperando a que { $machine } termine de prepararse
connect-client-title = Entrar al cliente
connect-client-button = Entrar al cliente
connect-client-what = El asistente entra también a **{ $client }**, con la misma clave. Así tienes dos líneas abiertas: una a cada máquina.
connect-client-why = Las dos máquinas se lanzaron con el mismo par de claves, así que una clave abre las dos. Fíjate siempre en qué línea escribes: el indicador de la terminal lo dice.
connect-client-hand-1 = Consola de EC2: haz clic en el **Instance ID** de **{ $client }**, luego en [Connect], y abre [SSH client].
connect-client-hand-2 = Abre otra terminal en tu computadora y ve a la carpeta de la clave: `cd Downloads`.
connect-client-hand-3 = Entra: `{ $ssh }`.
connect-server-title = Entrar al servidor
connect-server-button = Entrar al servidor
connect-server-what = El asistente entra a **{ $server }** por SSH, como el usuario **ubuntu** y con tu clave, y mantiene la línea abierta. Espera a que la máquina termine su primer arranque.
connect-server-why = Desde aquí trabajas en otra computadora como si estuvieras sentado frente a ella. Tu clave prueba quién eres; la clave de host de la máquina prueba que es esa máquina y no alguien en medio.
connect-server-hand-1 = Consola de EC2: haz clic en el **Instance ID** de **{ $server }**, luego en [Connect], y abre [SSH client].
connect-server-hand-2 = Abre una terminal en tu computadora y ve a la carpeta de la clave: `cd Downloads`.
connect-server-hand-3 = Haz que solo tú puedas leer la clave: `sudo chmod 400 { $key }.pem`.
connect-server-hand-4 = Entra: `{ $ssh }`. Cuando pregunte por la huella, compárala y responde **yes**.

## create_database

database-title = Crear { $database }
database-button = Crear la base de datos
database-what = En el servidor se crea una base de datos vacía llamada **{ $database }**. Cuando el cliente la vea, al final, el laboratorio funciona.
database-why = MySQL trae algunas bases de datos propias, y todo MySQL del mundo las tiene. Un nombre que solo tú pusiste es la prueba de que el cliente habla con tu servidor.
database-hand-1 = En la consola de MySQL, como root, escribe `CREATE DATABASE { $database };`.
database-exists = El servidor tiene una base de datos llamada { $database }

## create_user

user-what = Se crea una cuenta de MySQL, **{ $user }**, con su propia contraseña. El **%** detrás de la @ significa cualquier host: MySQL mismo deja que { $user } venga de cualquier lugar.
user-safer-what = Se crea una cuenta de MySQL, **{ $user }**, con su propia contraseña. Solo puede venir de la dirección privada del cliente: el segundo cerrojo detrás del muro.
user-title = Crear el usuario { $user }
user-button = Crear el usuario
user-why = root es para el servidor mismo. Quien viene por la red recibe una cuenta propia, así se puede quitar una sin la otra. En MySQL una cuenta es siempre un nombre y un lugar: quién, y desde dónde.
user-hand-1 = En la terminal de **{ $server }** abre la consola de MySQL, `sudo mysql -u root -p`, y escribe la contraseña de root.
user-hand-2 = Escribe `{ $statement };`, con la contraseña del usuario entre las últimas comillas.
user-exists = Existe la cuenta { $account }
user-plugin = Inicia sesión con una contraseña que comprueba { $plugin }

## enable_service

enable-title = Que MySQL arranque con la máquina
enable-button = Habilitar el servicio
enable-what = El servicio **mysql** queda configurado para arrancar cada vez que lo haga **{ $server }**. Después se mira si está en marcha en este momento.
enable-why = Un servidor solo sirve mientras está en marcha, también después de que la máquina se detuvo por la noche. El paquete de Ubuntu ya lo dejó así; la guía lo hace otra vez, y no hace daño.
enable-hand-1 = En la terminal de **{ $server }** escribe `sudo systemctl enable mysql`.
enable-hand-2 = Mira si está en marcha: `sudo systemctl status mysql`. Debe decir **active (running)**; pulsa `q` para salir.
enable-enabled = El servicio arranca con la máquina
enable-active = El servicio está en marcha

## grant_privileges

grant-what = **{ $user }** recibe todos los permisos sobre todas las bases de datos y tablas, y el permiso de darlos a otros: `*.*` significa todas. Después MySQL vuelve a leer sus tablas de permisos.
grant-safer-what = **{ $user }** recibe todos los permisos sobre **{ $database }**, y ninguno sobre lo demás. Después MySQL vuelve a leer sus tablas de permisos.
grant-title = Dar a { $user } sus permisos
grant-button = Dar los permisos
grant-why = Una cuenta por sí sola puede iniciar sesión y no ver casi nada. Lo que puede hacer se concede permiso por permiso. La guía hace administrador al usuario, lo cual es cómodo en un laboratorio; en otros lugares se concede lo mínimo que alcance.
grant-hand-1 = En la consola de MySQL, como root, escribe `{ $grant };`.
grant-hand-2 = Haz que tenga efecto: `FLUSH PRIVILEGES;`. Luego sal de la consola: `exit;`.
grant-holds = { $account } tiene todos los permisos sobre { $scope }

## install

install-client-title = Instalar el cliente de MySQL
install-client-button = Instalar el cliente
install-client-what = **{ $client }** trae el programa **mysql** del archivo de Ubuntu. Es pequeño: no guarda datos ni espera a nadie, solo pregunta.
install-client-why = Esto es lo que hace de la máquina un cliente. Un servidor web o una app que habla con una base de datos también es un cliente; este es para personas.
install-client-hand-1 = En la terminal de **{ $client }** escribe `sudo apt install mysql-client -y`.
install-client-installed = El cliente de MySQL está instalado en { $machine }
install-server-title = Instalar MySQL
install-server-button = Instalar MySQL
install-server-what = **{ $server }** trae el servidor MySQL del archivo de Ubuntu, lo instala y lo arranca. Al principio solo escucha a los programas de su propia máquina.
install-server-why = Esto es lo que hace de la máquina un servidor: un programa que está siempre en marcha y responde a quien pregunte. El paquete también lo convierte en un servicio, para que arranque con la máquina.
install-server-hand-1 = En la terminal de **{ $server }** escribe `sudo apt install mysql-server -y`.
install-server-installed = MySQL está instalado en { $machine }
install-server-no-other = Ningún otro servidor de bases de datos ocupa su lugar
install-server-answers = Está en marcha y responde como MySQL { $version }
install-server-runs = El servidor MySQL está en marcha

## key_pair

key-in-ec2 = EC2 conoce el par de claves { $name }
key-on-laptop = Su mitad privada está en esta computadora
key-fits = Las dos mitades van juntas
key-protected = Nadie más que tú puede leerla
key-import-title = Usar tu propio par de claves
key-import-button = Usar el par de claves
key-import-what = Tu archivo .pem se queda donde está; su mitad pública se entrega a AWS como **{ $name }**, si AWS aún no la tiene. El archivo queda de modo que solo tú puedas leerlo.
key-title = Crear el par de claves
key-button = Crear el par de claves
key-what = AWS crea un par de claves llamado **{ $name }** y entrega la mitad privada esta única vez. Se guarda en la carpeta del laboratorio y solo tú puedes leerla.
key-import-hand-1 = Consola de EC2: abre [Key Pairs] y mira si **{ $name }** está ahí.
key-import-hand-2 = Si no está: [Actions], [Import key pair], y pega lo que muestra `ssh-keygen -y -f { $name }.pem`.
key-import-hand-3 = Haz que solo tú puedas leer el archivo: `sudo chmod 400 { $name }.pem`.
key-hand-1 = Mientras lanzas las máquinas, haz clic en [Create new key pair].
key-hand-2 = Ponle el nombre **{ $name }**, elige **RSA** como tipo de par de claves y **.pem** como formato de archivo, y haz clic en [Create key pair].
key-hand-3 = El navegador guarda `{ $name }.pem` en tu carpeta de descargas. No hay una segunda descarga.
key-hand-4 = En tu terminal ve ahí, `cd Downloads`, y haz que solo tú puedas leer el archivo: `sudo chmod 400 { $name }.pem`.
key-why = Las máquinas no tienen contraseña. AWS pone la mitad pública en ellas, y quien tiene la mitad privada puede entrar. Por eso nadie más debe poder leer el archivo, y por eso SSH se niega a usarlo si otros pudieran.

## launch_instances

launch-practice-what = Se lanzan dos máquinas de tipo **{ $kind }** con Ubuntu 22.04 detrás del muro, las dos con el nombre **{ $server }** al principio. En AWS el laboratorio costaría dinero desde aquí; en la práctica es gratis.
launch-what = Se lanzan dos máquinas de tipo **{ $kind }** con Ubuntu 22.04 detrás del muro, las dos con el nombre **{ $server }** al principio. Desde aquí el laboratorio cuesta dinero, hasta que se desmonte.
launch-title = Lanzar dos máquinas
launch-button = Lanzar
launch-why = El cliente y el servidor son dos máquinas que hablan por una red. Una sola podría hacer los dos papeles, pero entonces no habría red entre ellos, y nada que entender.
launch-hand-1 = En el EC2 Dashboard haz clic en [Launch instance].
launch-hand-2 = Escribe **{ $server }** en la casilla **Name** y elige **2** en **Number of instances**.
launch-hand-3 = Elige **Ubuntu Server 22.04 LTS (HVM), SSD Volume Type** como **Amazon Machine Image**.
launch-hand-4 = Elige el tipo **{ $kind }** y el par de claves **{ $key }**.
launch-hand-5 = Haz clic en [Launch instance].
launch-server-there = Hay una máquina para el servidor
launch-client-there = Hay una máquina para el cliente
launch-next-zone = En la zona { $zone } ya no quedan máquinas de este tipo; se intenta en la zona siguiente
launch-waiting-until-gone = Esperando a que { $id } quede terminada; su estado es { $state }
launch-asking = Máquinas que se piden en la zona { $zone }: { $count }
launch-until-seen = Esperando a que EC2 muestre las máquinas en su lista

## look_before_creating

look-title = Mirar antes de crear
look-button = Mirar
look-what = El asistente mira si todo lo que el laboratorio necesita está ahí y está permitido: la red, el tamaño de máquina, Ubuntu 22.04, tus permisos, el precio. No cambia nada y no cuesta nada.
look-why = Un laboratorio que se detiene a medio camino deja máquinas que cuestan dinero. Casi todos los motivos para detenerse se ven de antemano: AWS deja probar cada llamada sin ejecutarla.
look-hand-1 = En la consola de EC2 abre [Instances], luego [Launch instances], y mira sin lanzar nada:
look-hand-2 = En **Application and OS Images** busca **Ubuntu Server 22.04 LTS (HVM), SSD Volume Type**.
look-hand-3 = En **Instance type** busca uno marcado como **Free tier eligible**.
look-hand-4 = En **Network settings** comprueba que haya una **VPC** marcada como **(default)**.
look-nothing-chosen = La red, la zona, la imagen y el tipo están elegidos
look-vpc = La Región tiene una VPC predeterminada, { $vpc }
look-vpc-adopted = La VPC en la que se hizo el laboratorio está ahí, { $vpc }
look-zone = La zona { $zone } ofrece { $type_name }
look-image = El Ubuntu 22.04 de Canonical está ahí
look-looking = Preguntando por la red, los tipos y las imágenes
look-price = Se conoce el precio del laboratorio
look-allowed = Tienes permiso para { $call }

## mysql_rule

mysql-rule-title = Abrir la puerta al cliente
mysql-rule-button = Abrir la puerta
mysql-rule-what = Esto abre una sola puerta, el **puerto 3306**, en el muro del servidor. Quien no está escrito en ella no recibe respuesta; en ella se escribe **{ $client }**, por su dirección privada.
mysql-rule-why = MySQL escucha en el puerto 3306. El servidor debe responder al cliente y a nadie más, y el muro es el primero en cuidarlo: un extraño ni siquiera se entera de que hay un MySQL.
mysql-rule-hand-1 = Consola de EC2: [Instances], luego el **Instance ID** de **{ $server }**.
mysql-rule-hand-2 = Abre [Security], luego el grupo de seguridad `{ $group }`.
mysql-rule-hand-3 = [Edit inbound rules], [Add rule], tipo **MySQL/Aurora**.
mysql-rule-hand-4 = Origen (Source) `{ $range }`, la dirección privada de **{ $client }**, luego [Save rules].
mysql-rule-wall = Hay un muro donde abrir la puerta del cliente
mysql-rule-client = El cliente tiene una dirección privada que escribir en la puerta
mysql-rule-lets-in = La puerta de 3306 deja entrar a { $range }
mysql-rule-nobody-else = No deja entrar a nadie más

## name_instances

name-title = Nombrar servidor y cliente
name-button = Ponerles nombre
name-what = Las dos máquinas se llaman **{ $server }**. La segunda cambia su nombre a **{ $client }**, para que puedas distinguirlas.
name-why = Las dos máquinas son iguales hasta el último byte. Lo que hace de una el servidor y de la otra el cliente es solo lo que harás con ellas, y el nombre te ayuda a recordarlo.
name-hand-1 = En el EC2 Dashboard haz clic en [Instances]: hay dos llamadas **{ $server }**.
name-hand-2 = Haz clic en el lápiz junto al nombre de una de ellas, escribe **{ $client }** y haz clic en [Save].
name-is-set = Una máquina se llama { $name }

## restart_service

restart-title = Reiniciar MySQL
restart-button = Reiniciar
restart-what = MySQL se detiene y arranca de nuevo, y el asistente mira si escucha en la red. Tarda dos segundos; lo que hay en las bases de datos se queda.
restart-why = Un servidor lee su configuración al arrancar. Después del reinicio sabes que es el archivo, y no algún resto del programa en marcha, lo que le hace hacer lo que hace.
restart-hand-1 = En la terminal de **{ $server }** escribe `sudo systemctl restart mysql`.
restart-hand-2 = Mira dónde escucha: `ss -ltn`. Debe haber una línea con `0.0.0.0:3306`.
restart-listens = MySQL escucha en la red
restart-since = MySQL arrancó después de crearse el usuario

## root_password

root-plugin-other = MySQL { $version } ya no tiene mysql_native_password; caching_sha2_password ocupa su lugar
root-why-sha2 = Después de la instalación, quien es root en la máquina es root en MySQL, sin contraseña. La guía le da al root de MySQL una propia. Nombra el plugin mysql_native_password, que este MySQL más nuevo ya no tiene; caching_sha2_password es su sucesor.
root-why = Después de la instalación, quien es root en la máquina es root en MySQL, sin contraseña. La guía le da al root de MySQL una propia, para que pueda iniciar sesión como cualquier otra cuenta.
root-title = Poner la contraseña de root
root-button = Poner la contraseña
root-what = El administrador propio de MySQL, **root**, recibe una contraseña. El laboratorio la guarda en esta computadora, solo tú puedes leerla, y nunca aparece en una línea de comandos.
root-hand-1 = En la terminal de **{ $server }** abre la consola de MySQL: `sudo mysql`.
root-hand-2 = Escribe `{ $statement };`, con tu contraseña entre las comillas. La de la guía es **PassWord.1**.
root-hand-3 = Sal de la consola: `exit;`.
root-logs-in = root inicia sesión con la contraseña del laboratorio
root-plugin-guide = Su contraseña la comprueba el plugin de la guía
root-plugin-newer = Su contraseña la comprueba caching_sha2_password, porque este MySQL no tiene mysql_native_password
root-by-socket = root inicia sesión por el socket, como después de la instalación

## secure_installation

secure-hand-validate = ¿Validar las contraseñas? `{ $answer }`
secure-hand-policy = ¿Qué tan fuertes deben ser? `{ $answer }` (STRONG)
secure-hand-change = ¿Cambiar la contraseña de root? `{ $answer }`
secure-hand-anonymous = ¿Quitar los usuarios anónimos? `{ $answer }`
secure-hand-remote = ¿Impedir que root inicie sesión desde fuera? `{ $answer }`
secure-hand-test = ¿Quitar la base de datos test y el acceso a ella? `{ $answer }`
secure-hand-reload = ¿Recargar las tablas de privilegios? `{ $answer }`
secure-hand-script = En la terminal de **{ $server }** escribe `sudo mysql_secure_installation`, y la contraseña de root cuando la pida.
secure-what = El script propio de MySQL hace siete preguntas, y el asistente da las respuestas de la guía. Después las contraseñas deben ser STRONG y ya no existe la base de datos **test**.
secure-safer-what = El script propio de MySQL hace sus preguntas, y el asistente dice que sí a cada una. Después las contraseñas deben ser STRONG, también tras un reinicio; las cuentas sin nombre, root desde otros lugares y la base de datos **test** ya no existen.
secure-title = Asegurar la instalación
secure-button = Ejecutar el script
secure-why = Un servidor de bases de datos recién instalado está hecho para probar cosas. El script quita lo que es cómodo para eso y peligroso para todo lo demás, y desde entonces rechaza contraseñas débiles.
secure-validates = MySQL exige que las contraseñas cumplan una política
secure-no-test = No hay ninguna base de datos llamada test
secure-no-loose = Ninguna cuenta está sin nombre, y root solo viene de la máquina misma
secure-answering = Respondiendo las preguntas del script
secure-policy-strong = La política es STRONG
secure-policy-medium = La política es otra vez MEDIUM, como debe ser tras un reinicio: el script pone STRONG solo en el servidor en marcha
secure-policy-not-strong = La política es STRONG, también tras un reinicio

## security_group

wall-title = Construir el muro
wall-button = Construir el muro
wall-what = Se crea un grupo de seguridad llamado **{ $name }**: el muro que estará alrededor de las dos máquinas. Aún no tiene puertas, así que nada puede entrar.
wall-why = A una máquina en internet la ponen a prueba extraños en cuestión de minutos. Un muro sin puertas es el comienzo seguro; después cada puerta se abre para alguien a quien puedes nombrar.
wall-hand-1 = Consola de EC2: abre [Security Groups], luego [Create security group].
wall-hand-2 = Llámalo **{ $name }**, elige la **VPC** predeterminada y quita todas las reglas de entrada.
wall-hand-3 = Haz clic en [Create security group]. La guía deja que la consola lo haga al lanzar las máquinas.
wall-stands = El laboratorio tiene un muro propio
wall-in-use = Esperando a que AWS suelte la red de las máquinas

## server_address

address-title = Encontrar la dirección del servidor
address-button = Encontrar la dirección
address-what = Se le pregunta a **{ $server }** su propia dirección. Debe ser la privada que también da AWS: el cliente la usará.
address-why = El cliente necesita saber a quién preguntar. Con la dirección privada, la pregunta se queda dentro de la VPC; con la pública saldría a internet y volvería a un muro que no la conoce.
address-hand-1 = En la terminal de **{ $server }** escribe `hostname -i`.
address-hand-2 = Copia la dirección que muestra: la escribirás en el cliente.
address-is = La dirección privada del servidor es { $address }

## show_databases

show-title = Mostrar las bases de datos
show-button = Preguntar al servidor
show-what = En **{ $client }** el programa mysql inicia sesión en el servidor como **{ $user }** y pregunta qué bases de datos hay. Luego el asistente pregunta lo mismo por su propio camino, y las dos respuestas deben coincidir.
show-why = Para esto eran todos los pasos: una máquina pregunta y otra responde, por la red, por la puerta, con el nombre y la contraseña correctos. Si **{ $database }** está en la lista, cada uno de ellos queda comprobado.
show-hand-1 = En la terminal de **{ $client }** escribe `sudo mysql -u { $user } -h { $address } -p`, y la contraseña del usuario.
show-hand-2 = Pregunta: `SHOW DATABASES;`. Deberías ver **{ $database }**.
show-client-logs-in = El programa mysql de { $client } inicia sesión en el servidor como { $user }
show-lists-database = { $database } está entre las bases de datos
show-tunnel-agrees = El cliente de MySQL del propio asistente, por un túnel a través de { $client }, ve lo mismo
show-asking = Preguntando desde { $client }
show-tunnel = Preguntando otra vez, por un túnel
show-door-open = La puerta de 3306 deja entrar a { $client }

## sign_in

sign-in-practice-title = Iniciar la nube de práctica
sign-in-practice-button = Empezar a practicar
sign-in-practice-what = La nube de práctica funciona en esta computadora y responde como AWS. Tiene su propia cuenta: nada sale de esta computadora y nada cuesta.
sign-in-title = Iniciar sesión en AWS
sign-in-button = Iniciar sesión
sign-in-what = El asistente le pregunta a AWS quién eres, con la sesión que esta computadora ya tiene. No cambia nada y no cuesta nada.
sign-in-practice-hand-1 = Abre una terminal y escribe `mysql-lab practice`: muestra cómo tu propio programa `aws` llega a la nube de práctica.
sign-in-practice-hand-2 = Pregunta quién eres: `aws sts get-caller-identity`.
sign-in-hand-1 = Abre **console.aws.amazon.com** en tu navegador y elige [Sign in].
sign-in-hand-2 = Arriba a la derecha elige tu **Región**; todo el laboratorio se crea ahí.
sign-in-hand-3 = Busca **EC2** y ábrelo: este es el **EC2 Dashboard**.
sign-in-why = Las máquinas se alquilan a alguien. AWS quiere saber a quién, y tú quieres estar seguro de que es la cuenta que crees: dos personas en una computadora, o una sesión vieja, se confunden fácilmente.
sign-in-known = AWS te conoce como { $arn }

## ssh_rule

ssh-rule-anywhere-what = Esto abre una puerta, el **puerto 22**, en el muro alrededor de las dos máquinas, abierta a todos. Solo puede entrar quien tiene la clave, pero cualquiera puede intentarlo.
ssh-rule-what = Esto abre una puerta, el **puerto 22**, en el muro alrededor de las dos máquinas. En ella se escribe **{ $from }**: quien viene de otro lugar no recibe respuesta.
ssh-rule-hand-my-ip = Elige el tipo **SSH** y el origen **My IP** (`{ $from }`), y haz clic en [Save rules].
ssh-rule-hand-anywhere = Elige el tipo **SSH** y el origen **Anywhere-IPv4** (`{ $from }`), y haz clic en [Save rules].
ssh-rule-hand-custom = Elige el tipo **SSH** y el origen **Custom**, escribe `{ $from }`, y haz clic en [Save rules].
ssh-rule-title = Abrir la puerta de SSH
ssh-rule-button = Abrir la puerta
ssh-rule-why = Todo lo que se hace en las máquinas se escribe por SSH, que escucha en el puerto 22. La puerta lleva tu dirección tal como la ve internet. Esa dirección puede cambiar, en casa de un día para otro y en la escuela de un aula a otra; entonces hay que abrir la puerta de nuevo.
ssh-rule-hand-1 = Consola de EC2: haz clic en el **Instance ID** de **{ $server }**, abre [Security] y haz clic en el **Security group**.
ssh-rule-hand-2 = Haz clic en [Edit inbound rules], luego en [Add rule].
ssh-rule-wall = Hay un muro donde abrir una puerta
ssh-rule-address-unknown = Hay una puerta para SSH; ningún servicio pudo decir la dirección actual de esta computadora
ssh-rule-lets-in = La puerta de SSH deja entrar a { $range }
ssh-rule-not-outdated = Ninguna puerta del laboratorio lleva una dirección que tenías antes

## test_wall

test-wall-title = Probar el muro
test-wall-button = Probar el muro
test-wall-what = Tu computadora toca al puerto 3306 del servidor, desde fuera. No debe recibir respuesta: el silencio es lo que prueba el muro.
test-wall-why = Que el cliente pueda preguntar prueba la puerta. Que tú no puedas, desde otro lugar, prueba el muro. Solo las dos cosas juntas son lo que querías construir.
test-wall-hand-1 = En tu propia computadora escribe `nc -vz -w 5 { $address } 3306`: debe agotarse el tiempo de espera.
test-wall-hand-2 = En la consola de EC2 mira el grupo de seguridad `{ $group }`: la única regla de entrada para 3306 lleva la dirección privada del cliente.
test-wall-knocking = Tocando a { $address }:3306 desde fuera
test-wall-silent = Esta computadora no llega al 3306 de { $address }, como debe ser
test-wall-rules = Ninguna regla deja entrar por el 3306 a nadie más que al cliente

## update

update-client-title = Actualizar las listas de paquetes del cliente
update-client-button = Actualizar las listas
update-client-what = **{ $machine }** también pregunta al archivo de Ubuntu; no sabe nada de lo que el servidor ha traído. Aún no se instala nada.
update-client-why = Cada máquina tiene sus propias listas. Lo que se hizo en una no tiene efecto en la otra: comparten una clave y un muro, y nada más.
update-client-hand-1 = En la terminal de **{ $machine }** escribe `sudo apt update`.
update-server-title = Actualizar las listas de paquetes del servidor
update-server-button = Actualizar las listas
update-server-what = **{ $machine }** pregunta al archivo de Ubuntu qué programas hay, y en qué versiones. Aún no se instala nada.
update-server-why = La imagen en el disco de la máquina tiene algunas semanas, y también su idea de lo que se puede pedir. apt pediría versiones que el archivo ya no tiene.
update-server-hand-1 = En la terminal de **{ $machine }** escribe `sudo apt update`.

## wait_until_running

wait-title = Esperar a que estén en marcha
wait-button = Esperar
wait-what = AWS busca lugar para las máquinas, copia Ubuntu en sus discos y las enciende. Cada una recibe dos direcciones: una privada dentro de la VPC y una pública en internet.
wait-why = Las dos direcciones son el corazón del laboratorio. Tú entras por la pública; el cliente pregunta al servidor por la privada, que nunca sale de la VPC.
wait-hand-1 = En [Instances] espera a que **Instance state** diga **Running** en las dos.
wait-hand-2 = Haz clic en el **Instance ID** de **{ $client }** y copia su **Private IPv4 address**: la necesitas para la puerta.
wait-runs = { $machine } está en marcha y tiene las dos direcciones
wait-waiting = { $machine } está en el estado { $state }

## La ventana

host-no-answer-title = El programa no respondió
host-no-answer-what = La ventana le pidió algo al programa que está detrás de ella y no recibió una respuesta válida.
host-no-answer-remedy = Inténtalo de nuevo. Si sigue igual, cierra la ventana y ábrela otra vez: nada se pierde.

## A mano

hand-tag = Ponle una etiqueta: la clave `mysql-lab` con el valor `{ $id }`. Por ella sabe el asistente qué es de este laboratorio.

## Ejercicios

drill-one-goes-on = En este laboratorio hay un ejercicio en marcha. Encuentra lo que está roto, o termínalo, antes de empezar otro.
drill-needs-whole-lab = Un ejercicio rompe un laboratorio que funciona, y de este no se sabe que se cumplan todos los pasos.
drill-does-not-fit = Este ejercicio no cambia nada en un laboratorio con esta configuración.
drill-none-goes-on = En este laboratorio no hay ningún ejercicio en marcha.
drill-stopped-title = MySQL calla
drill-stopped-sees = { $server } te deja entrar, pero nadie responde en el puerto 3306.
drill-stopped-hint = Entra a **{ $server }** y pregunta por el servicio: `systemctl status mysql`.
drill-stopped-broken = Se detuvo el servicio mysql en { $server }.
drill-door-title = La puerta nombra a otro
drill-door-sees = Lo que pregunta { $client } se pierde: ni respuesta ni rechazo.
drill-door-hint = El silencio es señal de un muro. Compara la regla de entrada para 3306 con lo que dice `hostname -i` en **{ $client }**.
drill-door-broken = La regla de entrada para 3306 se reescribió con una dirección que no es la de { $client }.
drill-moved-title = Trabajas desde otro lugar
drill-moved-sees = Ninguna de las dos máquinas te deja entrar, aunque en ellas no ha cambiado nada.
drill-moved-hint = El silencio es señal de un muro. Compara la regla de entrada para el puerto 22 con la dirección que internet ve de ti.
drill-moved-broken = El internet de la práctica ve ahora tu computadora en otra dirección, y la regla para el puerto 22 aún nombraba la anterior.
drill-later-title = Un ajuste que no surte efecto
drill-later-sees = mysqld.cnf dice 0.0.0.0, y aun así { $client } es rechazado.
drill-later-hint = MySQL lee varios archivos, y el último tiene la última palabra: `sudo grep -rn bind-address /etc/mysql/` en **{ $server }**. Lo que encuentres ahí solo puedes quitarlo tú; después deja que el asistente repare el resto.
drill-later-broken = El archivo { $path } devolvió bind-address a 127.0.0.1 después de mysqld.cnf, y se reinició MySQL.
drill-reboot-title = La mañana después de un reinicio
drill-reboot-sees = { $server } está otra vez en marcha, y MySQL no.
drill-reboot-hint = Unos servicios arrancan con la máquina, otros esperan a que se lo pidan. En **{ $server }**: `systemctl is-enabled mysql`.
drill-reboot-broken = Se quitó MySQL de la lista de servicios que arrancan con { $server }, y después se reinició la máquina.
drill-stranger-title = Responde un extraño
drill-stranger-sees = El asistente no quiere hablar con { $server }: no es la máquina que debería ser.
drill-stranger-hint = No contestes yes cuando `ssh` pregunte. Compara la huella con la de la salida de consola de **{ $server }**. Aquí no hay nada que reparar: termina el ejercicio.
drill-stranger-broken = En la dirección de { $server } respondió algo con otra clave de host. El asistente no le envió nada, y eso fue lo correcto.
drill-asleep-title = Una máquina duerme
drill-asleep-sees = El servidor está bien, y no hay nadie que le pregunte.
drill-asleep-hint = Mira el estado de las dos máquinas: `aws ec2 describe-instances`.
drill-asleep-broken = Se detuvo la máquina { $client }.
drill-dropped-title = A la respuesta le falta una línea
drill-dropped-sees = Todo se conecta, y { $database } no está entre las bases de datos.
drill-dropped-hint = Pregunta al propio servidor. En **{ $server }**: `sudo mysql -u root -p`, y luego `SHOW DATABASES;`.
drill-dropped-broken = Alguien escribió DROP DATABASE { $database } en el servidor.

## El informe

report-title = Informe del laboratorio { $name }
report-lead = Un cliente y un servidor de MySQL, construidos paso a paso. { $proven } de { $all } pasos están probados, { $hand } de ellos hechos a mano.
report-torn-down = El laboratorio se desmontó el { $at }; no queda nada de él.
report-made = Hecho el { $at } por MySQL Lab Wizard { $version } a partir de lo que miró. No contiene ninguna contraseña.
report-lab = El laboratorio
report-machines = Las dos máquinas
report-databases = Lo que vio el cliente
report-steps = Los pasos
report-problems = Lo que salió mal y cómo terminó
report-runs = Lo que se le pidió al programa
report-removed = Lo que se eliminó
report-evidence = Las pruebas, paso a paso
report-in-practice = práctica, en esta computadora
report-in-region = AWS, región { $region }
report-in-aws = AWS
report-recipe-guide = las respuestas de la guía
report-recipe-safer = las respuestas más seguras
report-name = Nombre
report-id = Etiqueta mysql-lab
report-where = Dónde
report-account = Cuenta
report-identity = Sesión iniciada como
report-version = MySQL
report-plugin = Método de inicio de sesión
report-user = Usuario
report-database = Base de datos
report-recipe = Receta
report-begun = Empezado
report-cost = Costo estimado
report-free = gratis: nada salió de esta computadora
report-costs = { $hour } $ por hora, { $so_far } $ hasta ahora
report-would-cost = { $hour } $ por hora desde el lanzamiento
report-cost-unknown = desconocido
report-part = Papel
report-instance = Instancia
report-state = Estado
report-private = Dirección privada
report-public = Dirección pública
report-server = servidor
report-client = cliente
report-own = la del laboratorio
report-mysqls-own = propia de MySQL
report-what = Qué es
report-not-looked = no se ha mirado
report-proven = probado
report-waiting = espera a un paso anterior
report-absent = no está
report-partial = no está todo
report-blocked = roto
report-by-hand = a mano
report-by-program = por el programa
report-by-look = al mirar
report-by-nobody = ya se cumplía
report-number = N.º
report-step = Paso
report-by = Hecho
report-looked = Mirado por última vez
report-took = Tardó
report-no-problems = Nada salió mal.
report-mended = reparado, visto el { $at }
report-open = sin reparar
report-when = Cuándo
report-problem = Problema
report-ended = Cómo terminó
report-asked = Qué se pidió
report-changes = Cambios
report-goal-set-up = montar
report-goal-step = hacer «{ $step }»
report-goal-check = comprobar «{ $step }», hecho a mano
report-goal-undo = deshacer «{ $step }»
report-goal-verify = verificar
report-goal-repair = reparar
report-goal-tear-down = desmontar
report-outcome-cut = interrumpido
report-outcome-done = hecho
report-outcome-failed = falló
report-outcome-cancelled = detenido
report-outcome-healthy = todo se cumple
report-outcome-unhealthy = algo no se cumple
report-kind = Tipo
report-thing = Id o ruta
report-step-heading = { $number }. { $title }
