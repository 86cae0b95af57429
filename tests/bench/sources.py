"""One account read three ways: our scan, Prowler's file, Security Hub's file, and a table of what each says.

    python tests/bench/sources.py [--keep FOLDER]

Starts a moto server with the bench's account at size 1 (that of which Prowler's kept files are: ten of twenty
access keys are old, one open group is in use), scans it with ``ftr-tui scan``, takes in Prowler's file
(tests/data/elsewhere/prowler) and one of Security Hub, and prints ``ftr-tui status --sources``.

moto has no Security Hub that judges. Its file is written here from what the same account holds, by the
definitions of the controls; it also has what such files have in real life: a group that somebody suppressed,
and a password policy that was looked at ten days before, when it was still strong.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.tools.elsewhere_files import Check, hub_json

ROOT = Path(__file__).parents[2]
ACCOUNT, REGION = "123456789012", "us-east-1"
PROWLER = ROOT / "tests/data/elsewhere/prowler/ftr-compliance.csv"
_OLD = timedelta(days=90)


def account(client: Any, size: Any) -> None:
    """Make the account that Prowler's kept files are of."""
    from moto.core.utils import utcnow
    from moto.iam.models import iam_backends
    from moto.moto_api._internal import mock_random

    from tests.bench import scan_seed

    mock_random.seed(42)
    scan_seed.seed(client, size)
    backend = next(iter(iam_backends[ACCOUNT].values()))
    keys = [key for user in backend.users.values() for key in user.access_keys]
    for key in keys[:10]:
        key.create_date = utcnow() - timedelta(days=200)
    ec2 = client("ec2")
    instance = ec2.describe_instances()["Reservations"][0]["Instances"][0]["InstanceId"]
    filters = [{"Name": "group-name", "Values": ["g-0"]}]
    group = ec2.describe_security_groups(Filters=filters)["SecurityGroups"][0]["GroupId"]
    ec2.modify_instance_attribute(InstanceId=instance, Groups=[group])


def hub(client: Any, now: datetime) -> list[Check]:
    """Return what Security Hub's controls say of the account, by their definitions, an hour ago."""
    at = now - timedelta(hours=1)
    whole = f"AWS::::Account:{ACCOUNT}"

    def check(name: str, bad: bool, resource: str, **more: Any) -> Check:
        word = "FAILED" if bad else "PASSED"
        return Check(name, word, resource, **{"region": REGION, "at": at, "account": ACCOUNT, **more})

    iam, ec2, rds = client("iam"), client("ec2"), client("rds")
    out = [check("IAM.4", iam.get_account_summary()["SummaryMap"]["AccountAccessKeysPresent"] > 0, whole)]
    for user in iam.list_users()["Users"]:
        name, arn = user["UserName"], user["Arn"]
        if _console(iam, name):
            out.append(check("IAM.5", not iam.list_mfa_devices(UserName=name)["MFADevices"], arn))
        keys = iam.list_access_keys(UserName=name)["AccessKeyMetadata"]
        if keys:
            out.append(check("IAM.3", any(now - k["CreateDate"] > _OLD for k in keys), arn))
    # A day on which the policy was still strong.
    before = now - timedelta(days=10)
    out += [check(name, False, whole, at=before) for name in ("IAM.15", "IAM.16")]
    out.append(check("Account.1", False, whole))
    for policy in iam.list_policies(Scope="Local")["Policies"]:
        version = iam.get_policy_version(PolicyArn=policy["Arn"], VersionId=policy["DefaultVersionId"])
        statements = version["PolicyVersion"]["Document"]["Statement"]
        bad = any(s.get("Action") == "*" and s.get("Resource") == "*" for s in statements)
        out.append(check("IAM.1", bad, policy["Arn"]))
    suppressed = True
    for group in ec2.describe_security_groups()["SecurityGroups"]:
        arn = f"arn:aws:ec2:{REGION}:{ACCOUNT}:security-group/{group['GroupId']}"
        four, six = _open(group)
        out.append(check("EC2.53", four, arn, muted=four and suppressed))
        suppressed = suppressed and not four
        out.append(check("EC2.54", six, arn))
        if group["GroupName"] == "default":
            out.append(check("EC2.2", bool(group["IpPermissions"] or group["IpPermissionsEgress"]), arn))
    for volume in ec2.describe_volumes()["Volumes"]:
        if volume["Attachments"]:
            arn = f"arn:aws:ec2:{REGION}:{ACCOUNT}:volume/{volume['VolumeId']}"
            out.append(check("EC2.3", not volume["Encrypted"], arn))
    for database in rds.describe_db_instances()["DBInstances"]:
        arn = database["DBInstanceArn"]
        out.append(check("RDS.2", bool(database["PubliclyAccessible"]), arn))
        out.append(check("RDS.3", not database["StorageEncrypted"], arn))
        out.append(check("RDS.11", database["BackupRetentionPeriod"] < 7, arn))
    return out


def _console(iam: Any, name: str) -> bool:
    try:
        iam.get_login_profile(UserName=name)
    except iam.exceptions.NoSuchEntityException:
        return False
    return True


def _open(group: dict[str, Any]) -> tuple[bool, bool]:
    """Return whether the world reaches port 22 or 3389, by IPv4 and by IPv6."""
    four = six = False
    for rule in group["IpPermissions"]:
        ports = range(rule.get("FromPort", 0), rule.get("ToPort", 65535) + 1)
        if 22 in ports or 3389 in ports:
            four |= any(r["CidrIp"] == "0.0.0.0/0" for r in rule["IpRanges"])
            six |= any(r["CidrIpv6"] == "::/0" for r in rule["Ipv6Ranges"])
    return four, six


@contextmanager
def server() -> Iterator[str]:
    """Yield the address of a moto server with the account."""
    command = [sys.executable, str(Path(__file__)), "--serve"]
    pipe, quiet = subprocess.PIPE, subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=quiet, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(10)


def main() -> int:
    """Run it all, and print what each source says."""
    parser = argparse.ArgumentParser(description="one account read three ways")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--keep", type=Path, help="write session and files there")
    args = parser.parse_args()
    if args.serve:
        from tests.bench import scan_server

        scan_server.seed = account
        return int(scan_server.main(["1", "1"]) or 0)
    with tempfile.TemporaryDirectory() as folder, server() as address:
        where = args.keep or Path(folder)
        where.mkdir(parents=True, exist_ok=True)
        env = os.environ | {
            "AWS_ENDPOINT_URL": address, "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x",
            "AWS_DEFAULT_REGION": REGION, "AWS_EC2_METADATA_DISABLED": "true",
        }  # fmt: skip
        os.environ.update(env)
        import boto3

        file = where / "security-hub.json"
        file.write_bytes(hub_json(hub(lambda name: boto3.client(name), datetime.now(UTC))))
        here = ["--sessions", str(where / "sessions")]
        for command in (
            ["new", "acme", *here],
            ["scan", "acme", "--region", REGION, *here],
            ["import", "acme", str(PROWLER), *here],
            ["import", "acme", str(file), *here],
            ["status", "acme", "--sources", *here],
        ):
            sys.stdout.write(f"\n$ ftr-tui {' '.join(c for c in command if c not in here)}\n")
            sys.stdout.flush()
            subprocess.run([sys.executable, "-m", "ftr_tui", *command], env=env, check=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
