"""A small account on a moto server: what is wrong in it, and how it is mended."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

REGION = "us-east-1"
REGIONS = (REGION, "ap-southeast-1", "eu-west-1")
KEYS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": REGION,
    "AWS_EC2_METADATA_DISABLED": "true",
}
ADMIN = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
NARROW = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::acme-data/*"}],
}
CONTACTS = ("BILLING", "OPERATIONS", "SECURITY")


@contextmanager
def server() -> Iterator[str]:
    """Run a moto server on loopback; yield its address."""
    import logging

    from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend
    from moto.server import ThreadedMotoServer

    # A line a request, and a traceback for each call that moto lacks: no help in a failing test's output.
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)

    # Of moto's 24 Regions the account has three enabled: each one more is some 15 calls in each scan.
    few = [r for r in RegionsAndZonesBackend.regions if r.name in REGIONS]
    patch = pytest.MonkeyPatch()
    patch.setattr(RegionsAndZonesBackend, "regions", few)

    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    try:
        host, port = running.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        running.stop()
        patch.undo()


def client(address: str, service: str, region: str = REGION) -> Any:
    """Return a boto3 client of the server."""
    import boto3

    return boto3.client(
        service,
        region_name=region,
        endpoint_url=address,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )


def seed(address: str) -> None:
    """Make an account with good and bad things in it."""
    iam = client(address, "iam")
    for name in ("linh", "minh", "deploy-ci"):
        iam.create_user(UserName=name)
    iam.create_login_profile(UserName="linh", Password="Not-a-real-one-123")
    iam.create_access_key(UserName="deploy-ci")
    iam.create_group(GroupName="devs")
    iam.add_user_to_group(GroupName="devs", UserName="minh")
    everything = iam.create_policy(PolicyName="LegacyEverything", PolicyDocument=json.dumps(ADMIN))
    iam.attach_group_policy(GroupName="devs", PolicyArn=everything["Policy"]["Arn"])
    role = iam.create_role(
        RoleName="app",
        AssumeRolePolicyDocument=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"Service": "ec2.amazonaws.com"},
                        "Action": "sts:AssumeRole",
                    }
                ],
            }
        ),
    )["Role"]["RoleName"]
    iam.put_role_policy(RoleName=role, PolicyName="read-data", PolicyDocument=json.dumps(NARROW))
    ec2 = client(address, "ec2")
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    group = ec2.create_security_group(GroupName="bastion", Description="old bastion", VpcId=vpc)["GroupId"]
    world = [{"CidrIp": "0.0.0.0/0"}]
    rule = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": world}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
    client(address, "s3").create_bucket(Bucket="acme-data")
    sns = client(address, "sns")
    topic = sns.create_topic(Name="critical")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="oncall@acme.example")
    alarms = client(address, "cloudwatch")
    for name, actions in (("api-5xx", [topic]), ("db-cpu", [])):
        alarms.put_metric_alarm(
            AlarmName=name,
            MetricName="m",
            Namespace="acme",
            Period=60,
            EvaluationPeriods=1,
            Threshold=1.0,
            ComparisonOperator="GreaterThanThreshold",
            Statistic="Sum",
            AlarmActions=actions,
        )


def mend(address: str) -> None:
    """Put right what evidence found wrong, as the team would."""
    iam = client(address, "iam")
    number = client(address, "sts").get_caller_identity()["Account"]
    arn = f"arn:aws:iam::{number}:policy/LegacyEverything"
    iam.detach_group_policy(GroupName="devs", PolicyArn=arn)
    iam.delete_policy(PolicyArn=arn)
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName="linh")["VirtualMFADevice"]["SerialNumber"]
    iam.enable_mfa_device(
        UserName="linh", SerialNumber=device, AuthenticationCode1="123456", AuthenticationCode2="654321"
    )
    iam.update_account_password_policy(MinimumPasswordLength=14, PasswordReusePrevention=24)
    account = client(address, "account")
    for kind in CONTACTS:
        account.put_alternate_contact(
            AlternateContactType=kind,
            Name="Team",
            Title="Group",
            EmailAddress=f"{kind.lower()}@acme.example",
            PhoneNumber="+84 28 0000 0000",
        )
    for region in [r["RegionName"] for r in client(address, "ec2").describe_regions()["Regions"]]:
        ec2 = client(address, "ec2", region)
        for group in ec2.describe_security_groups()["SecurityGroups"]:
            if group["GroupName"] == "default" or group["GroupName"] == "bastion":
                _empty(ec2, group)


def _empty(ec2: Any, group: dict[str, Any]) -> None:
    if group["IpPermissions"]:
        ec2.revoke_security_group_ingress(GroupId=group["GroupId"], IpPermissions=group["IpPermissions"])
    if group["IpPermissionsEgress"]:
        ec2.revoke_security_group_egress(GroupId=group["GroupId"], IpPermissions=group["IpPermissionsEgress"])
