// Written from the list of calls in the `app` crate by `cargo xtask types`. Do not edit.

/** The calls of the program. Each takes one object, and fails with a `Problem`. */
export interface Api {
  /** The program's version, licence, folders and platform. */
  about(): Promise<About>;
  /** What helps to find a fault and can be shown to anybody, in English: versions and states, without names or addresses. */
  diagnostics(args: { web_view?: string | null }): Promise<string>;
  /** All labs by name. */
  list_labs(): Promise<Array<LabCard>>;
  /** All about one lab. */
  lab(args: { name: string }): Promise<LabView>;
  /** What a new lab would be, with all that is wrong with its settings. Creates nothing. */
  plan(args: { new_lab: NewLab }): Promise<PlanView>;
  /** Makes a lab's folder and record. Creates nothing in the cloud. */
  create_lab(args: { new_lab: NewLab }): Promise<LabView>;
  /** Adopts a lab that was made by hand: its record is filled in from what is found and what it has is tagged as its own. Starts the run that verifies all of it. */
  adopt_lab(args: { by_hand: LabByHand }): Promise<RunId>;
  /** Starts a run; `lab_busy` while another one goes on in the lab. */
  run(args: { name: string; goal: Goal; pace: Pace }): Promise<RunId>;
  /** Stops the lab's run between two side effects. */
  cancel(args: { name: string }): Promise<void>;
  /** All that is new of a run since an event index and a line index. Answers when there is something, after 15 s at the latest. */
  report_since(args: { name: string; run: RunId; event: number; line: number }): Promise<Report>;
  /** The lab's newest run since the program was started. */
  latest_run(args: { name: string }): Promise<RunId | null>;
  /** All that carries the lab's tag at this moment. */
  remaining(args: { name: string }): Promise<Array<Leftover>>;
  /** Removes the folder of a lab that has nothing in the world. */
  forget_lab(args: { name: string }): Promise<void>;
  /** What a private key's file is. */
  inspect_key(args: { path: string }): Promise<KeyVerdict>;
  /** MySQL's STRONG rules, held against a password. */
  check_password(args: { user: string; password: string }): Promise<Array<PasswordRule>>;
  /** The profiles of the person's own AWS files. */
  aws_profiles(): Promise<Array<AwsProfile>>;
  /** Who is signed in to AWS, with a profile or with the pasted keys of an account. */
  aws_identity(args: { profile?: string | null; region?: string | null; pasted?: string | null }): Promise<AwsIdentity>;
  /** Takes keys from pasted text and keeps them in memory under their account. */
  paste_keys(args: { text: SecretText; region?: string | null }): Promise<AwsIdentity>;
  /** Takes keys for a lab from pasted text: those of its account, and of no other. */
  paste_keys_for(args: { name: string; text: SecretText }): Promise<LabView>;
  /** The instance types to choose from, cheapest first, with what a lab of each costs in a Region. */
  instance_types(args: { region?: string | null }): Promise<Array<TypeOffer>>;
  /** The address that the internet sees of this computer. */
  internet_address(): Promise<string>;
  /** Changes settings of a lab whose steps have not begun with them; the rest of the lab stays as it is. */
  change_settings(args: { name: string; settings: Settings }): Promise<LabView>;
  /** Keeps a practice cloud running, and says how ordinary clients reach it: the named lab's, the only practice lab's, or an empty playground's. */
  practice(args: { name?: string | null }): Promise<PracticeView>;
  /** The drills of a practice lab, and the one that goes on. */
  drills(args: { name: string }): Promise<DrillsView>;
  /** Breaks a practice lab that works: in one way, or in one that chance chooses and that is not told. */
  start_drill(args: { name: string; drill?: DrillId | null }): Promise<DrillsView>;
  /** Ends a drill and says what was broken; of one that is not solved, a repair does the rest. */
  end_drill(args: { name: string }): Promise<DrillEnd>;
  /** All words of a lab's report, so that it can be written in another language. */
  report_texts(args: { name: string }): Promise<Array<Text>>;
  /** A lab's report, also of one that was torn down; `words` are its words in another language, by their English. */
  report(args: { name: string; format: ReportFormat; words?: { [key in string]: string } | null; language?: string | null }): Promise<string>;
  /** Stops the lab's machines: they cost no machine hours then, and keep their disks. */
  stop_machines(args: { name: string }): Promise<LabView>;
  /** Starts the lab's stopped machines. */
  start_machines(args: { name: string }): Promise<LabView>;
}

/** The names of all calls. */
export const methods = [
  "about",
  "diagnostics",
  "list_labs",
  "lab",
  "plan",
  "create_lab",
  "adopt_lab",
  "run",
  "cancel",
  "report_since",
  "latest_run",
  "remaining",
  "forget_lab",
  "inspect_key",
  "check_password",
  "aws_profiles",
  "aws_identity",
  "paste_keys",
  "paste_keys_for",
  "instance_types",
  "internet_address",
  "change_settings",
  "practice",
  "drills",
  "start_drill",
  "end_drill",
  "report_texts",
  "report",
  "stop_machines",
  "start_machines",
] as const satisfies readonly (keyof Api)[];

/**
 * The program itself.
 */
export type About = {
/**
 * The program's version.
 */
version: string,
/**
 * Its licence, as SPDX writes it.
 */
licence: string,
/**
 * The folder that holds the labs.
 */
data_folder: string,
/**
 * The folder of the log.
 */
log_folder: string,
/**
 * The operating system and the processor, as in `linux x86_64`.
 */
platform: string, };

/**
 * How ordinary clients reach a machine of the practice cloud.
 */
export type Access = {
/**
 * The machine's Name tag.
 */
name: string,
/**
 * Its instance id.
 */
instance_id: string,
/**
 * Its state, in EC2's words.
 */
state: string,
/**
 * Its address on the practice internet.
 */
public_ip?: string,
/**
 * Its address inside the VPC.
 */
private_ip?: string,
/**
 * The host and port on this computer for `ssh`.
 */
ssh?: string,
/**
 * The host and port on this computer for `mysql`; silent unless the security group lets this computer in.
 */
mysql?: string,
/**
 * What is typed to sign in.
 */
ssh_command?: Typed,
/**
 * What is typed to ask the server from this computer.
 */
mysql_command?: Typed, };

/**
 * What a remedy's button does.
 */
export type Action = "retry" | "repair" | "allow_my_address" | "change_settings" | "sign_in" | "paste_keys" | "choose_region" | "choose_type" | "choose_key" | "practise" | "adopt" | "start_machines" | "tear_down" | "show_labs";

/**
 * How far the adoption of a lab that was made by hand has come.
 */
export type Adoption = "pending" | "whole";

/**
 * Who is signed in to AWS.
 */
export type AwsIdentity = {
/**
 * The account's number.
 */
account: string,
/**
 * The identity's ARN.
 */
arn: string,
/**
 * The Region that is used.
 */
region: string,
/**
 * Whether it is the account's root user.
 */
root: boolean,
/**
 * The key, when it was pasted.
 */
pasted?: PastedKey, };

/**
 * A profile of the person's own AWS files.
 */
export type AwsProfile = {
/**
 * Its name.
 */
name: string,
/**
 * The Region that it names.
 */
region?: string,
/**
 * How it signs in.
 */
kind: ProfileKind, };

/**
 * A step's check: its state with the evidence for it.
 */
export type Check = {
/**
 * What the look found.
 */
state: State,
/**
 * What it rests on.
 */
evidence: Array<Evidence>,
/**
 * Why it is blocked, or what is wrong when a part that was there is broken.
 */
problem?: Problem, };

/**
 * One step's part of a verification.
 */
export type CheckReport = {
/**
 * The step.
 */
step: StepId,
/**
 * Its title.
 */
title: Text,
/**
 * What the look found.
 */
state: State,
/**
 * What it rests on.
 */
evidence: Array<Evidence>,
/**
 * Why it is blocked, or what is wrong when a part that was there is broken.
 */
problem?: Problem, };

/**
 * What is known of the cloud's side.
 */
export type CloudFacts = {
/**
 * The account's number.
 */
account: string | null,
/**
 * Who is signed in, as an ARN.
 */
identity: string | null,
/**
 * The Region's code.
 */
region: string | null,
/**
 * The VPC that the lab stands in.
 */
vpc: string | null,
/**
 * The VPC's addresses, in CIDR notation.
 */
vpc_cidr: string | null,
/**
 * The subnet that the machines are launched in.
 */
subnet: string | null,
/**
 * The Availability Zone of the subnet.
 */
zone: string | null,
/**
 * The image that the machines start from.
 */
image: string | null,
/**
 * The image's name.
 */
image_name: string | null,
/**
 * The instance type.
 */
instance_type: string | null,
/**
 * The price of one machine, in US dollars an hour; none when it is not known.
 */
price_per_hour: string | null,
/**
 * The key pair's name.
 */
key_name: string | null,
/**
 * Where the private key lies on this computer.
 */
key_path: string | null,
/**
 * The security group's id.
 */
security_group: string | null,
/**
 * The address that the internet sees of this computer, in CIDR notation, as last used in a rule.
 */
laptop_cidr: string | null,
/**
 * The client token of the launch, on disk before the call is made.
 */
launch_token: string | null,
/**
 * When the machines were launched.
 */
launched_at: string | null, };

/**
 * A command or call as it is sent. Secrets are masked.
 */
export type CommandLine = {
/**
 * Where it is typed or called.
 */
place: Place,
/**
 * What is typed or called; an API call is written as the `aws` command that makes it.
 */
text: string, };

/**
 * What a lab costs, in US dollars. An estimate from list prices, before tax and free tier.
 */
export type Cost = {
/**
 * Whether it costs nothing, because nothing leaves this computer.
 */
free: boolean,
/**
 * An hour of the whole lab as it stands; none where the price is not known.
 */
per_hour?: number,
/**
 * Since its machines were launched.
 */
so_far?: number,
/**
 * If it is forgotten for thirty days.
 */
thirty_days?: number,
/**
 * An hour of it once its machines are launched: told as long as none stands.
 */
once_launched?: number, };

/**
 * Something that a lab will create.
 */
export type Creation = {
/**
 * What kind of thing, as the field calls it: "instance", "security group" …
 */
kind: string,
/**
 * Its name.
 */
name: string,
/**
 * What it is like, in a few words.
 */
detail: Text, };

/**
 * A drill that can be begun.
 */
export type Drill = {
/**
 * What it is.
 */
id: DrillId,
/**
 * What it is called.
 */
title: Text,
/**
 * What the learner will see, in one sentence.
 */
sees: Text, };

/**
 * How a drill was ended.
 */
export type DrillEnd = {
/**
 * What was broken.
 */
broken: Text,
/**
 * Whether the learner had mended it. If not, what a repair cannot mend is mended now, and a repair does the rest.
 */
solved: boolean, };

/**
 * What a drill breaks.
 */
export type DrillId = "mysql_stopped" | "door_outdated" | "laptop_moved" | "bind_overridden" | "server_rebooted" | "host_key_replaced" | "client_stopped" | "database_dropped";

/**
 * The drills of a practice lab.
 */
export type DrillsView = {
/**
 * Those that fit the lab.
 */
drills: Array<Drill>,
/**
 * The one that goes on.
 */
running?: RunningDrill,
/**
 * Whether one can begin: every step holds as far as is known, and none goes on.
 */
ready: boolean, };

/**
 * An indexed event. Events are never lost: a reader asks for all since an index.
 */
export type Event = {
/**
 * Its place in the run, from 0 without gaps.
 */
index: number,
/**
 * When it happened.
 */
at: string, } & ({ "kind": "started",
/**
 * The run.
 */
run: RunId,
/**
 * The lab's name.
 */
lab: string,
/**
 * What was asked.
 */
goal: Goal,
/**
 * One by one, or all at once.
 */
pace: Pace,
/**
 * The steps it will go through, in order.
 */
steps: Array<StepId>, } | { "kind": "step_started",
/**
 * The step.
 */
step: StepId,
/**
 * The verb.
 */
verb: Verb, } | { "kind": "step_checked",
/**
 * The step.
 */
step: StepId,
/**
 * What the look found.
 */
state: State,
/**
 * What it rests on.
 */
evidence: Array<Evidence>,
/**
 * What is wrong, if anything is.
 */
problem?: Problem, } | { "kind": "step_done",
/**
 * The step.
 */
step: StepId,
/**
 * Whether this run did it, and not an earlier one or the learner.
 */
applied: boolean,
/**
 * How long it took, in milliseconds.
 */
millis: number, } | { "kind": "step_failed",
/**
 * The step.
 */
step: StepId,
/**
 * What is wrong.
 */
problem: Problem,
/**
 * How long it took, in milliseconds.
 */
millis: number, } | { "kind": "step_skipped",
/**
 * The step.
 */
step: StepId,
/**
 * Why.
 */
why: Text, } | { "kind": "step_undone",
/**
 * The step.
 */
step: StepId,
/**
 * How long it took, in milliseconds.
 */
millis: number, } | { "kind": "finished" } & Finished);

/**
 * One thing that was looked at.
 */
export type Evidence = {
/**
 * What is claimed, as a sentence.
 */
claim: Text,
/**
 * How it was looked at: the command or call, as it was sent.
 */
how: Said,
/**
 * What was seen: as it was seen, or in words.
 */
seen: Said,
/**
 * Whether what was seen bears the claim out.
 */
holds: boolean,
/**
 * When it was looked at.
 */
at: string, };

/**
 * How a run ended, with all that a reader needs who saw nothing else.
 */
export type Finished = {
/**
 * How it ended.
 */
outcome: Outcome,
/**
 * The lab's name.
 */
lab: string,
/**
 * What was asked.
 */
goal: Goal,
/**
 * The databases that the client saw, if it came so far.
 */
databases: Array<string>,
/**
 * The newest check of each step that was looked at.
 */
checks: Array<CheckReport>,
/**
 * Why it did not end as asked.
 */
problem?: Problem,
/**
 * The first step that does not hold, in order of needs.
 */
culprit?: StepId,
/**
 * What the lab has in the world at this moment, when it did not end as asked.
 */
leftovers: Array<Leftover>,
/**
 * What a tear-down removed.
 */
removed: Array<Leftover>,
/**
 * How long it took, in milliseconds.
 */
millis: number, };

/**
 * What the person asks of the engine. All goals are loops over the same steps.
 */
export type Goal = "set_up" | { "step": StepId } | { "check_step": StepId } | { "undo_step": StepId } | "verify" | "repair" | "tear_down";

/**
 * The part of the lab that a step belongs to; the steps of a group stand together on the rail.
 */
export type Group = "prepare" | "launch" | "network" | "server" | "client" | "proof";

/**
 * How a lab is, judged by what its record last saw.
 */
export type Health = "new" | "begun" | "healthy" | "broken" | "stopped" | "unreadable";

/**
 * Where a machine's host keys are known from.
 */
export type HostKeys = { "console": Array<string> } | { "first_use": string };

/**
 * Where the lab's key comes from.
 */
export type KeyChoice = { "create": {
/**
 * The key pair's name; none names it after the lab.
 */
name: string | null, } } | { "import": {
/**
 * The file's path on this computer.
 */
path: string,
/**
 * The key pair's name in EC2; none takes the file's own, without `.pem`.
 */
name?: string, } };

/**
 * What a key file is.
 */
export type KeyVerdict = {
/**
 * Its algorithm as OpenSSH names it.
 */
algorithm: string,
/**
 * The fingerprints by which EC2 may know it.
 */
fingerprints: Array<string>,
/**
 * The file's mode in octal, or on Windows who else has rights.
 */
mode: string,
/**
 * Whether its owner alone can read it, as OpenSSH demands.
 */
owner_only: boolean, };

/**
 * A lab's record.
 *
 * Facts in it are a cache of the world: each step finds them again by the lab's tag, so that none is needed to look or to undo.
 */
export type Lab = {
/**
 * The format's version: [`SCHEMA`].
 */
schema: number,
/**
 * The lab's id.
 */
id: LabId,
/**
 * The name that the person gave it: the name of its folder.
 */
name: string,
/**
 * When it was begun.
 */
created_at: string,
/**
 * Where it stands.
 */
target: Target,
/**
 * What was chosen.
 */
settings: Settings,
/**
 * What is known of the cloud's side.
 */
cloud: CloudFacts,
/**
 * The machine that serves.
 */
server: Machine,
/**
 * The machine that asks.
 */
client: Machine,
/**
 * What is known of the MySQL server.
 */
mysql: MysqlFacts,
/**
 * The databases that the client last saw.
 */
databases: Array<string>,
/**
 * When its machines were last started again: what was seen of them before may hold no more.
 */
restarted_at?: string,
/**
 * How far its adoption has come; none for a lab that the program itself began.
 */
adoption?: Adoption,
/**
 * What was last seen of each step.
 */
steps: { [key in string]: StepRecord }, };

/**
 * A lab that was made by hand and is to be adopted.
 */
export type LabByHand = {
/**
 * The name that it is to have. That of an adoption which was cut off takes it up again.
 */
name: string,
/**
 * Where it stands.
 */
target: Target,
/**
 * The private key's file on this computer.
 */
key: string,
/**
 * The server's instance id; none lets it be found.
 */
server?: string | null,
/**
 * The client's instance id; none lets it be found.
 */
client?: string | null,
/**
 * Whose answers were given when it was made.
 */
recipe?: Recipe,
/**
 * The MySQL user that the client logs in as.
 */
db_user?: string,
/**
 * The lab's own database.
 */
database?: string,
/**
 * root's password. It is needed unless an adoption that was cut off has kept it.
 */
root_password?: string | null,
/**
 * The password of the lab's user; none takes root's, as the guide has it.
 */
user_password?: string | null, };

/**
 * A lab in the list of labs.
 */
export type LabCard = {
/**
 * Its name: its folder's.
 */
name: string,
/**
 * Its record, where it can be read.
 */
lab?: Lab,
/**
 * Why its record cannot be read.
 */
problem?: Problem,
/**
 * The run that goes on in it at this moment.
 */
running?: RunId,
/**
 * What it costs.
 */
cost: Cost,
/**
 * How it is.
 */
health: Health, };

/**
 * A lab's id: the value of the `mysql-lab` tag on all that it creates. Random, never reused.
 */
export type LabId = string;

/**
 * All about one lab.
 */
export type LabView = {
/**
 * Its record.
 */
lab: Lab,
/**
 * Its steps in display order.
 */
steps: Array<StepInfo>,
/**
 * Those of them that change the world, and so can be undone.
 */
changes: Array<StepId>,
/**
 * The settings that no step has begun with, so that they can be changed.
 */
changeable: Array<SettingId>,
/**
 * The pages of the AWS console on which steps are done by hand; none on practice.
 */
pages: { [key in StepId]: string },
/**
 * What it costs.
 */
cost: Cost,
/**
 * How it is.
 */
health: Health,
/**
 * The run that goes on in it at this moment.
 */
running?: RunId,
/**
 * Its folder on this computer.
 */
folder: string, };

/**
 * Something in the world that a lab made: left behind, or removed.
 */
export type Leftover = {
/**
 * What kind of thing, as the field calls it: "instance", "volume", "security group", "key pair", "file".
 */
kind: string,
/**
 * Its id or path.
 */
id: string,
/**
 * Its name, or another word that tells it from others of its kind.
 */
name: string,
/**
 * Whether it was seen (`true`), or may be there because a call's answer was lost (`false`).
 */
certain: boolean, };

/**
 * One line of the terminal. Only the newest lines are kept.
 */
export type Line = {
/**
 * Its place in the run's terminal, from 0.
 */
index: number,
/**
 * When it came.
 */
at: string,
/**
 * The step that caused it.
 */
step: StepId,
/**
 * Where it was.
 */
place: Place,
/**
 * What it is.
 */
stream: Stream,
/**
 * Its text, without a line end.
 */
text: string, };

/**
 * One of the two machines.
 */
export type Machine = {
/**
 * Its instance id.
 */
instance_id: string | null,
/**
 * EC2's word for its state: `pending`, `running`, `stopped` …
 */
state: string | null,
/**
 * Its address inside the VPC.
 */
private_ip: string | null,
/**
 * Its address on the internet; it changes when the machine is stopped and started.
 */
public_ip: string | null,
/**
 * Its host keys, pinned by instance id.
 */
host_keys: HostKeys | null, };

/**
 * What is known of the MySQL server.
 */
export type MysqlFacts = {
/**
 * What `SELECT VERSION()` says.
 */
version: string | null,
/**
 * The plugin that accounts log in with.
 */
auth_plugin: string | null, };

/**
 * What a new lab is to be.
 */
export type NewLab = {
/**
 * Its name; none takes the first free of `practice-1`, `practice-2` … or `lab-1`, `lab-2` ….
 */
name?: string | null,
/**
 * Where it stands.
 */
target: Target,
/**
 * What was chosen.
 */
settings: Settings,
/**
 * The password of root and of the lab's user; none makes a strong one for each.
 */
password?: string | null, };

/**
 * How a run ended.
 */
export type Outcome = "done" | "failed" | "cancelled" | "healthy" | "unhealthy";

/**
 * How many steps go at once.
 */
export type Pace = "one_by_one" | "all_at_once";

/**
 * One rule that a password must meet.
 */
export type PasswordRule = {
/**
 * The rule's name.
 */
id: string,
/**
 * What it asks.
 */
text: Text,
/**
 * Whether the password meets it.
 */
met: boolean, };

/**
 * What is told of a key that was pasted.
 */
export type PastedKey = {
/**
 * The last four characters of the access key's id.
 */
end: string,
/**
 * When it ends, where the pasted text said so.
 */
expires?: string, };

/**
 * Where a command or call is made.
 */
export type Place = "laptop" | "cloud" | "server" | "client";

/**
 * What a new lab would be.
 */
export type PlanView = {
/**
 * The name that it would have.
 */
name: string,
/**
 * Its steps in display order.
 */
steps: Array<StepInfo>,
/**
 * What it would create.
 */
creates: Array<Creation>,
/**
 * What it would cost.
 */
cost: Cost,
/**
 * What is wrong with the settings; each names its `field`. Empty when the lab can be begun.
 */
problems: Array<Problem>, };

/**
 * Which MySQL the practice cloud plays.
 */
export type PracticeMysql = "8.0" | "9";

/**
 * How ordinary clients reach a practice cloud.
 */
export type PracticeView = {
/**
 * The lab's name, or `playground`.
 */
name: string,
/**
 * The URL for `AWS_ENDPOINT_URL`.
 */
endpoint: string,
/**
 * The dummy access key's id.
 */
access_key_id: string,
/**
 * The dummy secret access key. It opens nothing but this practice cloud.
 */
secret_access_key: string,
/**
 * The Region that it plays.
 */
region: string,
/**
 * The private key's file for `ssh`: where it lies, or is looked for when a learner saves it by hand.
 */
key?: string,
/**
 * The machines.
 */
machines: Array<Access>,
/**
 * What is typed so that `aws` asks this cloud.
 */
aws: Typed, };

/**
 * A problem, ready to be shown.
 */
export type Problem = {
/**
 * The stable code.
 */
code: ProblemCode,
/**
 * How bad it is.
 */
severity: Severity,
/**
 * A headline.
 */
title: Text,
/**
 * What happened, in a sentence or two.
 */
what_happened: Text,
/**
 * What was looked at.
 */
evidence: Array<Evidence>,
/**
 * The likely causes, likeliest first.
 */
causes: Array<Text>,
/**
 * The ways out, best first.
 */
remedies: Array<Remedy>,
/**
 * What the lab has in the world at this moment.
 */
leftovers: Array<Leftover>,
/**
 * The setting that the problem is about, where it is about one: a field's name as in `Settings`.
 */
field?: string,
/**
 * The original error's words, for "details". Never a secret.
 */
detail?: string, };

/**
 * A problem's stable code. Codes come from typed errors and probes, never from matching a message's text.
 */
export type ProblemCode = "data_folder_unwritable" | "disk_full" | "lab_exists" | "lab_not_found" | "lab_newer" | "lab_damaged" | "lab_busy" | "bad_setting" | "setting_in_use" | "weak_password" | "secrets_missing" | "key_not_found" | "key_is_folder" | "key_unreadable" | "key_empty" | "key_is_ppk" | "key_is_public" | "key_encrypted" | "key_unknown_format" | "key_too_large" | "key_mode_open" | "key_not_the_machines" | "key_name_taken" | "key_lost" | "adopt_too_few" | "adopt_ambiguous" | "adopt_unknown_machine" | "adopt_machine_gone" | "adopt_same_machine" | "adopt_other_lab" | "adopt_other_image" | "adopt_no_key" | "adopt_key_gone" | "adopt_groups_differ" | "adopt_default_group" | "adopt_shared_group" | "adopt_disk_stays" | "adopt_address_stays" | "adopt_no_practice" | "adoption_pending" | "adoption_began_otherwise" | "credentials_missing" | "credentials_invalid" | "credentials_expired" | "pasted_incomplete" | "pasted_gone" | "unknown_profile" | "no_region" | "unknown_region" | "unauthorized" | "other_account" | "clock_skew" | "opt_in_required" | "pending_verification" | "account_blocked" | "vcpu_limit" | "no_capacity" | "throttled" | "no_default_vpc" | "no_subnet" | "type_not_offered" | "type_not_free" | "image_not_found" | "cloud_unreachable" | "cloud_refused" | "machine_gone" | "machine_stopped" | "machine_not_ready" | "still_in_use" | "laptop_address_unknown" | "door_missing" | "ssh_timed_out" | "ssh_refused" | "ssh_key_rejected" | "host_key_changed" | "ssh_closed" | "ssh_failed" | "remote_command_failed" | "remote_disk_full" | "apt_locked" | "apt_failed" | "unexpected_server" | "service_not_running" | "config_invalid" | "bind_overridden" | "not_listening" | "mysql_timed_out" | "mysql_refused" | "mysql_host_denied" | "mysql_access_denied" | "mysql_database_denied" | "mysql_plugin_missing" | "mysql_tls_required" | "mysql_policy" | "root_locked_out" | "sql_failed" | "unknown_question" | "secure_failed" | "database_missing" | "proofs_disagree" | "door_open_to_all" | "practice_lost" | "drill_not_now" | "step_needs" | "step_did_not_hold" | "step_not_there" | "hand_work_unfinished" | "cannot_undo" | "internal" | "root_identity" | "host_key_unconfirmed";

/**
 * How a profile of the AWS files signs in.
 */
export type ProfileKind = "keys" | "sso" | "process" | "role" | "other";

/**
 * How far a step is. Only the newest of a step matters; any may be lost.
 */
export type Progress = {
/**
 * The step.
 */
step: StepId,
/**
 * What it does at this moment.
 */
note: Text,
/**
 * How far, from 0 to 1, where a true figure exists.
 */
fraction?: number,
/**
 * When the step's verb began.
 */
since: string, };

/**
 * How careful the set-up is.
 */
export type Recipe = "guide" | "safer";

/**
 * One way out of a problem.
 */
export type Remedy = {
/**
 * What to do, as an instruction.
 */
text: Text,
/**
 * What a button beside it does, where the program can do it.
 */
action?: Action, };

/**
 * All that is new of a run since a reader last asked.
 */
export type Report = {
/**
 * The run.
 */
run: RunId,
/**
 * The lab's name.
 */
lab: string,
/**
 * The events from the asked index on, none missing.
 */
events: Array<Event>,
/**
 * The index to ask for next.
 */
next_event: number,
/**
 * The newest progress of each step that is working.
 */
progress: Array<Progress>,
/**
 * The terminal's lines from the asked index on, as far as they are still kept.
 */
lines: Array<Line>,
/**
 * The line index to ask for next.
 */
next_line: number,
/**
 * Whether the run has ended.
 */
finished: boolean, };

/**
 * What a report is written as.
 */
export type ReportFormat = "md" | "html" | "json";

/**
 * A run's name: unique within its lab.
 */
export type RunId = string;

/**
 * The drill that goes on.
 */
export type RunningDrill = {
/**
 * Which one it is; none for a surprise that is not solved yet.
 */
drill?: Drill,
/**
 * Whether chance chose it.
 */
surprise: boolean,
/**
 * When it began.
 */
since: string,
/**
 * Where to look.
 */
hint: Text,
/**
 * What was broken; told once the lab was seen to hold again.
 */
broken?: Text, };

/**
 * What is said to people: as it came from a machine or a person, or in the program's own words.
 */
export type Said = string | Text | Array<Said>;

/**
 * Text that holds secrets: it does not print.
 */
export type SecretText = string;

/**
 * A setting's stable name: the field of [`Settings`] that holds it.
 */
export type SettingId = "key" | "instance_type" | "ssh_from" | "recipe" | "server_name" | "client_name" | "db_user" | "database";

/**
 * The lab's settings, the guide's values as defaults.
 */
export type Settings = {
/**
 * Where the key comes from.
 */
key: KeyChoice,
/**
 * The instance type; none picks one of the free tier for the account and Region.
 */
instance_type: string | null,
/**
 * Who may reach the machines by SSH.
 */
ssh_from: SshFrom,
/**
 * How careful the set-up is.
 */
recipe: Recipe,
/**
 * The server's Name tag.
 */
server_name: string,
/**
 * The client's Name tag.
 */
client_name: string,
/**
 * The MySQL user that the client logs in as.
 */
db_user: string,
/**
 * The database that the proof looks for.
 */
database: string, };

/**
 * How bad it is.
 */
export type Severity = "warning" | "error";

/**
 * Who may reach the machines by SSH.
 */
export type SshFrom = "my_ip" | "anywhere" | { "cidr": string };

/**
 * Whether a step's work is there.
 */
export type State = "absent" | "partial" | "done" | "blocked" | "waiting";

/**
 * A step's stable name, in snake case. It stands in records and journals, so it never changes.
 */
export type StepId = string;

/**
 * All that a step says of itself before it runs.
 */
export type StepInfo = {
/**
 * The step's stable name.
 */
id: StepId,
/**
 * The part of the lab that it belongs to.
 */
group: Group,
/**
 * A verb phrase: "Open the door for the client".
 */
title: Text,
/**
 * What the button that does it says: "Open the door".
 */
button: Text,
/**
 * What happens, in two sentences.
 */
what: Text,
/**
 * Why, in plain words.
 */
why: Text,
/**
 * The guide's way by hand, one action an entry. `**bold**` marks names, `[Button]` marks what is clicked, `` `code` `` marks what is typed.
 */
by_hand: Array<Text>,
/**
 * The commands or calls that the program sends, secrets masked.
 */
commands: Array<CommandLine>,
/**
 * The words of the field that the texts use.
 */
terms: Array<Term>,
/**
 * The steps that must be done before this one can start.
 */
needs: Array<StepId>,
/**
 * The step whose undoing takes this one's work with it: what is installed on a machine goes with the machine.
 */
goes_with: StepId | null,
/**
 * The settings that it works with: they can be changed until the step has begun.
 */
settings: Array<SettingId>,
/**
 * How long it usually takes on AWS, in seconds.
 */
about_seconds: number, };

/**
 * What was last seen of a step.
 */
export type StepRecord = {
/**
 * The last check.
 */
check: Check,
/**
 * When.
 */
at: string,
/**
 * Whether the learner did it by hand.
 */
by_hand: boolean,
/**
 * How long the last apply took, in milliseconds; none where the program did not apply it.
 */
millis: number | null, };

/**
 * What a line of the terminal is.
 */
export type Stream = "command" | "out" | "err" | "answer" | "status";

/**
 * The cloud that a lab stands in.
 */
export type Target = { "kind": "practice",
/**
 * Which MySQL its archive holds.
 */
mysql: PracticeMysql, } | { "kind": "aws",
/**
 * The profile of the person's own AWS files; none for the default chain.
 */
profile: string | null,
/**
 * The Region's code, as in `us-east-1`; none for the profile's own.
 */
region: string | null,
/**
 * The number of the account whose keys were pasted into the program. The keys are in no file: they go with the program.
 */
pasted?: string, };

/**
 * A word of the field with its one-line meaning.
 */
export type Term = {
/**
 * The word as it stands in the step's texts.
 */
word: Text,
/**
 * Its meaning, in one line.
 */
meaning: Text, };

/**
 * One sentence or label for people.
 *
 * `english` is complete as it stands. A window with a catalogue for another language looks `id` up and fills in `args`.
 * It is not `Display`: whoever wants the English says so, and a value of another text keeps its own key.
 */
export type Text = {
/**
 * The message's key in the catalogues, in kebab case.
 */
id: string,
/**
 * The values that the message names.
 */
args?: { [key in string]: Said },
/**
 * The message in English, arguments filled in.
 */
english: string, };

/**
 * An instance type to choose.
 */
export type TypeOffer = {
/**
 * Its name.
 */
name: string,
/**
 * How many virtual processors it has.
 */
vcpus: number,
/**
 * Its memory, in MiB.
 */
memory_mib: number,
/**
 * What a whole lab of two costs an hour, in US dollars; none where the price is not known.
 */
per_hour?: number,
/**
 * Whether it is one of the types that AWS's free tier covers, for some accounts these and for some those: the look before creating tells.
 */
may_be_free: boolean, };

/**
 * A command as it is typed; several lines where it takes several commands.
 */
export type Typed = {
/**
 * In a shell such as bash or zsh.
 */
posix: string,
/**
 * In PowerShell.
 */
powershell: string, };

/**
 * The three verbs of a step.
 */
export type Verb = "check" | "apply" | "undo";
