"""The floor of ``scan.py``: the calls of a scan in a bare loop over boto3, its answers kept as they come.

    python tests/bench/scan_floor.py COLLECTOR,COLLECTOR,...

Nothing is judged, checked or tidied; what fails is left out. The endpoint and the keys come from the
environment. Eight threads, three attempts, clients built once and kept.
"""

from __future__ import annotations

import datetime
import re
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

HOME = "us-east-1"
AGO = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=365)
KINDS = ["User", "Role", "Group", "LocalManagedPolicy"]

Call = tuple[str, str, dict[str, Any]]

ONCE: dict[str, list[Call]] = {
    "iam_sum": [("iam", "get_account_summary", {})],
    "iam_graph": [("iam", "get_account_authorization_details", {"Filter": KINDS, "MaxItems": 1000})],
    "iam_pw": [("iam", "get_account_password_policy", {})],
    "iam_idp": [("iam", "list_saml_providers", {}), ("iam", "list_open_id_connect_providers", {})],
    "sso": [("sso-admin", "list_instances", {"RegionScope": "ALL_REGIONS"})],
    "org": [("organizations", "describe_organization", {})],
    "org_acc": [("organizations", "list_accounts", {})],
    "root_feat": [("iam", "list_organizations_features", {})],
    "contacts": [
        ("account", "get_alternate_contact", {"AlternateContactType": kind})
        for kind in ("BILLING", "OPERATIONS", "SECURITY")
    ],
    "contact": [("account", "get_contact_information", {})],
    "support": [("support", "describe_severity_levels", {})],
    "cdn": [("cloudfront", "list_distributions", {})],
    "boards": [("cloudwatch", "list_dashboards", {})],
}
EVERY: dict[str, list[Call]] = {
    "sg": [("ec2", "describe_security_groups", {"MaxResults": 1000})],
    "eni": [("ec2", "describe_network_interfaces", {"MaxResults": 1000})],
    "vol": [("ec2", "describe_volumes", {"MaxResults": 500})],
    "rds": [
        ("rds", "describe_db_instances", {"MaxRecords": 100}),
        ("rds", "describe_db_clusters", {"MaxRecords": 100}),
    ],
    "rshift": [("redshift", "describe_clusters", {})],
    "ecache": [("elasticache", "describe_replication_groups", {})],
    "fn": [("lambda", "list_functions", {})],
}
IN_USE: dict[str, list[Call]] = {
    "net": [("ec2", "describe_route_tables", {}), ("ec2", "describe_subnets", {})],
    "inst": [("ec2", "describe_instances", {"MaxResults": 1000})],
    "bak": [
        ("backup", "list_protected_resources", {}),
        ("backup", "list_backup_plans", {}),
        ("backup", "list_restore_testing_plans", {}),
        ("backup", "list_restore_jobs", {"ByCreatedAfter": AGO}),
        ("dlm", "get_lifecycle_policies", {}),
    ],
    "sec": [
        ("securityhub", "get_enabled_standards", {}),
        ("config", "describe_configuration_recorder_status", {}),
        ("accessanalyzer", "list_analyzers", {}),
        ("macie2", "get_macie_session", {}),
        ("inspector2", "batch_get_account_status", {"accountIds": ["123456789012"]}),
        ("ecr", "get_registry_scanning_configuration", {}),
    ],
    "ops": [
        ("ssm", "describe_instance_information", {}),
        ("ssm", "describe_maintenance_windows", {}),
        ("secretsmanager", "list_secrets", {}),
        ("ssm", "describe_parameters", {}),
        ("cognito-idp", "list_user_pools", {"MaxResults": 60}),
    ],
    "res": [
        ("wellarchitected", "list_workloads", {}),
        ("resiliencehub", "list_resiliency_policies", {}),
        ("resiliencehub", "list_app_assessments", {}),
        ("fis", "list_experiments", {}),
        ("ecs", "list_clusters", {}),
        ("autoscaling", "describe_auto_scaling_groups", {}),
    ],
    "alarms": [("cloudwatch", "describe_alarms", {}), ("sns", "list_subscriptions", {})],
}


def _local(params: dict[str, Any], **_: Any) -> None:
    """Take the account's number off the host's name: on loopback there is no such host."""
    params["url"] = re.sub(r"//\d{12}\.", "//", params["url"])


class Floor:
    """The loop."""

    def __init__(self, wanted: set[str]) -> None:
        self.wanted, self.kept = wanted, []
        self.session = boto3.Session()
        retries = {"mode": "standard", "total_max_attempts": 3}
        self.config = Config(connect_timeout=3, read_timeout=6, max_pool_connections=16, retries=retries)
        self.clients: dict[tuple[str, str], Any] = {}
        self.lock = threading.Lock()

    def client(self, service: str, region: str) -> Any:
        """Return the client, built once."""
        with self.lock:
            key = service, region
            if key not in self.clients:
                client = self.session.client(service, region_name=region, config=self.config)
                if service == "s3control":
                    client.meta.events.register("before-call", _local)
                self.clients[key] = client
            return self.clients[key]

    def read(self, region: str, service: str, operation: str, params: dict[str, Any]) -> list[Any]:
        """Return every page, or what came before the fault."""
        pages: list[Any] = []
        try:
            client = self.client(service, region)
            if client.can_paginate(operation):
                pages.extend(client.get_paginator(operation).paginate(**params))
            else:
                pages.append(getattr(client, operation)(**params))
        except (BotoCoreError, ClientError):
            pass
        self.kept.append(pages)
        return pages

    def every(self, region: str) -> list[Any]:
        """Return the jobs of a Region."""
        jobs = self.jobs(EVERY, region)
        own = {"ddb": self.ddb, "efs": self.efs, "os": self.os, "elb": self.elb, "gd": self.gd}
        jobs += [lambda work=work: work(region) for name, work in own.items() if name in self.wanted]
        return jobs

    def jobs(self, groups: dict[str, list[Call]], region: str) -> list[Any]:
        """Return a job for each call."""
        wanted = [call for name, calls in groups.items() if name in self.wanted for call in calls]
        return [lambda call=call: self.read(region, *call) for call in wanted]

    def once(self) -> list[Any]:
        """Return the jobs of the account."""
        own = {"iam_rep": self.iam_rep, "trails": self.trails}
        return [work for name, work in own.items() if name in self.wanted] + self.jobs(ONCE, HOME)

    def iam_rep(self) -> None:
        pause = 0.25
        while self.read(HOME, "iam", "generate_credential_report", {})[0]["State"] != "COMPLETE":
            time.sleep(pause)
            pause = min(pause * 2, 2.0)
        self.read(HOME, "iam", "get_credential_report", {})

    def trails(self) -> None:
        for trail in self.read(HOME, "cloudtrail", "describe_trails", {})[0]["trailList"]:
            self.read(trail["HomeRegion"], "cloudtrail", "get_trail_status", {"Name": trail["TrailARN"]})

    def ddb(self, region: str) -> None:
        self.tables = self.read(region, "dynamodb", "list_tables", {})[0]["TableNames"]

    def efs(self, region: str) -> None:
        for system in self.read(region, "efs", "describe_file_systems", {})[0]["FileSystems"]:
            self.read(region, "efs", "describe_backup_policy", {"FileSystemId": system["FileSystemId"]})

    def os(self, region: str) -> None:
        names = [
            d["DomainName"]
            for d in self.read(region, "opensearch", "list_domain_names", {})[0]["DomainNames"]
        ]
        for start in range(0, len(names), 5):
            self.read(region, "opensearch", "describe_domains", {"DomainNames": names[start : start + 5]})

    def elb(self, region: str) -> None:
        for one in self.read(region, "elbv2", "describe_load_balancers", {"PageSize": 400})[0][
            "LoadBalancers"
        ]:
            if one["Scheme"] == "internet-facing":
                self.read(region, "elbv2", "describe_listeners", {"LoadBalancerArn": one["LoadBalancerArn"]})

    def gd(self, region: str) -> None:
        for one in self.read(region, "guardduty", "list_detectors", {})[0]["DetectorIds"]:
            self.read(region, "guardduty", "get_detector", {"DetectorId": one})

    def bucket(self, name: str) -> None:
        answer = self.read(HOME, "s3", "get_bucket_policy_status", {"Bucket": name})
        if answer and answer[0]["PolicyStatus"]["IsPublic"]:
            self.read(HOME, "s3", "get_public_access_block", {"Bucket": name})


def main(arguments: list[str]) -> int:
    """Read the account once."""
    floor = Floor(set(arguments[0].split(",")))
    account = floor.read(HOME, "sts", "get_caller_identity", {})[0]["Account"]
    found = floor.read(HOME, "ec2", "describe_regions", {"AllRegions": True})[0]["Regions"]
    regions = [r["RegionName"] for r in found if r["OptInStatus"] in ("opt-in-not-required", "opted-in")]
    with ThreadPoolExecutor(8) as pool:

        def run(jobs: list[Any]) -> list[Any]:
            return [pool.submit(job) for job in jobs]

        running = run(floor.once())
        if "s3_acct" in floor.wanted:
            running += run(
                [lambda: floor.read(HOME, "s3control", "get_public_access_block", {"AccountId": account})]
            )
        home = run(floor.every(HOME))
        running += run([job for region in regions if region != HOME for job in floor.every(region)])
        if "s3_list" in floor.wanted:
            buckets = floor.read(HOME, "s3", "list_buckets", {"MaxBuckets": 1000})[0]["Buckets"]
            running += run(
                [lambda name=b["Name"]: floor.bucket(name) for b in buckets if "s3_pub" in floor.wanted]
            )
        for job in home:
            job.result()
        running += run(floor.jobs(IN_USE, HOME))
        if "pitr" in floor.wanted:
            asks = [("dynamodb", "describe_continuous_backups", {"TableName": name}) for name in floor.tables]
            running += run([lambda call=call: floor.read(HOME, *call) for call in asks])
        for job in running:
            job.result()
    print(len(floor.kept))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
