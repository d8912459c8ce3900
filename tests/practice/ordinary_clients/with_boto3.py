"""What boto3 sees of the practice cloud. One function a test; the caller names it."""

import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ec2 = boto3.client("ec2", config=Config(retries={"total_max_attempts": 2}))
SOON = {"Delay": 1, "MaxAttempts": 60}


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
    else:
        raise AssertionError(f"not refused with {code}")


def image():
    images = ec2.describe_images(
        Owners=["099720109477"],
        Filters=[{"Name": "name", "Values": ["ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-*"]}, {"Name": "architecture", "Values": ["x86_64"]}],
    )["Images"]
    return max(images, key=lambda image: image["CreationDate"])["ImageId"]


def launch(**more):
    return ec2.run_instances(**{"ImageId": image(), "InstanceType": "t3.micro", "MinCount": 1, "MaxCount": 1, **more})["Instances"]


def ids(instances):
    return [instance["InstanceId"] for instance in instances]


def launched_once():
    tags = [{"ResourceType": kind, "Tags": [{"Key": "mysql-lab", "Value": "one"}]} for kind in ("instance", "volume")]
    first = launch(ClientToken="token-1", MinCount=2, MaxCount=2, TagSpecifications=tags)
    again = launch(ClientToken="token-1", MinCount=2, MaxCount=2, TagSpecifications=tags)
    assert sorted(ids(first)) == sorted(ids(again)) and len(first) == 2
    refused("IdempotentParameterMismatch", launch, ClientToken="token-1", MinCount=1, MaxCount=1)
    ours = [{"Name": "tag:mysql-lab", "Values": ["one"]}]
    ec2.get_waiter("instance_running").wait(Filters=ours, WaiterConfig=SOON)
    seen = [i for r in ec2.describe_instances(Filters=ours)["Reservations"] for i in r["Instances"]]
    assert sorted(ids(seen)) == sorted(ids(first))
    assert len(ec2.describe_volumes(Filters=ours)["Volumes"]) == 2
    assert ids(launch(ClientToken="token-2")) != ids(first)[:1]


def another_address():
    (machine,) = ids(launch())
    one = [machine]
    look = lambda: ec2.describe_instances(InstanceIds=one)["Reservations"][0]["Instances"][0]
    ec2.get_waiter("instance_running").wait(InstanceIds=one, WaiterConfig=SOON)
    before = look()
    ec2.stop_instances(InstanceIds=one)
    ec2.get_waiter("instance_stopped").wait(InstanceIds=one, WaiterConfig=SOON)
    stopped = look()
    assert "PublicIpAddress" not in stopped and stopped["PrivateIpAddress"] == before["PrivateIpAddress"]
    ec2.start_instances(InstanceIds=one)
    ec2.get_waiter("instance_running").wait(InstanceIds=one, WaiterConfig=SOON)
    after = look()
    assert after["PublicIpAddress"] != before["PublicIpAddress"]
    ec2.get_waiter("instance_status_ok").wait(InstanceIds=one, WaiterConfig=SOON)
    ec2.terminate_instances(InstanceIds=one)
    ec2.get_waiter("instance_terminated").wait(InstanceIds=one, WaiterConfig=SOON)
    refused("IncorrectInstanceState", ec2.start_instances, InstanceIds=one)


def once_free(code, call, **arguments):
    """Makes a call that is refused with this code for a while: EC2 lets a machine's network interface go after the machine itself."""
    until = time.monotonic() + 60
    while True:
        try:
            return call(**arguments)
        except ClientError as error:
            if error.response["Error"]["Code"] != code or time.monotonic() > until:
                raise
        time.sleep(0.05)


def refusals():
    group = ec2.create_security_group(GroupName="wall", Description="wall")["GroupId"]
    door = {"GroupId": group, "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "198.51.100.7/32"}]}]}
    ec2.authorize_security_group_ingress(**door)
    refused("InvalidPermission.Duplicate", ec2.authorize_security_group_ingress, **door)
    refused("InvalidGroup.Duplicate", ec2.create_security_group, GroupName="wall", Description="wall")
    ec2.create_key_pair(KeyName="key", KeyType="rsa", KeyFormat="pem")
    refused("InvalidKeyPair.Duplicate", ec2.create_key_pair, KeyName="key")
    refused("InvalidKeyPair.NotFound", launch, KeyName="no-such-key")
    refused("InvalidAMIID.NotFound", launch, ImageId="ami-0123456789abcdef0")
    refused("InvalidInstanceID.NotFound", ec2.describe_instances, InstanceIds=["i-0123456789abcdef0"])
    refused("DryRunOperation", launch, DryRun=True)
    machines = ids(launch(SecurityGroupIds=[group], KeyName="key"))
    refused("DependencyViolation", ec2.delete_security_group, GroupId=group)
    ec2.terminate_instances(InstanceIds=machines)
    ec2.get_waiter("instance_terminated").wait(InstanceIds=machines, WaiterConfig=SOON)
    once_free("DependencyViolation", ec2.delete_security_group, GroupId=group)
    stranger = boto3.client("ec2", aws_access_key_id="AKIAI44QH8DHBEXAMPLE", aws_secret_access_key="x")
    refused("AuthFailure", stranger.describe_instances)


def catalogue():
    assert boto3.client("sts").get_caller_identity()["Arn"].startswith("arn:aws:")
    (vpc,) = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"]
    subnets = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc["VpcId"]]}, {"Name": "default-for-az", "Values": ["true"]}])["Subnets"]
    offered = ec2.describe_instance_type_offerings(LocationType="availability-zone", Filters=[{"Name": "instance-type", "Values": ["t3.micro"]}])
    zones = {offer["Location"] for offer in offered["InstanceTypeOfferings"]}
    assert zones & {subnet["AvailabilityZone"] for subnet in subnets}
    free = ec2.describe_instance_types(Filters=[{"Name": "free-tier-eligible", "Values": ["true"]}])["InstanceTypes"]
    assert {"t3.micro"} <= {kind["InstanceType"] for kind in free}
    assert "us-east-1" in {region["RegionName"] for region in ec2.describe_regions()["Regions"]}


{function.__name__: function for function in (launched_once, another_address, refusals, catalogue)}[sys.argv[1]]()
print(f"{sys.argv[1]} holds")
