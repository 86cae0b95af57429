"""A whole scan of the bench's account costs the calls of the formula, operation by operation."""

from __future__ import annotations

import functools
import json
from collections import Counter
from collections.abc import Iterator

import pytest

from ftr_tui.aws.access import targets
from ftr_tui.aws.collect import COLLECTORS
from ftr_tui.aws.collect.judge_rows import OFF
from ftr_tui.aws.sweep import Sweep, sweep
from tests.bench.scan_seed import SIZES, calls, seed
from tests.tools.botocore_models import loader

from .conftest import NOW, http, install_faults

# Only with --deep, or only where something points at them.
EXTRA = {"plist", "root_ev", "restores", "tasks", "udata", "patch", "review", "listing"}
JUDGES = {"hub", "rules", "advisor"}
"""Only where the account has switched them on."""
LACKING = {
    **dict.fromkeys(
        (
            "backup.ListProtectedResources",
            "backup.ListRestoreTestingPlans",
            "backup.ListRestoreJobs",
            "dlm.GetLifecyclePolicies",
            "securityhub.GetEnabledStandards",
            "accessanalyzer.ListAnalyzers",
            "wellarchitected.ListWorkloads",
            "ssm.DescribeInstanceInformation",
            "support.DescribeSeverityLevels",
            "cognito-identity-provider.ListUserPools",
        ),
        "{}",
    ),
    "account.GetContactInformation": json.dumps({"ContactInformation": {"CompanyName": "Acme Ltd"}}),
    "iam.ListOrganizationsFeatures": "<ListOrganizationsFeaturesResponse><ListOrganizationsFeaturesResult>"
    "<OrganizationId>o-1</OrganizationId></ListOrganizationsFeaturesResult>"
    "</ListOrganizationsFeaturesResponse>",
}
"""What AWS would say to operations that moto does not know; user pools want a package that is not here."""


@pytest.fixture(scope="module")
def swept() -> Iterator[Sweep]:
    import boto3
    import botocore.session
    from moto import mock_aws

    with pytest.MonkeyPatch.context() as patch:
        # The fixture of the same purpose comes later than one of a module.
        patch.setattr(botocore.session, "create_loader", loader)
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        faults = install_faults(patch)
        for name, body in LACKING.items():
            faults[name] = lambda _, body=body: http(200, body)
        with mock_aws():
            seed(functools.cache(boto3.client), SIZES[1])
            buckets = "".join(
                f"<Bucket><Name>{b['Name']}</Name><BucketRegion>us-east-1</BucketRegion></Bucket>"
                for b in boto3.client("s3").list_buckets()["Buckets"]
            )
            # AWS names the Region of a bucket where a page size is asked for; moto does not.
            listed = f"<ListAllMyBucketsResult><Buckets>{buckets}</Buckets></ListAllMyBucketsResult>"
            faults["s3.ListBuckets"] = lambda _: http(200, listed)
            yield sweep(targets(), now=NOW, regions=["us-east-1"])


def test_the_formula_knows_every_collector() -> None:
    assert {c.id for c in COLLECTORS if c.judge} == JUDGES
    assert {c.id for c in COLLECTORS} == calls(SIZES[1]).keys() | EXTRA | JUDGES


def test_calls_follow_the_formula(swept: Sweep) -> None:
    expected: Counter[str] = Counter()
    for operations in calls(SIZES[1]).values():
        expected += operations
    log_in = Counter({"sts.GetCallerIdentity": 1})
    assert swept.operations == expected - log_in
    assert swept.calls == expected.total() == sum(fact.calls for fact in swept.facts.facts)
    assert swept.retries == 0 and swept.judge_calls == 0
    asked = {fact.collector: fact.note for fact in swept.facts.facts if fact.collector in JUDGES}
    assert asked == dict.fromkeys(JUDGES, OFF)
    assert not [(fact.collector, fact.gaps) for fact in swept.facts.facts if fact.gaps]


@pytest.mark.parametrize(("scale", "most"), [(1, 100), (10, 360)])
def test_the_formula_stays_within_what_was_promised(scale: int, most: int) -> None:
    whole = calls(SIZES[scale], cold=True)
    assert sum(operations.total() for operations in whole.values()) <= most
    assert sum(calls(SIZES[scale], regions=17, cold=True)[name].total() for name in whole) <= most + 16 * 13
