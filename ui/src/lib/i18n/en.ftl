### The window's own words. Texts of the steps and of problems come from the program, which carries their English.

## Everywhere

brand = MySQL Lab Wizard
brand-home = MySQL Lab Wizard, all labs
practice = Practice
aws = AWS
back = Back
copy = Copy
copied = Copied
copy-what = Copy { $what }
save = Save
search = Search
details = Details
loading = Reading the lab
offline = The program behind this window does not answer. Trying again…
theme-switch = Switch between light and dark
language = Language
welcome-open = What a client and a server are
stop-here = Stop here
n-of-m = { $n } of { $m }
step-n = step { $number }
just-now = just now
looked-at = looked { $time }
looking = Looking
doing = Working
undoing = Undoing
retry = Try again
leave-it = Leave it as it is
the-command = the command

duration-seconds = { $seconds } s
duration-minutes = { $minutes } min
duration-minutes-seconds = { $minutes } min { $seconds } s
duration-hours = { $hours } h { $minutes } min

## States

mark-notyet = not yet
mark-working = working
mark-proven = proven
mark-broken = broken
mark-waiting = waiting
mark-gone = gone
mark-here = this step
holds = holds
holds-not = does not hold
legend = What the signs mean

## Cost

cost = Cost
cost-card = cost
cost-now = now
cost-so-far = so far
cost-forgotten = forgotten 30 days
cost-once-launched = once launched
cost-hour = an hour
cost-unknown = not known
per-hour = /h
all-labs = All labs
together = together
free = Free.
free-why = Nothing leaves this computer

## Groups and steps

steps = Steps
group-prepare = Prepare
group-launch = Launch
group-network = Network
group-server = Server
group-client = Client
group-proof = Proof
rail-open = Show the names of the steps
rail-close = Show the steps as numbers
rail-proven = { $n } of { $m } proven
rail-undoing = undoing
rail-doing = working
rail-looking = looking

crumb = { $group } · step { $number } of { $count }
three-ways = Three ways to see this step
by-hand = By hand
command = Command
why = Why
place-laptop = on your computer
place-cloud = to the EC2 API
place-server = on { $server }
place-client = on { $client }

step-settings = To choose here
step-settings-until = until the step begins
step-settings-kept = kept
did-by-hand = I did it by hand
mended-by-hand = I mended it by hand
undo = Undo
undo-title = Undo “{ $title }”?
undo-confirm = Undo it
undo-what = What this step made will be removed, and looked for again to be sure.
undo-along = { $count ->
    [one] What this step made will be removed, and one step that stands on it goes with it.
   *[other] What this step made will be removed, and { $count } steps that stand on it go with it.
}
next = Next: { $title }
first = First: { $title }
needs-it = this step stands on it
see-proof = See the proof
about-seconds = { $seconds ->
    [0] at once
   *[other] about { $seconds } s
}
usually = of about { $seconds } s
usually-less = usually about { $seconds } s
can-be-undone = can be undone
changes-nothing = changes nothing
another-works = another step is at work
stop-after = what is left will be listed
do-everything = Do everything
start-machines = Start machines
stop-machines = Stop machines
proven = Proven
proven-by-hand = Proven, done by hand
proven-how = How it was proven
took = took { $time }
still-missing = Not there yet. This was seen:
evidence = What was looked at
stopped = { $count ->
    [0] Stopped. Nothing of this lab is in the world.
    [one] Stopped. One thing of this lab is in the world; going on takes it up from there.
   *[other] Stopped. { $count } things of this lab are in the world; going on takes them up from there.
}

## Problems

causes = { $count ->
    [one] Likely cause
   *[other] Likely causes
}
remedies = What helps
left-behind = { $count ->
    [one] Left behind: one thing
   *[other] Left behind: { $count } things
}
action-retry = Try again
action-repair = Repair
action-allow_my_address = Allow my address
action-change_settings = Change the settings
action-sign_in = Sign in again
action-paste_keys = Paste the keys
action-choose_region = Choose a Region
action-choose_type = Choose a type
action-choose_key = Choose a key file
action-practise = Practise instead
action-adopt = Adopt it again
action-start_machines = Start the machines
action-tear_down = Tear down
action-show_labs = Show the labs

## The drawing

drawing = The lab, drawn
drawing-broken = Where it breaks
drawing-going = What will go
drawing-leaving = What is going
drawing-nothing-left = Nothing left
your-computer = Your computer
you = you
key = key
client = client
server = server
internet-the = the
internet = internet
private = private
public = public
practice-cloud = Practice cloud
practice-cloud-as = Practice cloud, as { $region }
region-unknown = Region
region = Region { $region }
region-place = Region { $region }, { $place }
plays-region = plays { $region }
vpc = VPC
for-whom = for { $whom }
asks-from = the client is
hop-private-1 = private
hop-private-2 = network
hop-answered-1 = asked and
hop-answered-2 = answered
stopped-no-answer = 3306, no answer
stopped-asked = 3306, asked
client-program = client program
logged-in = logged in
installed = installed
listens-on = listens on
databases-count = { $count ->
    [one] { $count } database
   *[other] { $count } databases
}
installing-percent = installing, { $percent }
machine-state = { $state }
machine-leaving = shutting down
machine-gone = gone
wall-legend = wall round each machine: security group
nothing-left-here = Nothing left here
nothing-left-why = No machine, no wall, no key carries this lab’s tag.
mini-label = Hop by SSH: { $ssh }. Hop from client to MySQL: { $mysql }.
zoom = Zoom of the drawing
zoom-in = Zoom in
zoom-out = Zoom out
zoom-whole = Show all of it
zoom-all = { $percent }; show all of it
inspector = { $part }, looked at closely
not-looked-at = Not looked at yet.
step-number = Step { $number }
what-laptop = You ask from here. The private key in the lab’s folder is what lets you in to the machines.
what-cloud = A Region is a place with data centres; the VPC is your own private network in it.
what-wall = A security group: it stands round each machine and lets through only what a rule allows.
what-server = A virtual machine in the VPC. MySQL runs here and answers.
what-client = A virtual machine in the VPC. The mysql program runs here and asks.
what-door-22-server = An inbound rule for SSH. Through it you sign in to the server.
what-door-22-client = An inbound rule for SSH. Through it you sign in to the client.
what-door-3306 = The inbound rule for MySQL. Only the client is written on it, by its private address.
what-hop-3306 = The question from client to server, and the answer. It never leaves the private network.
what-program = The client side of MySQL: it sends your statements and shows the answers.
what-mysql = The server side: it listens on port 3306, checks who asks, and keeps the databases.
what-database = The lab’s own database, inside the server.
what-stopped-3306 = The question from your own computer to 3306. The wall must swallow it.
detail-internet-address = Your address
detail-key-pair = Key pair
detail-key-file = Key file
detail-account = Account
detail-identity = Signed in as
detail-region = Region
detail-zone = Zone
detail-range = Addresses
detail-subnet = Subnet
detail-group = Security group
detail-port = Port
detail-lets-in = Lets in
detail-from = From
detail-to = To
detail-user = User
detail-command = Command
detail-version = Version
detail-listens-on = Listens on
detail-plugin = Login plugin
detail-database = Database
detail-instance = Instance id
detail-state = State
detail-private-address = Private address
detail-public-address = Public address
detail-type = Type
detail-image = Image
detail-host-key = Host key
stale-title = The machines were started again
stale-what = at { $time }. What was seen of them before that may hold no more, and their public addresses are new.
stale-step = Looked at before the restart; verify again
rail-stale = before the restart
part-laptop = Your computer and its key
part-cloud = The cloud
part-wall = The wall
part-door-22 = Door 22 of { $machine }
part-door-3306 = Door 3306
part-hop-3306 = The hop from client to MySQL
part-program = The client program
part-mysql = MySQL
part-stopped-3306 = 3306 from your computer
fact-all-proven = Every part and hop is proven. Choose one to see how it was looked at.
fact-some-proven = { $n } of { $m } parts and hops are proven. Choose one to see how it was looked at.
fact-nothing-left = Nothing with this lab’s tag.
part-this-step = is this step: { $title }
part-comes-with = comes with step { $number }: { $title }

## The terminal

terminal = Terminal
terminal-sessions = Where the commands ran
terminal-aws-calls = AWS calls
terminal-practice-calls = Practice calls
terminal-search = Search the terminal
terminal-empty = Each command will stand here as it is sent, with its output.
terminal-typed = typed by the wizard
terminal-larger = Make the terminal larger
terminal-smaller = Make the terminal smaller
follow = Follow
no-hits = none
hit-before = The hit before
hit-next = The next hit

## Proof

proof = Proof
proof-crumb = Proof · all { $count } steps proven in { $time }
proof-title = The client asked, the server answered
proof-how = How it was asked
who-can-reach = Who can reach 3306 on { $server }
can-as-meant = can, as meant
cannot-as-meant = cannot, as meant
anyone-else = Anyone else
database = Database
database-what = What it is
database-own = this lab’s own
database-other = another database
database-system = { $name ->
    [information_schema] MySQL’s own: what exists
    [mysql] MySQL’s own: users and grants
    [performance_schema] MySQL’s own: how it runs
   *[other] MySQL’s own: readable views
}

## Verify

verify = Reconnect & verify
verify-again = Verify again
verify-title = Reconnect & verify
verify-what = Every step is looked at from the ground up. Nothing is changed.
verify-running = Looking from the ground up
verify-so-far = { $n } of { $m } looked at. Nothing is changed.
verify-healthy = All of it holds
verify-healthy-what = All { $count } steps were looked at and seen, in { $time }.
verify-stopped = Stopped before the end
ladder = From the ground up
ladder-broken = Checked from the ground up: { $holding ->
    [one] one holds
   *[other] { $holding } hold
}, then it breaks
ladder-culprit = the culprit
ladder-first = The first that does not hold:
ladder-hold = { $count ->
    [one] One holds
   *[other] { $count } hold
}
ladder-steps = steps { $first } to { $last }
ladder-not-asked = not asked yet
ladder-because = waits because of it
ladder-seen = { $count ->
    [one] one thing seen
   *[other] { $count } things seen
}
looks-only = looks only
back-to-lab = Back to the lab

## Drills

drills = Break something
drills-title = Break it, find it, mend it
drills-what = A lab that works teaches half. Choose what goes wrong, then let “Reconnect & verify” lead you to the step that broke, understand it, and mend it.
drills-harmless = practice only, nothing is lost
drills-not-ready = A drill begins with a lab that works. Verify it first, and repair what does not hold.
drill-surprise = A surprise
drill-surprise-what = Chance chooses, and nobody tells you what it was.
drill-surprise-me = Surprise me
drill-surprise-sees = Something is broken. What it is, you find.
drill-break = Break it
drill-break-this = Break it: { $title }
drill-goes-on = Drill
drill-hint = Where to look
drill-hint-open = What to do
drill-find = Find the culprit
drill-way-find = Find it.
drill-way-find-what = “Reconnect & verify” looks from the ground up; the first step that does not hold is the culprit.
drill-way-understand = Understand it.
drill-way-understand-what = Read what was seen. Say to yourself what must have happened, before you press anything.
drill-way-mend = Mend it.
drill-way-mend-what = By hand, with your own programs, or with the button that the problem offers. When all steps hold again, the drill is over.
drill-give-up = Give up
drill-give-up-title = End the drill?
drill-give-up-confirm = Tell me, and mend it
drill-give-up-what = You are told what was broken, and the wizard mends it.
drill-was = This was it:
drill-mended = Mended. This was it:
drill-close = Well done

## One's own programs

access = Your own programs
access-title = Use your own programs
access-what = This pretend cloud speaks the real languages. Copy a command into a terminal of this computer; it works while this window is open, and changes when machines do.
access-shell = Your shell
access-posix = bash, zsh
access-powershell = PowerShell
access-aws = The EC2 API
access-aws-what = Set these in a terminal of their own. They lead the aws program to this pretend cloud, and nowhere else.
access-key = The private key
access-key-what = A key pair that you create by hand belongs into this file:
access-ssh-what = The first time, ssh asks whether you know the machine. Its console output names the fingerprint: compare before you type yes.
access-mysql-what = From here the wall stays silent, as it should: only { $client } is let in. Signed in there, ask as { $user }.
access-no-way-in = It is not running, so nothing answers.
access-no-machines = There are no machines yet. Once there are, their commands stand here.
access-passwords = The passwords of root and { $user } lie in this file, readable by you alone:
hand-practice = In practice, do it with programs of your own. Their addresses are under
open-console = Open this page of the EC2 console
open-aws = Open the AWS console
hand-key-folder = The wizard looks for the file in the lab’s folder. Move it there:
hand-missing = { $n ->
    [one] Not all there yet: one of { $m } is missing
   *[other] Not all there yet: { $n } of { $m } are missing
}
check-again = Check again

## The report

report-save = Save the report
proof-then = And now?

## Tear down

tear-down = Tear down
stages = Stages of the tear-down
stage-confirm = Look and confirm
stage-going = Taking down
stage-receipt = Receipt
tear-down-title = Tear down { $name }
tear-down-looking = Looking for everything that carries this lab’s tag…
tear-down-nothing-title = Nothing to tear down
tear-down-nothing = Nothing in the world carries this lab’s tag. Only its folder on this computer is left.
tear-down-what = { $count ->
    [one] This one thing will be gone for good.
   *[other] These { $count } things will be gone for good.
} Nothing else carries this lab’s tag, so nothing else is touched.
tear-down-what-cost = { $count ->
    [one] This one thing will be gone for good, and with it
   *[other] These { $count } things will be gone for good, and with them
} the { $cost } an hour. Nothing else carries this lab’s tag, so nothing else is touched.
tear-down-type = To be sure, type
tear-down-n = { $count ->
    [one] Tear down one thing
   *[other] Tear down { $count } things
}
keep-lab = Keep the lab
forget = Remove the folder
going-title = Taking down { $name }
going-what = Each thing is asked to go, then looked for again. Only what is no longer found counts as gone.
going-undoes = Undoing “{ $title }”
n-of-m-gone = { $n } of { $m } gone.
going-note = A machine is no longer billed from the moment AWS says “shutting-down”; its disk is until it goes. Closing this window is safe: the lab’s list stays, and Tear down goes on from it.
going-note-practice = Closing this window is safe: the lab’s list stays, and Tear down goes on from it.
things = What carries this lab’s tag
thing-kind = { $kind ->
   *[other] { $word }
}
thing-name = { $kind ->
    [instance] { $name }
    [volume] Disk of { $name }
    [file] Key file { $name }
    [disk] Disk of { $name }
    [security-group] Security group { $name }
    [key-pair] Key pair { $name }
   *[other] { $word } { $name }
}
thing-uncertain = may be there
receipt-title = Nothing left
receipt-what = { $count ->
    [0] Nothing of { $name } was left to remove. It was looked for again. Found: none.
    [one] The one thing of { $name } was removed and looked for again. Found: none.
   *[other] All { $count } things of { $name } were removed and looked for again. Found: none.
}
receipt-at = Gone since
receipt-took = Took
receipt-from-now = Cost from now on
receipt-whole = Whole lab, estimated
receipt-save = Save the receipt
back-to-labs = Back to your labs

## Home

labs = Your labs
labs-summary = { $healthy ->
    [0] { $broken ->
        [0] { $count ->
            [one] One lab.
           *[other] { $count } labs.
        }
        [one] One needs a look.
       *[other] { $broken } need a look.
    }
    [one] One is healthy.{ $broken ->
        [0] {""}
        [one] {" "}One needs a look.
       *[other] {" "}{ $broken } need a look.
    }
   *[other] { $healthy } are healthy.{ $broken ->
        [0] {""}
        [one] {" "}One needs a look.
       *[other] {" "}{ $broken } need a look.
    }
}
search-labs = Search your labs
sort-by = Sort by
sort-name = Name
sort-newest = Newest first
sort-trouble = Trouble first
sort-cost = Dearest first
search-labs-none = No lab’s name has “{ $query }”.
card-running = Working
card-adopting = Adoption not finished
card-new = Not begun
card-begun = { $n ->
    [one] One step proven
   *[other] { $n } steps proven
}
card-healthy = Everything proven
card-broken = Something is broken
card-stopped = Machines stopped
card-unreadable = The record cannot be read
last-check = last check
n-proven = { $n ->
    [one] one step proven
   *[other] { $n } steps proven
}
continue = Continue
reconnect = Reconnect & verify
stop = Stop
start = Start
begin-another = Begin another
empty-title = One asks, the other answers
empty-what = This lab builds a client and a server, joins them, and shows that they talk. You can watch each step, do it by hand, or let it be done.
welcome-link = What are a client and a server?
practise-title = Practise on this computer
practise-what = A small pretend cloud with real commands. Break it, mend it, throw it away.
practise = Start practising
practise-meta = free · no account · 10 min
aws-title = Build it on AWS
aws-what = Two real machines in your own account, looked at before anything is created.
build-on-aws = Build on AWS
aws-meta = about $0.03 an hour · 15 min

adopt-ask = You have made the lab by hand already?
adopt-link = Adopt a lab made by hand

## A lab that was made by hand

adopt = Adopt the lab
adopt-title = Adopt a lab made by hand
adopt-what = The wizard finds the two machines that your key opens, gives what they have the lab’s tag, and looks at every step. Nothing else of them is changed.
adopt-name-hint = Letters, digits, dashes, dots. You choose it; the machines keep their own names.
adopt-key = Key file
adopt-key-hint = The .pem that you downloaded when you launched the machines. Choose it, or drop it on this window.
adopt-root-password = Password of root
adopt-root-password-hint = The one that you set in MySQL. It is kept on this computer, readable by you alone.
adopt-user-password = Password of { $user }
adopt-user-password-hint = Empty if it is the same.
adopt-machines-what = The machines are found by the key.
adopt-name-machines = Name them by their ids
adopt-server = Instance id of the server
adopt-client = Instance id of the client
adopt-more-what = the recipe, the MySQL user, the database
adopt-after = Nothing is created. Afterwards a tear-down removes all of it.
adopt-looking = Looking for the lab…
adopt-give-up = Give the adoption up
adopt-give-up-title = Give up the adoption of { $name }
adopt-give-up-what = The adoption of this lab was not finished, so nothing is removed: the lab’s tag is taken off what has it, and all that was made by hand stays as it is.

## A new lab

new-lab = A new lab
new-practice-title = Practise on this computer
new-practice-what = A pretend cloud runs inside this program. The commands are the real ones, and so are their mistakes. You need to choose nothing.
new-aws-title = Build it on AWS
new-aws-what = Two small machines in your own account. Here you choose who signs in and where; nothing is created yet.
field-name = Name of the lab
field-name-hint = Letters, digits, dashes, dots. Leave it empty for the name shown.
field-server-name = Name of the server
field-client-name = Name of the client
field-db-user = MySQL user
field-database = Database
field-type = Instance type
type-auto = Picked for your account
type-auto-what = one that your account’s free tier covers, where it covers any
type-size = { $vcpus } vCPU · { $memory } GiB
type-may-be-free = may be free-tier eligible
type-per-hour = { $cost } an hour
type-own = Another type
type-own-what = by its name, as AWS writes it
type-name = Name of the type
type-costs = The prices are for the whole lab: two machines with their disks and addresses. Whether your account’s free tier covers a type, AWS is asked in the step “Look before creating”.
more-choices = More choices
more-choices-what = the guide’s values are set
recipe = Recipe
recipe-guide = As the guide has it
recipe-guide-what = exactly the guide’s answers
recipe-safer = Safer
recipe-safer-what = yes to every question, and the user only from the client and only on this database
practice-mysql = Which MySQL it plays
mysql-8-what = as Ubuntu 22.04 has it
mysql-9-what = mysql_native_password is gone: see what changes
passwords = Passwords
password = Password
password-made = Make strong ones
password-made-what = one for root and one for the user, kept in the lab’s folder
password-own = Choose one
password-own-what = for root and { $user }, as in the guide
password-show = Show the password
password-hide = Hide the password
password-policy = MySQL’s STRONG policy: { $n } of { $m } met
key-pair = Key pair
key-create = Let EC2 make one
key-create-what = its .pem is saved in the lab’s folder, readable by you alone
key-import = Use my own .pem
key-import-what = choose the file, or drop it on this window
key-file = Key file
key-drop = Drop your key file here
key-drop-what = The wizard checks it at once. It stays on this computer.
key-pick = Choose…
key-name = Name of the key pair
key-name-hint = Left empty, it is named after the lab.
key-verdict = A private key, { $algorithm }.
key-owner-only = Only you can read it.
key-too-open = Its mode is { $mode }: others can read it. The step “key pair” mends that.
ssh-from = Who may knock at the door for SSH
ssh-my-ip = Only this computer
ssh-my-ip-what = the address that the internet sees of it
ssh-anywhere = Anyone on the internet
ssh-anywhere-what = strangers will try it
ssh-cidr = A range of addresses
ssh-cidr-what = in CIDR notation
ssh-range = Range of addresses
ssh-range-count = { $count ->
    [one] One address alone.
   *[other] { $count } addresses.
}
ssh-my-ip-seen = The internet sees this computer as { $address }; /32 means this one address alone. In another network it is another: then the door is cut anew with one click.
ssh-my-ip-unknown = It is asked for again when the step runs. You can also give a range.
ssh-anywhere-warning = Every computer on the internet may knock, and some will within minutes. Only your key opens, but one address is safer.
aws-profile = Profile
aws-profile-none = the default chain
aws-profile-pasted = pasted keys, account { $account }
aws-paste = Paste keys
aws-pasted-key = Pasted key …{ $end }, kept in memory until this program is closed.
aws-pasted-until = It ends on { $time }.
paste-label = Keys from AWS
paste-placeholder = export AWS_ACCESS_KEY_ID="…"
paste-hint = Paste the whole block as the AWS access portal, the console or your course shows it. It is read at once and the field is emptied; the keys stay in memory, never in a file.
paste-looking = Asking AWS whose keys these are…
paste-use = Use these keys
paste-title = Sign in to AWS again
paste-any-account = Keys that you paste here sign in for this lab from now on, and their account is the lab’s.
paste-signed-in = I have signed in: try again
paste-account = This lab stands in account { $account }. Keys of any other account are refused.
aws-region = Region
aws-looking = Asking AWS who is signed in…
aws-signed-in = Signed in.
aws-root = Signed in as the root user.
aws-root-why = An IAM user or a role is safer for daily work.
aws-account = Account { $account }.
look-again = Look again
profile-keys = access key
profile-sso = single sign-on
profile-process = by another program
profile-role = role
profile-other = other
plan = The plan
plan-drawn = The lab as it will be
plan-creates = What will be created
plan-creates-practice = What will be made in the pretend cloud
plan-steps = In { $count } steps
plan-note = Everything carries the lab’s tag from its first moment, and “Tear down” removes all of it by that tag.
create = Create the lab
create-practice = Start practising
create-aws = Create the lab
create-aws-cost = Create the lab, { $cost } an hour
to-mend = { $count ->
    [one] One choice cannot be used
   *[other] { $count } choices cannot be used
}
create-after-practice = each step waits for you
create-after-aws = nothing is created on AWS until you do the steps

## The story

story-next = Go on
story-begin = To the labs
story-skip = Skip
story-begins = begins
story-waits = waits, then answers
story-request = request
story-response = response
story-others = anyone else: no answer
story-stateless = stateless
story-stateless-1 = each request says all
story-stateless-2 = that it needs
story-stateful = stateful
story-stateful-1 = the server remembers
story-stateful-2 = what came before
story-ask-title = One asks, the other answers
story-ask = A client begins: it sends a request over the network. A server waits for requests, does the work, and sends a response.
story-ask-more = A browser and a web site, a mail program and its post office, a mysql prompt and a database: always the same two roles.
story-rooms-title = Two machines, two roles
story-rooms = In this lab the client and the server are two machines. The database lives in the server; the client has only a program that asks.
story-rooms-more = Each machine has a wall round it. A rule is a door in that wall, with the name of who may use it. Whoever is not written on it gets no answer.
story-memory-title = Who remembers?
story-memory = A stateless server forgets each request as soon as it is answered. A stateful one keeps a conversation.
story-memory-more = MySQL is stateful: you log in once, and it remembers who you are and which database you use until you leave.
story-lab-title = What you will build
story-lab = Your computer signs in to both machines by SSH, through door 22. The client asks MySQL through door 3306.
story-lab-more = The end is one question, SHOW DATABASES, and an answer with your own database in it. Each line of this picture turns green only when it was seen to be true.

## Closing

close-title = Something is still being done
close-message = A run goes on in this window. If you close it, the run stops at the next safe point, and can be resumed later. What is left in the world stays in the lab’s list.
close-close = Stop and close
close-stay = Stay
notify-done = { $name }: done
notify-failed = { $name }: needs you

## The native menu and the about box

menu-lab = Lab
menu-labs = All labs
menu-new-practice = New practice lab
menu-new-aws = New lab on AWS
menu-close = Close the window
menu-edit = Edit
menu-undo = Undo
menu-redo = Redo
menu-cut = Cut
menu-paste = Paste
menu-select-all = Select all
menu-view = View
menu-fullscreen = Full screen
menu-help = Help
menu-hide = Hide MySQL Lab Wizard
menu-hide-others = Hide others
menu-quit = Quit MySQL Lab Wizard
about = About MySQL Lab Wizard
about-version = Version { $version }, { $platform }.
about-licence = Free to use under { $licence }.
about-data = Where your labs are kept
about-log = Where the log is kept
log-folder-open = Open the log folder
diagnostics = Diagnostics
diagnostics-what = For a report of a fault: versions and states, without names, addresses or passwords.
diagnostics-copy = Copy diagnostics
close = Close

## Where the Regions are, as AWS names the places

at-us-east-1 = N. Virginia
at-us-east-2 = Ohio
at-us-west-1 = N. California
at-us-west-2 = Oregon
at-ca-central-1 = Canada
at-sa-east-1 = São Paulo
at-eu-west-1 = Ireland
at-eu-west-2 = London
at-eu-west-3 = Paris
at-eu-central-1 = Frankfurt
at-eu-central-2 = Zurich
at-eu-north-1 = Stockholm
at-eu-south-1 = Milan
at-eu-south-2 = Spain
at-af-south-1 = Cape Town
at-me-south-1 = Bahrain
at-me-central-1 = UAE
at-il-central-1 = Tel Aviv
at-ap-south-1 = Mumbai
at-ap-south-2 = Hyderabad
at-ap-southeast-1 = Singapore
at-ap-southeast-2 = Sydney
at-ap-southeast-3 = Jakarta
at-ap-southeast-4 = Melbourne
at-ap-northeast-1 = Tokyo
at-ap-northeast-2 = Seoul
at-ap-northeast-3 = Osaka
at-ap-east-1 = Hong Kong
