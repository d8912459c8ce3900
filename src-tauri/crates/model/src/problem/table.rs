//! The one table of problems: each code with its texts. `{name}` stands for a value of the problem at hand.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Action, Severity};

/// A code's texts.
pub(super) struct Entry {
    pub severity: Severity,
    pub title: &'static str,
    pub what: &'static str,
    pub causes: &'static [&'static str],
    pub remedies: &'static [(&'static str, Option<Action>)],
}

macro_rules! problems {
    ($($code:ident $name:literal $severity:ident {
        $title:literal
        $what:literal
        $(cause $cause:literal)*
        $(remedy $remedy:literal $(=> $action:ident)?)+
    })+) => {
        /// A problem's stable code. Codes come from typed errors and probes, never from matching a message's text.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        pub enum ProblemCode {
            $(
                #[doc = $title]
                #[serde(rename = $name)]
                $code,
            )+
        }

        impl ProblemCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$code),+];

            /// The code as it is written in reports.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$code => $name,)+
                }
            }

            pub(super) fn entry(self) -> Entry {
                match self {
                    $(Self::$code => Entry {
                        severity: Severity::$severity,
                        title: $title,
                        what: $what,
                        causes: &[$($cause),*],
                        remedies: &[$(($remedy, problems!(@action $($action)?))),+],
                    },)+
                }
            }
        }
    };
    (@action) => { None };
    (@action $action:ident) => { Some(Action::$action) };
}

problems! {
    // This computer.

    DataFolderUnwritable "data_folder_unwritable" Error {
        "The data folder cannot be written"
        "The labs are kept in {path}, and nothing can be written there."
        cause "The folder belongs to another user, or the disk is mounted read-only."
        remedy "Make the folder writable, or set MYSQL_LAB_HOME to one that is."
    }
    DiskFull "disk_full" Error {
        "This computer's disk is full"
        "{path} could not be saved because the disk has no room left."
        remedy "Free some space, then continue: nothing that was saved before is lost." => Retry
    }
    LabExists "lab_exists" Error {
        "A lab of that name exists"
        "There is a lab named {name} already."
        remedy "Continue that lab, or choose another name." => ShowLabs
    }
    LabNotFound "lab_not_found" Error {
        "No lab of that name"
        "There is no lab named {name}."
        remedy "Look at the list of labs for its name." => ShowLabs
    }
    LabNewer "lab_newer" Error {
        "The lab is from a newer version of this program"
        "{path} has format {found}; this program knows formats up to {known}. The file was left as it is."
        remedy "Update MySQL Lab Wizard, then open the lab again."
    }
    LabDamaged "lab_damaged" Error {
        "The lab's record cannot be read"
        "{path} is damaged: it is cut short, or is not a lab's record. The file was left as it is."
        cause "It was edited by hand, or copied while it was written."
        remedy "Put a copy of the file back if you have one. Otherwise look in the EC2 console for the tag mysql-lab, and remove what carries it."
    }
    LabBusy "lab_busy" Error {
        "The lab is in use"
        "Another window or terminal is working on {name}."
        remedy "Wait until it ends, or stop it there." => Retry
    }
    BadSetting "bad_setting" Error {
        "A setting cannot be used"
        "{reason}"
        remedy "Change the setting and try again. Nothing was created." => ChangeSettings
    }
    SettingInUse "setting_in_use" Error {
        "A step has begun with that setting"
        "“{step}” was begun with the present value; changing it now would leave behind what was made with it."
        remedy "Undo that step first, then choose anew. Or begin another lab with other settings." => ShowLabs
    }
    WeakPassword "weak_password" Error {
        "The password is too weak for MySQL's STRONG policy"
        "The password {missing}."
        cause "The lab turns the STRONG policy on, and MySQL then refuses such a password with error 1819."
        remedy "Choose a password with 8 or more characters, upper and lower case, a digit and a special character, without the user's name in it." => ChangeSettings
    }
    SecretsMissing "secrets_missing" Error {
        "The lab's passwords are not on this computer"
        "{path} is missing, and with it the passwords of root and of the lab's user."
        cause "The lab's folder was copied without it, or it was deleted."
        remedy "Put the file back, or tear the lab down and begin again." => TearDown
    }

    // The key file.

    KeyNotFound "key_not_found" Error {
        "The key file is not there"
        "There is no file at {path}."
        remedy "Choose the .pem file again; browsers usually save it in the Downloads folder." => ChooseKey
    }
    KeyIsFolder "key_is_folder" Error {
        "That is a folder, not a key file"
        "{path} is a folder."
        remedy "Choose the .pem file inside it." => ChooseKey
    }
    KeyUnreadable "key_unreadable" Error {
        "The key file cannot be read"
        "{path} could not be opened for reading."
        remedy "Make yourself the file's owner and give yourself the right to read it." => ChooseKey
    }
    KeyEmpty "key_empty" Error {
        "The key file is empty"
        "{path} has nothing in it."
        cause "The download was cut short."
        remedy "Download it again if the page is still open. AWS never hands out a private key twice: otherwise create a new key pair." => ChooseKey
    }
    KeyIsPpk "key_is_ppk" Error {
        "That is a PuTTY key"
        "{path} is a .ppk file, PuTTY's own format."
        remedy "In PuTTYgen choose Conversions, Export OpenSSH key, and use the file that it saves. Or create a new key pair as .pem." => ChooseKey
    }
    KeyIsPublic "key_is_public" Error {
        "That is the public half of a key"
        "{path} holds a public key. To sign in, the private one is needed."
        remedy "Choose the private key: the .pem file that was downloaded when the key pair was created." => ChooseKey
    }
    KeyEncrypted "key_encrypted" Error {
        "The key file has a passphrase"
        "{path} is encrypted with a passphrase. Keys from EC2 have none, and the lab's steps cannot ask for it."
        remedy "Make a copy without a passphrase: ssh-keygen -p -f COPY.pem. Or let the wizard create a new key pair." => ChooseKey
    }
    KeyUnknownFormat "key_unknown_format" Error {
        "That is not a private key in PEM form"
        "{path} does not hold a private key that OpenSSH could use."
        cause "It was saved from a web page, or cut short."
        remedy "Choose the .pem file as EC2 gave it." => ChooseKey
    }
    KeyTooLarge "key_too_large" Error {
        "That file is too large for a key"
        "{path} has {bytes} bytes; a private key has a few thousand."
        remedy "Choose the .pem file as EC2 gave it." => ChooseKey
    }
    KeyModeOpen "key_mode_open" Error {
        "Others can read the private key"
        "{path} can be read by other users of this computer: {mode}. OpenSSH refuses such a file."
        remedy "Let the wizard set it right: readable by you alone (mode 400)." => Repair
    }
    KeyNotTheMachines "key_not_the_machines" Error {
        "This key does not belong to the machines"
        "EC2 knows {name} by another fingerprint than {path} has."
        cause "The file is another key's, or a key of the same name from another Region."
        remedy "Choose the file that was downloaded for {name}, or create a new key pair." => ChooseKey
    }
    KeyNameTaken "key_name_taken" Error {
        "EC2 has a key pair of that name already"
        "A key pair named {name} exists in this Region and is not this lab's. Its private half is not here."
        remedy "Give the lab's key pair another name, or import the .pem of the existing one." => ChangeSettings
    }
    KeyLost "key_lost" Error {
        "The private key is not on this computer"
        "EC2 has the lab's key pair {name}, but {path} is not there."
        cause "The file was deleted or moved. AWS never hands out a private key twice."
        remedy "Put the file back. Without it nobody can sign in: tear the lab down and begin again." => TearDown
    }

    // Adopting a lab that was made by hand.

    AdoptTooFew "adopt_too_few" Error {
        "The two machines were not found"
        "A lab has two machines. In {region}, of the running or stopped Ubuntu machines that belong to no lab, {path} opens: {found}."
        cause "The machines are in another Region."
        cause "They were launched with another key pair than this file's."
        cause "They belong to a lab of this program already."
        remedy "Choose the Region in which the EC2 console shows the machines, and the .pem file that they were launched with." => ChangeSettings
    }
    AdoptAmbiguous "adopt_ambiguous" Error {
        "Which machine is the server, and which the client?"
        "In {region}, {path} opens {found}. Which of them serves and which one asks cannot be told for sure from their names or from the door for MySQL."
        remedy "Choose both by their instance ids; in a terminal with --server ID --client ID." => ChangeSettings
    }
    AdoptUnknownMachine "adopt_unknown_machine" Error {
        "There is no machine of that id"
        "In {region} there is no instance {instance}."
        cause "It is in another Region or another account, or the id was not copied whole."
        remedy "Copy the instance id from the EC2 console, and choose the Region that the console shows." => ChangeSettings
    }
    AdoptMachineGone "adopt_machine_gone" Error {
        "That machine is gone"
        "{instance} is {state}. Nothing of it can be used any more."
        remedy "Choose a machine that is running or stopped." => ChangeSettings
    }
    AdoptSameMachine "adopt_same_machine" Error {
        "Server and client are one machine"
        "{instance} was given for both. A lab has two machines, so that there is a network between them."
        remedy "Choose another machine for the client." => ChangeSettings
    }
    AdoptOtherLab "adopt_other_lab" Error {
        "That belongs to another lab"
        "{thing} carries the tag of the lab {lab}. Two labs cannot share it: the tear-down of one would take it from the other."
        cause "That lab was made or adopted by this program, here or on another computer."
        remedy "Look at the list of labs: it may be there under another name." => ShowLabs
        remedy "If the record of that lab is lost, take the tag mysql-lab off in the EC2 console, then adopt it."
    }
    AdoptOtherImage "adopt_other_image" Error {
        "That machine does not run Ubuntu"
        "{instance} was started from the image {image}. The lab signs in as ubuntu and installs with apt."
        remedy "Choose a machine that was launched with Ubuntu Server 22.04, or begin a new lab." => ChangeSettings
    }
    AdoptNoKey "adopt_no_key" Error {
        "That machine was launched without a key pair"
        "{instance} has no key pair, so {path} cannot be its key."
        remedy "Choose a machine that was launched with the key pair, or begin a new lab." => ChangeSettings
    }
    AdoptKeyGone "adopt_key_gone" Error {
        "EC2 has the machine's key pair no more"
        "{instance} was launched with the key pair {name}, which EC2 does not have any more. So it cannot be told whether {path} opens the machine."
        cause "The key pair was deleted in the console; the machine itself still knows it."
        remedy "Import it under the same name: in the EC2 console Key Pairs, Actions, Import key pair, with what ssh-keygen -y -f FILE.pem prints." => Retry
    }
    AdoptGroupsDiffer "adopt_groups_differ" Error {
        "The machines do not stand behind one wall"
        "{first} has the security groups {first_groups}, and {second} has {second_groups}. A lab has one group, the same for both machines."
        remedy "In the EC2 console give both machines one and the same group: Actions, Security, Change security groups." => Retry
    }
    AdoptDefaultGroup "adopt_default_group" Error {
        "The machines stand behind the VPC's default group"
        "{group} is the default security group of its VPC: whatever is launched without another group gets it, and AWS never lets it be deleted. So it cannot become the lab's own."
        remedy "Create a security group with the same inbound rules, and give it to both machines in place of {group}." => Retry
    }
    AdoptSharedGroup "adopt_shared_group" Error {
        "Other machines stand behind the same wall"
        "{group} is the security group of {others} as well. Its doors are theirs too, and the lab's tear-down would delete it."
        remedy "Create a security group with the same inbound rules, and give it to the two machines of the lab alone." => Retry
    }
    AdoptDiskStays "adopt_disk_stays" Error {
        "A disk would stay when its machine goes"
        "{volume} is kept when {instance} is terminated, and goes on costing. The lab's tear-down could not remove it."
        remedy "Detach the disk if it is not the lab's. Otherwise set its DeleteOnTermination to true, with aws ec2 modify-instance-attribute." => Retry
    }
    AdoptAddressStays "adopt_address_stays" Error {
        "An address would stay when its machine goes"
        "{address} at {instance} is an Elastic IP address of your account. It is kept when the machine is terminated, and goes on costing. The lab's tear-down could not remove it."
        remedy "In the EC2 console, under Elastic IPs, disassociate it, and release it if you do not need it. The machine then gets an address of its own again." => Retry
    }
    AdoptNoPractice "adopt_no_practice" Error {
        "There is no practice cloud to adopt from"
        "A lab that was made by hand in practice stands in the cloud that belongs to no lab. Nothing was ever made there."
        remedy "In a terminal, mysql-lab practice playground keeps that cloud running for your own aws, ssh and mysql. Or set a practice lab up." => Practise
    }
    AdoptionPending "adoption_pending" Error {
        "The adoption was not finished"
        "The adoption of {name} was cut off: some of what it has carries the lab's tag, and some may not."
        remedy "Adopt it once more under the name {name}: it is taken up where it stopped." => Adopt
        remedy "Or give it up. Its tags are taken off then, and the machines stay as they are; in a terminal with mysql-lab teardown {name}." => TearDown
    }
    AdoptionBeganOtherwise "adoption_began_otherwise" Error {
        "The adoption began with something else"
        "The adoption of {name} began with {began}, and now {given} is given."
        remedy "Adopt it with {began}, or give that adoption up first. Or choose another name." => ChangeSettings
    }

    // The account.

    CredentialsMissing "credentials_missing" Error {
        "Nobody is signed in to AWS on this computer"
        "No credentials were found in the environment, in the AWS files, or from a signed-in session."
        remedy "Sign in: aws configure, or aws sso login, or paste the credentials that your course gave you." => SignIn
        remedy "Practise on this computer instead: no account is needed." => Practise
    }
    CredentialsInvalid "credentials_invalid" Error {
        "AWS does not know these credentials"
        "AWS refused the access key or its signature."
        cause "A character is missing, or the secret belongs to another access key."
        cause "Temporary credentials need their session token as well."
        remedy "Paste the whole block again, with the session token if there is one." => SignIn
    }
    CredentialsExpired "credentials_expired" Error {
        "The AWS sign-in has expired"
        "The credentials were valid, and are no longer. The lab is kept as it is."
        remedy "Sign in again, then continue: nothing is created twice." => SignIn
    }
    PastedIncomplete "pasted_incomplete" Error {
        "The pasted text is not whole"
        "{reason}"
        cause "Only a part of the block was copied, or the page had hidden a part of it."
        remedy "Copy the whole block again, as the AWS access portal or the console shows it, and paste all of it." => PasteKeys
    }
    PastedGone "pasted_gone" Error {
        "The AWS keys must be pasted again"
        "The keys of account {account} were pasted. They are kept in memory alone, never in a file, so they went when the program was closed. The lab is kept as it is."
        remedy "Paste keys of account {account}; in a terminal, set them as AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN." => PasteKeys
    }
    UnknownProfile "unknown_profile" Error {
        "No such AWS profile"
        "The AWS files on this computer have no profile named {profile}."
        remedy "Choose one of: {known}." => SignIn
    }
    NoRegion "no_region" Error {
        "No Region is chosen"
        "Neither the settings nor the AWS files name a Region."
        remedy "Choose one, for example us-east-1." => ChooseRegion
    }
    UnknownRegion "unknown_region" Error {
        "No such AWS Region"
        "AWS has no Region named {region}."
        remedy "Choose a Region by its code, for example us-east-1 or eu-central-1." => ChooseRegion
    }
    Unauthorized "unauthorized" Error {
        "This sign-in may not do that"
        "AWS refused {action}: the signed-in identity {identity} has no permission for it."
        cause "The account's administrator or your course has not allowed it."
        remedy "Ask the administrator to allow {action}, or sign in as somebody who may." => SignIn
        remedy "Practise on this computer meanwhile." => Practise
    }
    OtherAccount "other_account" Error {
        "This is another AWS account"
        "You are signed in to account {found}; the lab stands in account {expected}."
        cause "Another profile is chosen, or the default sign-in has changed."
        remedy "Sign in to the account in which the lab was begun." => SignIn
    }
    ClockSkew "clock_skew" Error {
        "This computer's clock is wrong"
        "This computer's clock differs from AWS's, and AWS then refuses every signed call."
        remedy "Set the clock to be set automatically, then try again." => Retry
    }
    OptInRequired "opt_in_required" Error {
        "The account is not ready for EC2"
        "AWS answered {aws_code}: the account has no subscription to EC2 in this Region yet."
        cause "A new account needs a payment method and up to 24 hours."
        remedy "Finish the account's registration, or choose a Region that is on for every account." => ChooseRegion
        remedy "Practise on this computer meanwhile." => Practise
    }
    PendingVerification "pending_verification" Error {
        "AWS is still verifying the account"
        "AWS validates new accounts before the first launch in a Region. It usually takes minutes, at most 4 hours."
        remedy "Keep the lab and continue in a while: nothing is created twice." => Retry
        remedy "Practise on this computer meanwhile." => Practise
    }
    AccountBlocked "account_blocked" Error {
        "AWS has blocked the account"
        "AWS answered {aws_code}: the account may not launch machines."
        remedy "Write to AWS Support from the account; the lab is kept."
        remedy "Practise on this computer meanwhile." => Practise
    }
    VcpuLimit "vcpu_limit" Error {
        "The account's limit of vCPUs is reached"
        "Two machines of this type need {needed} vCPUs, more than the account may still start in this Region."
        remedy "Stop machines that you do not need, ask for more on the Service Quotas page, or choose another Region." => ChooseRegion
    }
    NoCapacity "no_capacity" Error {
        "AWS has no free machine of this type in that zone"
        "Zone {zone} has no capacity for {type} at this moment."
        remedy "Try again: the lab takes the next zone that offers the type." => Retry
        remedy "Choose another instance type." => ChooseType
    }
    Throttled "throttled" Error {
        "AWS asks for patience"
        "AWS answered that there are too many calls, also after several tries."
        remedy "Continue in a minute: nothing is created twice." => Retry
    }
    NoDefaultVpc "no_default_vpc" Error {
        "The Region has no default VPC"
        "The lab stands in the Region's default network, and this account has none there."
        cause "It was deleted, or the account is very old."
        remedy "Create it: aws ec2 create-default-vpc (it costs nothing), then continue." => Retry
        remedy "Choose another Region." => ChooseRegion
    }
    NoSubnet "no_subnet" Error {
        "No subnet offers that instance type"
        "The default VPC {vpc} has no subnet in a zone that offers {type}."
        remedy "Choose another type." => ChooseType
        remedy "Create the missing default subnet: aws ec2 create-default-subnet --availability-zone {zone}." => Retry
    }
    TypeNotOffered "type_not_offered" Error {
        "The Region does not offer that instance type"
        "{type} cannot be launched in {region}."
        remedy "Choose another type, or none to let the wizard pick one of the free tier." => ChooseType
    }
    TypeNotFree "type_not_free" Error {
        "The account may not launch that instance type"
        "{type} is not one of the free tier's types for this account, and the account's plan allows no others."
        remedy "Choose one of the free tier's types, or none to let the wizard pick." => ChooseType
    }
    ImageNotFound "image_not_found" Error {
        "Ubuntu 22.04 was not found"
        "Canonical's image of Ubuntu 22.04 was not found in {region}."
        remedy "Choose another Region." => ChooseRegion
    }
    CloudUnreachable "cloud_unreachable" Error {
        "AWS cannot be reached"
        "The call {action} got no answer."
        cause "This computer is offline, or a firewall or proxy stands between."
        remedy "Check the internet connection, then continue: nothing is created twice." => Retry
    }
    CloudRefused "cloud_refused" Error {
        "AWS refused a call"
        "{action} was answered with {aws_code}."
        remedy "Continue to try again. If it stays, the details tell your instructor what AWS said." => Retry
    }
    MachineGone "machine_gone" Error {
        "A machine of the lab is gone"
        "{machine} ({instance}) is {state}."
        cause "Somebody terminated it in the console."
        remedy "Continue: the wizard launches what is missing." => Repair
        remedy "Tear the lab down and begin again." => TearDown
    }
    MachineStopped "machine_stopped" Error {
        "A machine of the lab is stopped"
        "{machine} ({instance}) is {state}: it does not answer, but its disk is kept."
        remedy "Start it again." => StartMachines
    }
    MachineNotReady "machine_not_ready" Error {
        "A machine did not come up in time"
        "{machine} ({instance}) was still {state} after {waited} s."
        remedy "Continue in a minute: the wizard looks again." => Retry
    }
    StillInUse "still_in_use" Error {
        "AWS does not let go yet"
        "{what} is still in use by something else and could not be deleted."
        cause "A machine's network interface is released a minute after the machine."
        remedy "Try again in a minute." => Retry
    }
    LaptopAddressUnknown "laptop_address_unknown" Error {
        "This computer's internet address could not be found"
        "The service that tells this computer's address did not answer."
        remedy "Name the address yourself with --ssh-from ADDRESS/32 (search the web for \"what is my IP\")." => ChangeSettings
    }
    DoorMissing "door_missing" Error {
        "A door is missing or names somebody else"
        "Port {port} of {group} lets in {found}; it should let in {expected}."
        remedy "Let the wizard correct the rule." => Repair
    }

    // SSH.

    SshTimedOut "ssh_timed_out" Error {
        "No answer on the SSH port"
        "{machine} at {address} did not answer on port 22. Silence means that something on the way drops the question."
        cause "The door for SSH names another address: yours may have changed."
        cause "A network in a school or office may block port 22."
        remedy "Allow this computer's present address." => AllowMyAddress
        remedy "Try from another network, for example a phone's hotspot." => Retry
    }
    SshRefused "ssh_refused" Error {
        "The SSH port is closed"
        "{machine} at {address} is there but refuses connections on port 22."
        cause "The machine is still starting, or its SSH service is not running."
        remedy "Try again in half a minute." => Retry
    }
    SshKeyRejected "ssh_key_rejected" Error {
        "The machine does not accept this key"
        "{machine} refused the key {path} for the user ubuntu."
        cause "The machine was launched with another key pair."
        remedy "Choose the key that the machine was launched with." => ChooseKey
    }
    HostKeyChanged "host_key_changed" Error {
        "This is not the machine it should be"
        "{machine} ({instance}) showed the host key {found}; it is known by {expected}. Nothing was sent to it."
        cause "The machine was replaced, or somebody stands between."
        remedy "If you replaced the machine on purpose, tear the lab down and begin again. Otherwise stop, and tell your instructor." => TearDown
    }
    SshClosed "ssh_closed" Error {
        "The SSH connection was cut"
        "{machine} closed the connection, or the network did."
        cause "The network was lost, or the machine restarted."
        cause "The machine is still starting, or it keeps away an address from which too many sign-ins failed: that passes in a minute."
        remedy "Continue: the wizard looks at what was done and does the rest." => Retry
    }
    SshFailed "ssh_failed" Error {
        "SSH did not work as it should"
        "Talking SSH with {machine} at {address} failed."
        remedy "Try again; the details say what failed." => Retry
    }
    RemoteCommandFailed "remote_command_failed" Error {
        "A command on the machine failed"
        "On {machine}, `{command}` ended with exit code {exit}."
        remedy "The details show what it printed. Continue to try again." => Retry
    }
    RemoteDiskFull "remote_disk_full" Error {
        "The machine's disk is full"
        "{machine} has no room left on its disk."
        remedy "Free some space on it (sudo apt clean), then continue." => Retry
    }

    // apt.

    AptLocked "apt_locked" Error {
        "Another program is installing on the machine"
        "{holder} held apt's lock on {machine} for longer than {waited} s."
        cause "A new machine installs its security updates first."
        remedy "Wait a few minutes and continue. Do not end that program: a half-installed package is worse." => Retry
    }
    AptFailed "apt_failed" Error {
        "apt could not install"
        "On {machine}, {command} ended with exit code {exit}."
        cause "The package archive did not answer, or the machine has no way to the internet."
        remedy "Continue to try again; apt goes on where it stopped." => Retry
    }

    // MySQL.

    UnexpectedServer "unexpected_server" Error {
        "Another database server is installed there"
        "{machine} runs {found}, not MySQL. Nothing was changed on it."
        remedy "Take a machine with plain Ubuntu 22.04, or remove that server yourself." => TearDown
    }
    ServiceNotRunning "service_not_running" Error {
        "MySQL is not running"
        "The service mysql on {machine} is {state}."
        cause "Its configuration has an error, or the machine ran out of memory."
        remedy "Let the wizard start it. The details show what the service last said." => Repair
    }
    ConfigInvalid "config_invalid" Error {
        "MySQL does not accept its configuration"
        "mysqld refused the configuration in {path}. The old file was put back."
        remedy "Look at the line that the details name." => Retry
    }
    BindOverridden "bind_overridden" Error {
        "Another file overrides bind-address"
        "{path} sets bind-address to {found}, after mysqld.cnf."
        remedy "Take the line out of {path}, then continue." => Repair
    }
    NotListening "not_listening" Error {
        "MySQL does not listen on the network"
        "On {machine}, port 3306 listens on {found}; it should listen on 0.0.0.0."
        cause "bind-address is still 127.0.0.1, or the service was not restarted since."
        remedy "Let the wizard set bind-address and restart the service." => Repair
    }
    MysqlTimedOut "mysql_timed_out" Error {
        "The client gets no answer from port 3306"
        "From {machine}, {address}:3306 timed out: error 2003 (110)."
        cause "The door for 3306 names another address than the client's private one."
        remedy "Let the wizard correct the rule." => Repair
    }
    MysqlRefused "mysql_refused" Error {
        "Port 3306 is closed"
        "From {machine}, {address}:3306 refused the connection: error 2003 (111)."
        cause "MySQL listens only on 127.0.0.1, or is not running."
        remedy "Let the wizard set bind-address and restart the service." => Repair
    }
    MysqlHostDenied "mysql_host_denied" Error {
        "The account may not log in from there"
        "MySQL answered 1130: no account lets {address} in."
        cause "The user exists for localhost only."
        remedy "Let the wizard create the account for the right host." => Repair
    }
    MysqlAccessDenied "mysql_access_denied" Error {
        "MySQL refused the login"
        "MySQL answered {number} for {user}: the name or the password is not right."
        remedy "Let the wizard look at the account and set it right." => Repair
    }
    MysqlDatabaseDenied "mysql_database_denied" Error {
        "The account has no right to the database"
        "MySQL answered 1044 for {user} on {database}."
        remedy "Let the wizard grant it." => Repair
    }
    MysqlPluginMissing "mysql_plugin_missing" Error {
        "This MySQL does not have that login method"
        "MySQL {version} answered 1524: {plugin} is not loaded."
        cause "mysql_native_password is off from MySQL 8.4 on, and gone in 9."
        remedy "Continue: the wizard uses caching_sha2_password there." => Retry
    }
    MysqlTlsRequired "mysql_tls_required" Error {
        "MySQL wants an encrypted connection"
        "MySQL answered 2061: caching_sha2_password needs TLS or the server's public key for the first login."
        remedy "Log in with TLS, or with --get-server-public-key." => Retry
    }
    MysqlPolicy "mysql_policy" Error {
        "MySQL's password policy refuses the password"
        "MySQL answered 1819 for {user}: the password does not satisfy the policy {policy}."
        remedy "Choose a stronger password." => ChangeSettings
    }
    RootLockedOut "root_locked_out" Error {
        "No way to log in as root"
        "Neither the socket nor the saved password lets root in on {machine}."
        cause "root's password was changed by hand."
        remedy "Give the wizard root's password with --password-stdin, or tear the lab down and begin again." => TearDown
    }
    SqlFailed "sql_failed" Error {
        "MySQL refused a statement"
        "MySQL answered {number} to {statement}."
        remedy "The details show MySQL's own words. Continue to try again." => Retry
    }
    UnknownQuestion "unknown_question" Error {
        "The secure script asks something unknown"
        "mysql_secure_installation asked: {question}. The wizard does not answer what it does not know."
        remedy "Run the script yourself on the server, then let the wizard check." => Retry
    }
    SecureFailed "secure_failed" Error {
        "The secure script did not finish"
        "mysql_secure_installation ended with exit code {exit}."
        remedy "Continue to run it again; its questions can be answered twice." => Retry
    }
    DatabaseMissing "database_missing" Error {
        "The client does not see the database"
        "SHOW DATABASES on the client lists {found}, but not {database}."
        remedy "Let the wizard create the database and its grants." => Repair
    }
    ProofsDisagree "proofs_disagree" Error {
        "The two proofs do not agree"
        "The mysql program on the client saw {client}; the wizard through its tunnel saw {tunnel}."
        remedy "Verify again. If it stays, tell your instructor." => Retry
    }
    DoorOpenToAll "door_open_to_all" Error {
        "Port 3306 answers to this computer"
        "{address}:3306 answered from outside the VPC. Only the client should be let in."
        cause "A rule for 3306 names more than the client's address."
        remedy "Let the wizard take that rule away." => Repair
    }

    // Practice.

    PracticeLost "practice_lost" Error {
        "The practice cloud of this lab is gone"
        "{path} is not there, and with it the machines of {name}, which existed in that file alone. Nothing else is lost."
        cause "The file was deleted or moved, or the lab's folder was copied without it."
        remedy "Put the file back, if you have a copy of it." => Retry
        remedy "Set the lab up again from nothing: its name, its settings and its passwords stay." => Repair
        remedy "Or remove what is left of the lab." => TearDown
    }
    DrillNotNow "drill_not_now" Error {
        "No drill can begin or end now"
        "{reason}"
        remedy "Verify the lab, and repair what does not hold. Then begin the drill." => Repair
    }

    // The run itself.

    StepNeeds "step_needs" Error {
        "Another step comes first"
        "This step needs {needs}, which does not hold yet."
        remedy "Do that step first." => Retry
    }
    StepDidNotHold "step_did_not_hold" Error {
        "The step was done, but does not hold"
        "Everything was sent without an error, and a look afterwards does not find {step} done."
        remedy "Try it again; the evidence shows what is missing." => Retry
    }
    StepNotThere "step_not_there" Error {
        "Something of the lab is missing"
        "A look does not find all of “{step}”. What was looked at says what is missing."
        cause "It was changed or removed since it was last seen."
        remedy "Let the wizard make what is missing." => Repair
    }
    HandWorkUnfinished "hand_work_unfinished" Warning {
        "It is not all there yet"
        "A look does not find all of “{step}”. What was looked at says what is missing."
        remedy "Do what is missing, as the step describes it, and let the wizard check again."
        remedy "Or let the wizard do the step." => Retry
    }
    CannotUndo "cannot_undo" Error {
        "Some of the lab is still there"
        "After the tear-down, {count} things still carry the lab's tag."
        remedy "Tear down again in a minute." => TearDown
    }
    Internal "internal" Error {
        "The program made a mistake"
        "Something happened that should not be possible. The lab's record is safe."
        remedy "Continue to try again; please report the details." => Retry
    }
    RootIdentity "root_identity" Warning {
        "You are signed in as the account's root user"
        "The root user may do everything, also close the account. AWS advises to work as another user."
        remedy "For the next lab, create a user in IAM Identity Center and sign in as that."
    }
    HostKeyUnconfirmed "host_key_unconfirmed" Warning {
        "The machine's identity is not confirmed yet"
        "{machine} had not printed its host keys to the console yet, so its key was taken at the first connection: {found}. It is compared as soon as the console shows it."
        remedy "Nothing to do: verify compares it." => Retry
    }
}
