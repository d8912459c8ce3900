### Las palabras propias de la ventana. Los textos de los pasos y de los problemas están en es.steps.ftl y es.problems.ftl.

## En todas partes

brand = MySQL Lab Wizard
brand-home = MySQL Lab Wizard, todos los laboratorios
practice = Práctica
aws = AWS
back = Atrás
copy = Copiar
copied = Copiado
copy-what = Copiar { $what }
save = Guardar
search = Buscar
details = Detalles
loading = Leyendo el laboratorio
offline = El programa detrás de esta ventana no responde. Se intenta de nuevo…
theme-switch = Cambiar entre claro y oscuro
language = Idioma
welcome-open = Qué son un cliente y un servidor
stop-here = Detener aquí
n-of-m = { $n } de { $m }
step-n = paso { $number }
just-now = ahora mismo
looked-at = se miró { $time }
looking = Mirando
doing = Trabajando
undoing = Deshaciendo
retry = Intentar de nuevo
leave-it = Dejarlo como está
the-command = el comando

duration-seconds = { $seconds } s
duration-minutes = { $minutes } min
duration-minutes-seconds = { $minutes } min { $seconds } s
duration-hours = { $hours } h { $minutes } min

## Estados

mark-notyet = aún no
mark-working = en curso
mark-proven = comprobado
mark-broken = roto
mark-waiting = en espera
mark-gone = ya no está
mark-here = este paso
holds = se cumple
holds-not = no se cumple
legend = Qué significan los signos

## Costo

cost = Costo
cost-card = costo
cost-now = ahora
cost-so-far = hasta hoy
cost-forgotten = olvidado 30 d
cost-once-launched = al lanzarlo
cost-hour = por hora
cost-unknown = se desconoce
per-hour = /h
all-labs = Todos los laboratorios
together = en total
free = Gratis.
free-why = Nada sale de esta computadora

## Grupos y pasos

steps = Pasos
group-prepare = Preparar
group-launch = Lanzar
group-network = Red
group-server = Servidor
group-client = Cliente
group-proof = Prueba
rail-open = Mostrar los nombres de los pasos
rail-close = Mostrar los pasos como números
rail-proven = { $n } de { $m } comprobados
rail-undoing = deshaciendo
rail-doing = trabajando
rail-looking = mirando

crumb = { $group } · paso { $number } de { $count }
three-ways = Tres maneras de ver este paso
by-hand = A mano
command = Comando
why = Por qué
place-laptop = en tu computadora
place-cloud = a la API de EC2
place-server = en { $server }
place-client = en { $client }

step-settings = Para elegir aquí
step-settings-until = hasta que el paso empiece
step-settings-kept = guardado
did-by-hand = Lo hice a mano
mended-by-hand = Lo arreglé a mano
undo = Deshacer
undo-title = ¿Deshacer «{ $title }»?
undo-confirm = Deshacer
undo-what = Lo que este paso creó se elimina, y se busca otra vez para estar seguros.
undo-along = { $count ->
    [one] Lo que este paso creó se elimina, y con él un paso que se apoya en él.
   *[other] Lo que este paso creó se elimina, y con él { $count } pasos que se apoyan en él.
}
next = Sigue: { $title }
first = Primero: { $title }
needs-it = este paso se apoya en él
see-proof = Ver la prueba
about-seconds = { $seconds ->
    [0] al instante
   *[other] unos { $seconds } s
}
usually = de unos { $seconds } s
usually-less = normalmente, unos { $seconds } s
can-be-undone = se puede deshacer
changes-nothing = no cambia nada
another-works = hay otro paso en curso
stop-after = se mostrará lo que quede
do-everything = Hacer todo
start-machines = Arrancar máquinas
stop-machines = Detener máquinas
proven = Comprobado
proven-by-hand = Comprobado, hecho a mano
proven-how = Cómo se comprobó
took = tardó { $time }
still-missing = Aún no está. Esto es lo que se vio:
evidence = Qué se miró
stopped = { $count ->
    [0] Detenido. No queda nada de este laboratorio en el mundo.
    [one] Detenido. Queda una cosa de este laboratorio en el mundo; al continuar se sigue desde ahí.
   *[other] Detenido. Quedan { $count } cosas de este laboratorio en el mundo; al continuar se sigue desde ahí.
}

## Problemas

causes = { $count ->
    [one] Causa probable
   *[other] Causas probables
}
remedies = Qué ayuda
left-behind = { $count ->
    [one] Queda una cosa
   *[other] Quedan { $count } cosas
}
action-retry = Intentar de nuevo
action-repair = Reparar
action-allow_my_address = Permitir mi dirección
action-change_settings = Cambiar los ajustes
action-sign_in = Iniciar sesión de nuevo
action-paste_keys = Pegar las claves
action-choose_region = Elegir una Región
action-choose_type = Elegir un tipo
action-choose_key = Elegir un archivo de clave
action-practise = Mejor practicar
action-adopt = Adoptarlo otra vez
action-start_machines = Arrancar las máquinas
action-tear_down = Desmontar
action-show_labs = Ver los laboratorios

## El dibujo

drawing = El laboratorio, dibujado
drawing-broken = Dónde se rompe
drawing-going = Lo que se irá
drawing-leaving = Lo que se está yendo
drawing-nothing-left = No queda nada
your-computer = Tu computadora
you = tú
key = clave
client = cliente
server = servidor
internet-the = la red
internet = internet
private = privada
public = pública
practice-cloud = Nube de práctica
practice-cloud-as = Nube de práctica, como { $region }
region-unknown = Región
region = Región { $region }
region-place = Región { $region }, { $place }
plays-region = hace de { $region }
vpc = VPC
for-whom = para { $whom }
asks-from = el cliente es
hop-private-1 = red
hop-private-2 = privada
hop-answered-1 = preguntó,
hop-answered-2 = respondió
stopped-no-answer = 3306, silencio
stopped-asked = 3306, se preguntó
client-program = programa cliente
logged-in = con sesión
installed = instalado
listens-on = escucha en
databases-count = { $count ->
    [one] { $count } base
   *[other] { $count } bases
}
installing-percent = instalando, { $percent }
machine-state = { $state ->
    [pending] arrancando
    [running] en marcha
    [stopping] deteniéndose
    [stopped] detenida
   *[other] { $state }
}
machine-leaving = terminándose
machine-gone = ya no está
wall-legend = muro de cada máquina: grupo de seguridad
nothing-left-here = Aquí no queda nada
nothing-left-why = Ninguna máquina, muro ni clave lleva la etiqueta de este laboratorio.
mini-label = Tramo por SSH: { $ssh }. Tramo del cliente a MySQL: { $mysql }.
zoom = Zoom del dibujo
zoom-in = Acercar
zoom-out = Alejar
zoom-whole = Mostrarlo entero
zoom-all = { $percent }; mostrarlo entero
inspector = { $part }, de cerca
not-looked-at = Aún no se ha mirado.
step-number = Paso { $number }
what-laptop = Preguntas desde aquí. La clave privada de la carpeta del laboratorio es lo que te deja entrar en las máquinas.
what-cloud = Una región es un lugar con centros de datos; la VPC es tu propia red privada dentro de ella.
what-wall = Un grupo de seguridad: rodea cada máquina y solo deja pasar lo que permite una regla.
what-server = Una máquina virtual en la VPC. Aquí funciona MySQL y responde.
what-client = Una máquina virtual en la VPC. Aquí funciona el programa mysql y pregunta.
what-door-22-server = Una regla de entrada para SSH. Por ella inicias sesión en el servidor.
what-door-22-client = Una regla de entrada para SSH. Por ella inicias sesión en el cliente.
what-door-3306 = La regla de entrada de MySQL. Solo nombra al cliente, por su dirección privada.
what-hop-3306 = La pregunta del cliente al servidor, y la respuesta. Nunca sale de la red privada.
what-program = El lado cliente de MySQL: envía tus sentencias y muestra las respuestas.
what-mysql = El lado servidor: escucha en el puerto 3306, comprueba quién pregunta y guarda las bases de datos.
what-database = La base de datos propia del laboratorio, dentro del servidor.
what-stopped-3306 = La pregunta de tu propia computadora a 3306. El muro debe tragársela.
detail-internet-address = Tu dirección
detail-key-pair = Par de claves
detail-key-file = Archivo de clave
detail-account = Cuenta
detail-identity = Sesión de
detail-region = Región
detail-zone = Zona
detail-range = Direcciones
detail-subnet = Subred
detail-group = Grupo de seguridad
detail-port = Puerto
detail-lets-in = Deja entrar a
detail-from = De
detail-to = A
detail-user = Usuario
detail-command = Comando
detail-version = Versión
detail-listens-on = Escucha en
detail-plugin = Plugin de acceso
detail-database = Base de datos
detail-instance = Id de instancia
detail-state = Estado
detail-private-address = Dirección privada
detail-public-address = Dirección pública
detail-type = Tipo
detail-image = Imagen
detail-host-key = Clave del host
stale-title = Las máquinas se iniciaron de nuevo
stale-what = a las { $time }. Lo que se vio en ellas antes quizá ya no valga, y sus direcciones públicas son nuevas.
stale-step = Mirado antes del reinicio; compruébalo de nuevo
rail-stale = antes del reinicio
part-laptop = Tu computadora y su clave
part-cloud = La nube
part-wall = El muro
part-door-22 = Puerta 22 de { $machine }
part-door-3306 = Puerta 3306
part-hop-3306 = El tramo del cliente a MySQL
part-program = El programa cliente
part-mysql = MySQL
part-stopped-3306 = 3306 desde tu computadora
fact-all-proven = Cada parte y cada tramo están comprobados. Elige uno para ver cómo se miró.
fact-some-proven = { $n } de { $m } partes y tramos están comprobados. Elige uno para ver cómo se miró.
fact-nothing-left = Nada lleva la etiqueta de este laboratorio.
part-this-step = es este paso: { $title }
part-comes-with = llega con el paso { $number }: { $title }

## La terminal

terminal = Terminal
terminal-sessions = Dónde se ejecutaron los comandos
terminal-aws-calls = Llamadas a AWS
terminal-practice-calls = Llamadas de práctica
terminal-search = Buscar en la terminal
terminal-empty = Aquí aparecerá cada comando tal como se envía, con su salida.
terminal-typed = escrito por el asistente
terminal-larger = Agrandar la terminal
terminal-smaller = Achicar la terminal
follow = Seguir
no-hits = ninguno
hit-before = La coincidencia anterior
hit-next = La coincidencia siguiente

## La prueba

proof = Prueba
proof-crumb = Prueba · los { $count } pasos comprobados en { $time }
proof-title = El cliente preguntó, el servidor respondió
proof-how = Cómo se preguntó
who-can-reach = Quién llega al 3306 de { $server }
can-as-meant = llega, como debe ser
cannot-as-meant = no llega, como debe ser
anyone-else = Cualquier otro
database = Base de datos
database-what = Qué es
database-own = la de este laboratorio
database-other = otra base de datos
database-system = { $name ->
    [information_schema] MySQL: lo que existe
    [mysql] MySQL: usuarios y permisos
    [performance_schema] MySQL: cómo funciona
   *[other] MySQL: vistas legibles
}

## Verificar

verify = Reconectar y verificar
verify-again = Verificar otra vez
verify-title = Reconectar y verificar
verify-what = Se mira cada paso desde la base. No se cambia nada.
verify-running = Mirando desde la base
verify-so-far = { $n } de { $m } mirados. No se cambia nada.
verify-healthy = Todo se cumple
verify-healthy-what = Los { $count } pasos se miraron y se vieron, en { $time }.
verify-stopped = Se detuvo antes del final
ladder = Desde la base
ladder-broken = Comprobado desde la base: { $holding ->
    [one] uno se cumple
   *[other] { $holding } se cumplen
}, después se rompe
ladder-culprit = el culpable
ladder-first = Lo primero que no se cumple:
ladder-hold = { $count ->
    [one] Uno se cumple
   *[other] { $count } se cumplen
}
ladder-steps = pasos { $first } a { $last }
ladder-not-asked = aún sin preguntar
ladder-because = espera por su causa
ladder-seen = { $count ->
    [one] una cosa vista
   *[other] { $count } cosas vistas
}
looks-only = solo mira
back-to-lab = Volver al laboratorio

## Ejercicios

drills = Romper algo
drills-title = Rómpelo, encuéntralo, repáralo
drills-what = Un laboratorio que funciona enseña la mitad. Elige qué sale mal, deja que «Reconectar y verificar» te lleve al paso que falló, entiéndelo y repáralo.
drills-harmless = solo en la práctica, no se pierde nada
drills-not-ready = Un ejercicio empieza con un laboratorio que funciona. Verifícalo primero y repara lo que no se cumple.
drill-surprise = Una sorpresa
drill-surprise-what = Elige el azar, y nadie te dice qué fue.
drill-surprise-me = Sorpréndeme
drill-surprise-sees = Algo está roto. Qué es, lo encuentras tú.
drill-break = Romperlo
drill-break-this = Romperlo: { $title }
drill-goes-on = Ejercicio
drill-hint = Dónde mirar
drill-hint-open = Qué hacer
drill-find = Buscar la causa
drill-way-find = Encuéntralo.
drill-way-find-what = «Reconectar y verificar» mira desde la base; el primer paso que no se cumple es la causa.
drill-way-understand = Entiéndelo.
drill-way-understand-what = Lee lo que se vio. Di para ti qué tuvo que pasar, antes de pulsar nada.
drill-way-mend = Repáralo.
drill-way-mend-what = A mano, con tus propios programas, o con el botón que ofrece el problema. Cuando todos los pasos se cumplen otra vez, el ejercicio ha terminado.
drill-give-up = Rendirse
drill-give-up-title = ¿Terminar el ejercicio?
drill-give-up-confirm = Decirlo y repararlo
drill-give-up-what = Se te dice qué estaba roto, y el asistente lo repara.
drill-was = Era esto:
drill-mended = Reparado. Era esto:
drill-close = Bien hecho

## Los programas propios

access = Tus propios programas
access-title = Usa tus propios programas
access-what = Esta nube de mentira habla los idiomas de verdad. Copia un comando en una terminal de esta computadora; funciona mientras esta ventana esté abierta, y cambia cuando cambian las máquinas.
access-shell = Tu intérprete de comandos
access-posix = bash, zsh
access-powershell = PowerShell
access-aws = La API de EC2
access-aws-what = Pon estas variables en una terminal aparte. Llevan el programa aws a esta nube de mentira, y a ningún otro sitio.
access-key = La clave privada
access-key-what = Un par de claves que crees a mano va en este archivo:
access-ssh-what = La primera vez, ssh pregunta si conoces la máquina. Su salida de consola muestra la huella: compárala antes de escribir yes.
access-mysql-what = Desde aquí el muro calla, como debe ser: solo deja entrar a { $client }. Entra allí y pregunta como { $user }.
access-no-way-in = No está en marcha, así que nada responde.
access-no-machines = Todavía no hay máquinas. En cuanto las haya, sus comandos estarán aquí.
access-passwords = Las contraseñas de root y de { $user } están en este archivo, y solo tú puedes leerlo:
hand-practice = En la práctica, hazlo con programas tuyos. Sus direcciones están en
open-console = Abrir esta página de la consola de EC2
open-aws = Abrir la consola de AWS
hand-key-folder = El asistente busca el archivo en la carpeta del laboratorio. Muévelo ahí:
hand-missing = { $n ->
    [one] Aún no está todo: falta una de { $m } cosas
   *[other] Aún no está todo: faltan { $n } de { $m } cosas
}
check-again = Comprobar otra vez

## El informe

report-save = Guardar el informe
proof-then = ¿Y ahora?

## Desmontar

tear-down = Desmontar
stages = Etapas del desmontaje
stage-confirm = Mirar y confirmar
stage-going = Desmontando
stage-receipt = Recibo
tear-down-title = Desmontar { $name }
tear-down-looking = Buscando todo lo que lleva la etiqueta de este laboratorio…
tear-down-nothing-title = No hay nada que desmontar
tear-down-nothing = Nada en el mundo lleva la etiqueta de este laboratorio. Solo queda su carpeta en esta computadora.
tear-down-what = { $count ->
    [one] Esta única cosa desaparecerá para siempre.
   *[other] Estas { $count } cosas desaparecerán para siempre.
} Nada más lleva la etiqueta de este laboratorio, así que no se toca nada más.
tear-down-what-cost = { $count ->
    [one] Esta única cosa desaparecerá para siempre,
   *[other] Estas { $count } cosas desaparecerán para siempre,
} y con ello el gasto de { $cost } por hora. Nada más lleva la etiqueta de este laboratorio, así que no se toca nada más.
tear-down-type = Para confirmar, escribe
tear-down-n = { $count ->
    [one] Desmontar una cosa
   *[other] Desmontar { $count } cosas
}
keep-lab = Conservarlo
forget = Eliminar la carpeta
going-title = Desmontando { $name }
going-what = A cada cosa se le pide que se vaya y después se busca otra vez. Solo cuenta como ida lo que ya no se encuentra.
going-undoes = Deshaciendo «{ $title }»
n-of-m-gone = Se fueron { $n } de { $m }.
going-note = Una máquina deja de facturarse desde que AWS dice “shutting-down”; su disco, cuando desaparece. Puedes cerrar esta ventana sin riesgo: la lista del laboratorio se queda, y Desmontar sigue desde ella.
going-note-practice = Puedes cerrar esta ventana sin riesgo: la lista del laboratorio se queda, y Desmontar sigue desde ella.
things = Lo que lleva la etiqueta de este laboratorio
thing-kind = { $kind ->
    [instance] instancia
    [volume] volumen
    [disk] disco
    [security-group] grupo de seguridad
    [key-pair] par de claves
    [MySQL-user] usuario de MySQL
    [database] base de datos
    [file] archivo de clave
    [network-interface] interfaz de red
   *[other] { $word }
}
thing-name = { $kind ->
    [instance] { $name }
    [volume] Disco de { $name }
    [disk] Disco de { $name }
    [security-group] Grupo de seguridad { $name }
    [key-pair] Par de claves { $name }
    [file] Archivo de clave { $name }
   *[other] { $word } { $name }
}
thing-uncertain = puede estar ahí
receipt-title = No queda nada
receipt-what = { $count ->
    [0] No quedaba nada de { $name } por eliminar. Se buscó otra vez. Encontrado: nada.
    [one] La única cosa de { $name } se eliminó y se buscó otra vez. Encontrado: nada.
   *[other] Las { $count } cosas de { $name } se eliminaron y se buscaron otra vez. Encontrado: nada.
}
receipt-at = Desmontado desde
receipt-took = Tardó
receipt-from-now = De ahora en adelante
receipt-whole = Total estimado
receipt-save = Guardar el recibo
back-to-labs = Volver a tus laboratorios

## Inicio

labs = Tus laboratorios
labs-summary = { $healthy ->
    [0] { $broken ->
        [0] { $count ->
            [one] Un laboratorio.
           *[other] { $count } laboratorios.
        }
        [one] Uno necesita que lo mires.
       *[other] { $broken } necesitan que los mires.
    }
    [one] Uno está sano.{ $broken ->
        [0] {""}
        [one] {" "}Uno necesita que lo mires.
       *[other] {" "}{ $broken } necesitan que los mires.
    }
   *[other] { $healthy } están sanos.{ $broken ->
        [0] {""}
        [one] {" "}Uno necesita que lo mires.
       *[other] {" "}{ $broken } necesitan que los mires.
    }
}
search-labs = Buscar en tus laboratorios
sort-by = Ordenar por
sort-name = Nombre
sort-newest = Más nuevos primero
sort-trouble = Con problemas primero
sort-cost = Más caros primero
search-labs-none = Ningún laboratorio se llama «{ $query }».
card-running = Trabajando
card-adopting = Adopción sin terminar
card-new = Sin empezar
card-begun = { $n ->
    [one] Un paso comprobado
   *[other] { $n } pasos comprobados
}
card-healthy = Todo comprobado
card-broken = Algo está roto
card-stopped = Máquinas detenidas
card-unreadable = No se puede leer el registro
last-check = última revisión
n-proven = { $n ->
    [one] un paso comprobado
   *[other] { $n } pasos comprobados
}
continue = Continuar
reconnect = Reconectar y verificar
stop = Detener
start = Arrancar
begin-another = Empezar otro
empty-title = Uno pregunta, el otro responde
empty-what = Este laboratorio construye un cliente y un servidor, los une y muestra que hablan. Puedes ver cada paso, hacerlo a mano o dejar que se haga.
welcome-link = ¿Qué son un cliente y un servidor?
practise-title = Practicar en esta computadora
practise-what = Una pequeña nube simulada con comandos reales. Rómpela, arréglala, tírala.
practise = Empezar a practicar
practise-meta = gratis · sin cuenta · 10 min
aws-title = Construirlo en AWS
aws-what = Dos máquinas reales en tu propia cuenta; todo se mira antes de crear nada.
build-on-aws = Construir en AWS
aws-meta = unos 0.03 USD por hora · 15 min

adopt-ask = ¿Ya hiciste el laboratorio a mano?
adopt-link = Adoptar un laboratorio hecho a mano

## Un laboratorio hecho a mano

adopt = Adoptar el laboratorio
adopt-title = Adoptar un laboratorio hecho a mano
adopt-what = El asistente busca las dos máquinas que abre tu clave, pone a lo que tienen la etiqueta del laboratorio y mira cada paso. Nada más de ellas cambia.
adopt-name-hint = Letras, dígitos, guiones, puntos. Lo eliges tú; las máquinas conservan sus propios nombres.
adopt-key = Archivo de la clave
adopt-key-hint = El .pem que descargaste al lanzar las máquinas. Elígelo, o suéltalo en esta ventana.
adopt-root-password = Contraseña de root
adopt-root-password-hint = La que pusiste en MySQL. Se guarda en esta computadora y solo tú puedes leerla.
adopt-user-password = Contraseña de { $user }
adopt-user-password-hint = Vacía si es la misma.
adopt-machines-what = Las máquinas se encuentran por la clave.
adopt-name-machines = Indicarlas por su identificador
adopt-server = Identificador de instancia del servidor
adopt-client = Identificador de instancia del cliente
adopt-more-what = la receta, el usuario de MySQL, la base de datos
adopt-after = No se crea nada. Después, al desmontarlo se elimina todo.
adopt-looking = Buscando el laboratorio…
adopt-give-up = Renunciar a la adopción
adopt-give-up-title = Renunciar a la adopción de { $name }
adopt-give-up-what = La adopción de este laboratorio no terminó, así que no se elimina nada: se quita la etiqueta del laboratorio a lo que la tiene, y todo lo hecho a mano queda como está.

## Un laboratorio nuevo

new-lab = Un laboratorio nuevo
new-practice-title = Practicar en esta computadora
new-practice-what = Dentro de este programa funciona una nube simulada. Los comandos son los reales, y sus errores también. No necesitas elegir nada.
new-aws-title = Construirlo en AWS
new-aws-what = Dos máquinas pequeñas en tu propia cuenta. Aquí eliges quién inicia sesión y dónde; aún no se crea nada.
field-name = Nombre del laboratorio
field-name-hint = Letras, dígitos, guiones, puntos. Déjalo vacío para usar el nombre mostrado.
field-server-name = Nombre del servidor
field-client-name = Nombre del cliente
field-db-user = Usuario de MySQL
field-database = Base de datos
field-type = Tipo de instancia
type-auto = Se elige según tu cuenta
type-auto-what = uno que la capa gratuita de tu cuenta cubra, si cubre alguno
type-size = { $vcpus } vCPU · { $memory } GiB
type-may-be-free = puede entrar en la capa gratuita
type-per-hour = { $cost } por hora
type-own = Otro tipo
type-own-what = por su nombre, como lo escribe AWS
type-name = Nombre del tipo
type-costs = Los precios son de todo el laboratorio: dos máquinas con sus discos y direcciones. Si la capa gratuita de tu cuenta cubre un tipo, se le pregunta a AWS en el paso «Mirar antes de crear».
more-choices = Más opciones
more-choices-what = tienen los valores de la guía
recipe = Receta
recipe-guide = Como en la guía
recipe-guide-what = exactamente las respuestas de la guía
recipe-safer = Más segura
recipe-safer-what = sí a cada pregunta, y el usuario solo desde el cliente y solo en esta base de datos
practice-mysql = Qué MySQL simula
mysql-8-what = como lo tiene Ubuntu 22.04
mysql-9-what = mysql_native_password ya no existe: mira qué cambia
passwords = Contraseñas
password = Contraseña
password-made = Crear unas fuertes
password-made-what = una para root y una para el usuario, guardadas en la carpeta del laboratorio
password-own = Elegir una
password-own-what = para root y { $user }, como en la guía
password-show = Mostrar la contraseña
password-hide = Ocultar la contraseña
password-policy = Política STRONG de MySQL: se cumplen { $n } de { $m }
key-pair = Par de claves
key-create = Que EC2 cree uno
key-create-what = su .pem se guarda en la carpeta del laboratorio y solo tú puedes leerlo
key-import = Usar mi propio .pem
key-import-what = elige el archivo, o suéltalo sobre esta ventana
key-file = Archivo de la clave
key-drop = Suelta aquí el archivo de tu clave
key-drop-what = El asistente lo comprueba al momento. No sale de esta computadora.
key-pick = Elegir…
key-name = Nombre del par de claves
key-name-hint = Si queda vacío, lleva el nombre del laboratorio.
key-verdict = Una clave privada, { $algorithm }.
key-owner-only = Solo tú puedes leerla.
key-too-open = Su modo es { $mode }: otras personas pueden leerla. El paso del par de claves lo corrige.
ssh-from = Quién puede tocar a la puerta de SSH
ssh-my-ip = Solo esta computadora
ssh-my-ip-what = la dirección que internet ve de ella
ssh-anywhere = Cualquiera en internet
ssh-anywhere-what = habrá extraños que lo intenten
ssh-cidr = Un rango de direcciones
ssh-cidr-what = en notación CIDR
ssh-range = Rango de direcciones
ssh-range-count = { $count ->
    [one] Una sola dirección.
   *[other] { $count } direcciones.
}
ssh-my-ip-seen = Internet ve esta computadora como { $address }; /32 significa solo esa dirección. En otra red es otra: entonces la puerta se abre de nuevo con un clic.
ssh-my-ip-unknown = Se pregunta otra vez cuando se ejecute el paso. También puedes indicar un rango.
ssh-anywhere-warning = Cualquier computadora de internet puede tocar a la puerta, y algunas lo harán en minutos. Solo tu clave abre, pero una sola dirección es más segura.
aws-profile = Perfil
aws-profile-none = la cadena predeterminada
aws-profile-pasted = claves pegadas, cuenta { $account }
aws-paste = Pegar claves
aws-pasted-key = Clave pegada …{ $end }, guardada en la memoria hasta que se cierre este programa.
aws-pasted-until = Termina el { $time }.
paste-label = Claves de AWS
paste-placeholder = export AWS_ACCESS_KEY_ID="…"
paste-hint = Pega el bloque entero como lo muestra el portal de acceso de AWS, la consola o tu curso. Se lee al instante y el campo se vacía; las claves quedan en la memoria, nunca en un archivo.
paste-looking = Preguntando a AWS de quién son estas claves…
paste-use = Usar estas claves
paste-title = Inicia sesión en AWS de nuevo
paste-any-account = Las claves que pegues aquí inician sesión para este laboratorio desde ahora, y su cuenta es la del laboratorio.
paste-signed-in = Ya inicié sesión: probar otra vez
paste-account = Este laboratorio está en la cuenta { $account }. Las claves de cualquier otra cuenta se rechazan.
aws-region = Región
aws-looking = Preguntando a AWS quién ha iniciado sesión…
aws-signed-in = Sesión iniciada.
aws-root = Sesión iniciada como usuario root.
aws-root-why = Para el trabajo diario es más seguro un usuario de IAM o un rol.
aws-account = Cuenta { $account }.
look-again = Mirar otra vez
profile-keys = clave de acceso
profile-sso = inicio de sesión único
profile-process = por otro programa
profile-role = rol
profile-other = otro
plan = El plan
plan-drawn = El laboratorio como será
plan-creates = Lo que se creará
plan-creates-practice = Lo que se creará en la nube simulada
plan-steps = En { $count } pasos
plan-note = Todo lleva la etiqueta del laboratorio desde el primer momento, y «Desmontar» lo elimina todo por esa etiqueta.
create = Crear el laboratorio
create-practice = Empezar a practicar
create-aws = Crear el laboratorio
create-aws-cost = Crear el laboratorio, { $cost }/h
to-mend = { $count ->
    [one] Una opción no sirve
   *[other] { $count } opciones no sirven
}
create-after-practice = cada paso te espera
create-after-aws = nada se crea hasta que hagas los pasos

## La historia

story-next = Seguir
story-begin = A los laboratorios
story-skip = Saltar
story-begins = empieza
story-waits = espera y responde
story-request = solicitud
story-response = respuesta
story-others = cualquier otro: sin respuesta
story-stateless = sin estado
story-stateless-1 = cada solicitud dice
story-stateless-2 = todo lo necesario
story-stateful = con estado
story-stateful-1 = el servidor recuerda
story-stateful-2 = lo que vino antes
story-ask-title = Uno pregunta, el otro responde
story-ask = Empieza un cliente: envía una solicitud por la red. Un servidor espera solicitudes, hace el trabajo y envía una respuesta.
story-ask-more = Un navegador y un sitio web, un programa de correo y su oficina de correos, un mysql en la terminal y una base de datos: siempre los mismos dos papeles.
story-rooms-title = Dos máquinas, dos papeles
story-rooms = En este laboratorio el cliente y el servidor son dos máquinas. La base de datos vive en el servidor; el cliente solo tiene un programa que pregunta.
story-rooms-more = Cada máquina tiene un muro alrededor. Una regla es una puerta en ese muro, con el nombre de quien puede usarla. Quien no está escrito en ella no recibe respuesta.
story-memory-title = ¿Quién recuerda?
story-memory = Un servidor sin estado olvida cada solicitud en cuanto la responde. Uno con estado mantiene una conversación.
story-memory-more = MySQL tiene estado: inicias sesión una vez, y recuerda quién eres y qué base de datos usas hasta que te vas.
story-lab-title = Lo que vas a construir
story-lab = Tu computadora entra a las dos máquinas por SSH, por la puerta 22. El cliente pregunta a MySQL por la puerta 3306.
story-lab-more = Al final hay una sola pregunta, SHOW DATABASES, y una respuesta con tu propia base de datos. Cada línea de este dibujo se pone verde solo cuando se vio que es verdad.

## Al cerrar

close-title = Todavía se está haciendo algo
close-message = En esta ventana hay una ejecución en curso. Si la cierras, la ejecución se detiene en el próximo punto seguro y se puede continuar después. Lo que quede en el mundo sigue en la lista del laboratorio.
close-close = Detener y cerrar
close-stay = Quedarme
notify-done = { $name }: listo
notify-failed = { $name }: te necesita

## El menú nativo y la ventana Acerca de

menu-lab = Laboratorio
menu-labs = Todos los laboratorios
menu-new-practice = Nuevo laboratorio de práctica
menu-new-aws = Nuevo laboratorio en AWS
menu-close = Cerrar la ventana
menu-edit = Editar
menu-undo = Deshacer
menu-redo = Rehacer
menu-cut = Cortar
menu-paste = Pegar
menu-select-all = Seleccionar todo
menu-view = Ver
menu-fullscreen = Pantalla completa
menu-help = Ayuda
menu-hide = Ocultar MySQL Lab Wizard
menu-hide-others = Ocultar los demás
menu-quit = Salir de MySQL Lab Wizard
about = Acerca de MySQL Lab Wizard
about-version = Versión { $version }, { $platform }.
about-licence = De uso libre bajo { $licence }.
about-data = Dónde se guardan tus laboratorios
about-log = Dónde se guarda el registro
log-folder-open = Abrir la carpeta del registro
diagnostics = Diagnóstico
diagnostics-what = Para informar de un fallo: versiones y estados, sin nombres, direcciones ni contraseñas.
diagnostics-copy = Copiar el diagnóstico
close = Cerrar

## Dónde están las Regiones, con los nombres de AWS

at-us-east-1 = Norte de Virginia
at-us-east-2 = Ohio
at-us-west-1 = Norte de California
at-us-west-2 = Oregón
at-ca-central-1 = Canadá
at-sa-east-1 = São Paulo
at-eu-west-1 = Irlanda
at-eu-west-2 = Londres
at-eu-west-3 = París
at-eu-central-1 = Fráncfort
at-eu-central-2 = Zúrich
at-eu-north-1 = Estocolmo
at-eu-south-1 = Milán
at-eu-south-2 = España
at-af-south-1 = Ciudad del Cabo
at-me-south-1 = Baréin
at-me-central-1 = EAU
at-il-central-1 = Tel Aviv
at-ap-south-1 = Bombay
at-ap-south-2 = Hyderabad
at-ap-southeast-1 = Singapur
at-ap-southeast-2 = Sídney
at-ap-southeast-3 = Yakarta
at-ap-southeast-4 = Melbourne
at-ap-northeast-1 = Tokio
at-ap-northeast-2 = Seúl
at-ap-northeast-3 = Osaka
at-ap-east-1 = Hong Kong
