"""JSON files of other tools, and whatever a person may give instead: a Report or one line, never more."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ftr_tui.exchange import foreign_json
from ftr_tui.exchange.elsewhere import Kind, kind_of, read
from ftr_tui.exchange.foreign_rows import tidy, when
from ftr_tui.model.elsewhere import Report, Row, Said, Tool
from ftr_tui.model.problem import Problem
from ftr_tui.model.text import clean, mask_secrets, one_line
from tests.tools import elsewhere_files as files
from tests.tools.elsewhere_files import ACCOUNT, AT, Check, User

DATA = Path(__file__).parents[1] / "data" / "elsewhere"
ANN = f"arn:aws:iam::{ACCOUNT}:user/ann"
KEYS = Check("IAM.3", "FAILED", ANN, title="Keys are old")
ROW = Row("IAM.3", Said.FAIL, ACCOUNT, "eu-west-1", ANN, "Keys are old", AT)


def as_json(found: Any) -> bytes:
    return json.dumps(found).encode()


def problem(data: bytes, **more: str) -> str:
    with pytest.raises(Problem) as caught:
        read(data, "f.json", **more)
    assert "\n" not in str(caught.value)
    return str(caught.value)


# --- ASFF ---------------------------------------------------------------------------------------------------

FINDINGS = files.asff([KEYS, Check("IAM.4", "PASSED")])


@pytest.mark.parametrize(
    "data",
    [
        files.hub_json([KEYS, Check("IAM.4", "PASSED")]),
        as_json(FINDINGS),
        b"\n".join(as_json(f) for f in FINDINGS),
        b"".join(json.dumps(f, indent=2).encode() for f in FINDINGS),
        as_json({"Findings": FINDINGS[:1]}) + as_json({"Findings": FINDINGS[1:]}),
        as_json({"detail-type": "Security Hub Findings - Imported", "detail": {"findings": FINDINGS}}),
        b"\xef\xbb\xbf" + as_json(FINDINGS),
        json.dumps({"Findings": FINDINGS}).encode("utf-16"),
    ],
    ids=["cli", "list", "lines", "one after another", "two pages", "event", "mark", "PowerShell"],
)
def test_findings_in_any_wrapping(data: bytes) -> None:
    assert kind_of(data[:65536]) is Kind.HUB_JSON
    report = read(data, "f.json")
    assert report.tool is Tool.SECURITY_HUB
    assert [r.check for r in report.rows] == ["IAM.3", "IAM.4"]
    assert report.rows[0] == ROW
    assert report.at == AT


@pytest.mark.parametrize(
    ("generator", "control", "version"),
    [
        ("cis-aws-foundations-benchmark/v/3.0.0/1.14", "IAM.3", "cis-aws-foundations-benchmark 3.0.0"),
        ("cis-aws-foundations-benchmark/v/5.0.0/1.13", "IAM.3", "cis-aws-foundations-benchmark 5.0.0"),
        (
            "arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0/rule/1.12",
            "IAM.4",
            "cis-aws-foundations-benchmark 1.2.0",
        ),
        (
            "aws-foundational-security-best-practices/v/1.0.0/EC2.2",
            "EC2.2",
            "aws-foundational-security-best-practices 1.0.0",
        ),
    ],
)
def test_old_findings_have_their_control_in_the_generator_alone(
    generator: str, control: str, version: str
) -> None:
    """As AWS wrote them until 2023: no SecurityControlId, no Region beside the resource's."""
    finding = FINDINGS[0] | {"GeneratorId": generator, "Compliance": {"Status": "FAILED"}, "Id": "old"}
    del finding["Region"]
    report = read(as_json([finding]), "f")
    assert [(r.check, r.region) for r in report.rows] == [(control, "eu-west-1")]
    assert report.version == version


def test_archived_suppressed_and_findings_of_other_tools() -> None:
    guard = FINDINGS[0] | {"GeneratorId": "arn:aws:guardduty:x", "Id": "1", "AwsAccountId": "444455556666"}
    del guard["Compliance"]
    prowler = FINDINGS[0] | {"GeneratorId": "prowler-iam_x"}
    checks = [
        Check("IAM.3", "FAILED", muted=True),
        Check("IAM.4", "FAILED", archived=True, region="us-east-1"),
    ]
    report = read(as_json([*files.asff(checks), guard, prowler]), "f")
    assert [(r.check, r.muted) for r in report.rows] == [("IAM.3", True)]
    assert list(report.notes) == ["left out: 1 archived finding", "left out: 2 findings of other tools"]
    assert list(report.accounts) == [ACCOUNT, "444455556666"]
    assert list(report.regions) == ["eu-west-1", "us-east-1"]


def test_of_one_control_and_resource_the_newest_counts() -> None:
    later = AT + timedelta(seconds=1)
    checks = [
        Check("IAM.3", "FAILED", ANN),
        Check("IAM.3", "PASSED", ANN, at=later),
        Check("IAM.3", "FAILED", ANN),
    ]
    report = read(files.hub_json(checks), "f")
    assert [(r.said, r.at) for r in report.rows] == [(Said.PASS, later)]
    assert report.at == later


def test_one_page_of_several_is_said() -> None:
    report = read(as_json({"Findings": FINDINGS, "NextToken": "x"}), "f")
    (note,) = report.notes
    assert report.cut and note.startswith("one page of several (NextToken): what is not in it is not known")


# --- OCSF ---------------------------------------------------------------------------------------------------


def ocsf(product: str, **more: Any) -> dict[str, Any]:
    return {
        "class_uid": 2003,
        "metadata": {"product": {"name": product, "version": "5.46.0"}, "event_code": "iam_x"},
        "cloud": {"account": {"uid": ACCOUNT}, "region": "eu-west-1", "provider": "aws"},
        "resources": [{"uid": ANN, "region": "eu-west-1"}],
        "status_detail": "Keys are old",
        "time": int(AT.timestamp()),
        **more,
    }


def test_prowlers_ocsf() -> None:
    found = [ocsf("Prowler", status_code="FAIL", status="Suppressed"), ocsf("Prowler", status_code="PASS")]
    found[1]["cloud"] = found[1]["cloud"] | {"provider": "azure"}
    report = read(as_json(found), "f")
    assert (report.tool, report.version) == (Tool.PROWLER, "5.46.0")
    assert list(report.rows) == [
        Row("iam_x", Said.FAIL, ACCOUNT, "eu-west-1", ANN, "Keys are old", AT, muted=True)
    ]
    assert list(report.notes) == ["left out: 1 row of another cloud"]


def test_security_hubs_ocsf_by_line() -> None:
    found = ocsf("Security Hub", compliance={"control": "IAM.3", "status": "Fail"}, status="New")
    found["time"] = int(AT.timestamp() * 1000)
    report = read(as_json(found) + b"\n" + as_json(ocsf("GuardDuty", status="New")) + b"\n", "f")
    assert (report.tool, list(report.rows)) == (Tool.SECURITY_HUB, [ROW])
    assert list(report.notes) == ["left out: 1 finding of another tool"]


# --- Config and Well-Architected ----------------------------------------------------------------------------


def test_a_conformance_pack_whose_account_is_in_a_resource() -> None:
    details = files.pack_details(
        [
            Check(
                "access-keys-rotated-conformance-pack-ab12cd34e", "NON_COMPLIANT", "AIDAEXAMPLE", title="Old"
            ),
            Check(
                "restricted-ssh",
                "COMPLIANT",
                f"arn:aws:ec2:eu-west-1:{ACCOUNT}:security-group/sg-1",
                title="",
            ),
            Check("iam-password-policy", "INSUFFICIENT_DATA", title="x"),
        ]
    )
    report = read(as_json(details), "f")
    assert (report.tool, report.version) == (Tool.CONFIG, "ftr")
    assert [(r.check, r.said, r.region, r.detail) for r in report.rows] == [
        ("access-keys-rotated", Said.FAIL, "", "Old"),
        ("restricted-ssh", Said.PASS, "eu-west-1", ""),
        ("iam-password-policy", Said.OTHER, "", "INSUFFICIENT_DATA: x"),
    ]
    assert {r.account for r in report.rows} == {ACCOUNT}
    assert {r.account for r in read(as_json(details), "f", account="444455556666").rows} == {ACCOUNT}


def test_without_any_account_it_is_asked_for() -> None:
    data = as_json(files.pack_details([Check("restricted-ssh", "COMPLIANT", "sg-1")]))
    assert problem(data) == (
        "f.json: the file does not say which account it is of (give the 12 digits with --account)"
    )
    report = read(data, "f", account=ACCOUNT, region="eu-west-1")
    assert [(r.account, r.region, r.resource) for r in report.rows] == [(ACCOUNT, "eu-west-1", "sg-1")]
    assert list(read(data, "f", account=ACCOUNT).notes) == [
        f"the file names no account: {ACCOUNT} was taken",
        "the file does not say which Region it is of",
    ]


def test_two_accounts_and_a_row_without_one() -> None:
    arns = [f"arn:aws:ec2:eu-west-1:{n}:security-group/sg-1" for n in (ACCOUNT, "444455556666")]
    data = as_json(files.pack_details([Check("restricted-ssh", "COMPLIANT", r) for r in (*arns, "sg-2")]))
    assert problem(data).startswith("f.json: several accounts are named, and rows that name none (give")
    found = read(data, "f", account="777788889999")
    assert [r.account for r in found.rows] == [ACCOUNT, "444455556666", "777788889999"]


def test_one_rule_and_one_rule_of_an_aggregator() -> None:
    result = files.pack_details([Check("securityhub-restricted-ssh-1a2b3c4d", "NON_COMPLIANT", "sg-1")])
    one = result["ConformancePackRuleEvaluationResults"]
    one[0]["ResultRecordedTime"] = AT.timestamp()
    report = read(as_json({"EvaluationResults": one}), "f", account=ACCOUNT)
    assert [(r.check, r.at) for r in report.rows] == [("restricted-ssh", AT)]
    both = [one[0] | {"AccountId": n, "AwsRegion": "us-east-1"} for n in (ACCOUNT, "444455556666")]
    report = read(as_json({"AggregateEvaluationResults": both}), "f", account="777788889999")
    assert [(r.account, r.region) for r in report.rows] == [
        (ACCOUNT, "us-east-1"),
        ("444455556666", "us-east-1"),
    ]
    assert list(report.notes) == []


def test_the_account_of_a_rule_about_the_account() -> None:
    details = files.pack_details([Check("iam-root-access-key-check", "COMPLIANT", ACCOUNT)])
    qualifier = details["ConformancePackRuleEvaluationResults"][0]["EvaluationResultIdentifier"]
    qualifier["EvaluationResultQualifier"]["ResourceType"] = "AWS::::Account"
    row = read(as_json(details), "f").rows[0]
    assert (row.account, row.resource, row.said) == (ACCOUNT, "", Said.PASS)


def test_high_risks_by_pillar() -> None:
    arn = f"arn:aws:wellarchitected:eu-west-1:{ACCOUNT}:workload/1"
    pillars = [
        {"PillarId": "security", "RiskCounts": {"HIGH": 2, "MEDIUM": 1}},
        {"PillarId": "reliability", "RiskCounts": {"NONE": 3}},
        {"PillarId": "costOptimization", "RiskCounts": {"UNANSWERED": 1}},
    ]
    lenses = [
        {"LensArn": "arn:aws:wellarchitected::aws:lens/wellarchitected", "Pillars": pillars},
        {"LensArn": "arn:aws:wellarchitected::aws:lens/serverless", "Pillars": pillars},
    ]
    workload = {"WorkloadArn": arn, "WorkloadName": "shop", "UpdatedAt": AT.isoformat(), "Lenses": lenses}
    report = read(as_json({"Metrics": [workload]}), "f")
    assert report.tool is Tool.WA_TOOL
    assert [(r.check, r.said, r.account, r.at) for r in report.rows] == [
        ("WAFR:security", Said.FAIL, ACCOUNT, AT),
        ("WAFR:reliability", Said.PASS, ACCOUNT, AT),
        ("WAFR:costOptimization", Said.OTHER, ACCOUNT, AT),
    ]
    assert report.rows[0].detail == "shop: HIGH 2, MEDIUM 1, UNANSWERED 0"
    assert list(report.notes) == ["left out: 1 other lens"]
    assert problem(as_json({"Base64String": "JVBERi0="})).startswith(
        "f.json: this is the report as a PDF (get it"
    )


# --- damaged and hostile ------------------------------------------------------------------------------------

WHOLE = files.hub_json([KEYS])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (WHOLE[:-3], "this is no JSON, column 5: it ends too early"),
        (WHOLE[: WHOLE.index(b"Keys are") + 3], "this is no JSON, column 22: it ends too early"),
        (WHOLE.replace(b'"IAM.3"\n', b"IAM.3\n"), "this is no JSON, column 38: Expecting value"),
        (b'{"Findings": [1]}', "no finding here, but a bare value"),
        (b'{"Findings": [' + b"[" * 200_000, "nested too deeply to be a tool's file"),
        (b'{"Findings": [{"AwsAccountId": ' + b"9" * 5000 + b"}]}", "this is no JSON: Exceeds the limit"),
        (b'{"Findings": [{"Title": "\xff"}]}', "not UTF-8 text (save it as UTF-8)"),
        (b'{"Findings": [\n\0', "holds zero bytes: is it a text file?"),
    ],
)
def test_damaged_json_is_one_line_with_its_place(data: bytes, said: str) -> None:
    reason = problem(data)
    assert reason.startswith("f.json")
    assert said in reason


def test_the_line_of_damage_is_the_editors() -> None:
    data = files.hub_json([Check("IAM.3", "FAILED", ANN + str(n)) for n in range(900)])
    assert len(data) > 1_000_000
    at = data.rindex(b'"SchemaVersion"')
    line = data.count(b"\n", 0, at) + 1
    assert problem(data[:at] + b"'" + data[at:]).startswith(f"f.json:{line}: this is no JSON, column 13: ")
    assert len(read(data, "f").rows) == 900


def test_one_huge_value_is_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign_json, "MAX_ITEM", 100_000)
    data = b'{"AwsAccountId": "1", "x": [' + b"[],[]," * 200_000
    assert "one value of more than 100,000 characters" in problem(data)
    monkeypatch.setattr(foreign_json, "MAX_ROWS", 2)
    assert "more than 2 rows; not read" in problem(files.hub_json([KEYS] * 3))


HOSTILE = [
    "[/red] [bold]", "[@click=app.quit]x[/]", "\x1b[2J", "\x1b]52;c;AAAA\x07", "a\nb", "\u202egnp.exe",
    "a\u200bb", "👩‍💻", "n" * 256, "=cmd|' /C calc'!A0", "\ud800", "\U000e0041", "\t", "\x9b31m",
    "<script>", "`rm`", "%s{0}", "",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(text: str) -> None:
    check = Check("IAM.3", "FAILED", f"arn:aws:iam::{ACCOUNT}:user/{text}", title=text)
    reports = [read(files.hub_json([check]), "f")]
    if text != "\ud800":
        reports += [
            read(files.hub_csv([check]), "f"),
            read(files.prowler_csv([check._replace(status="FAIL")]), "f"),
        ]
    for report in reports:
        row = report.rows[0]
        assert row.said is Said.FAIL
        for shown in (row.resource, row.detail):
            assert shown == one_line(shown, 400)
        assert row.detail == one_line(text)


def test_secrets_are_masked_and_still_told_apart() -> None:
    key = "AKIA" + "ABCDEFGHIJKLMNO"
    checks = [
        Check("IAM.3", "FAILED", f"key/{key}P", title=f"Key {key}P is old", at=AT),
        Check("IAM.3", "PASSED", f"key/{key}Q", title="password=hunter2hunter2", at=AT + timedelta(days=1)),
    ]
    for data in (files.hub_csv(checks), files.hub_json(checks)):
        report = read(data, "f")
        assert [r.said for r in report.rows] == [Said.FAIL, Said.PASS]
        assert not [r for r in report.rows if key in repr(r) or "hunter2" in repr(r)]


@pytest.mark.parametrize(
    "text",
    [
        "a plain sentence", "AKIAABCDEFGHIJKLMNOP", "xASIAABCDEFGHIJKLMNOP", "passwd = 'abc123!'",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIabcdefghijklmnopqrstuvwxyz", "db_secret: x1=yz99",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3.abc", "  two  blanks ",
        "Password policy: none", "x" * 201, "secretAccessKey=\u00fcber123",
    ],
)  # fmt: skip
def test_the_short_way_cleans_as_the_long_one(text: str) -> None:
    assert tidy(text) == one_line(mask_secrets(clean(text))[0])


@pytest.mark.parametrize(
    ("value", "time"),
    [
        ("2026-11-20T10:00:00Z", AT),
        ("2026-11-20T10:00:00.000Z", AT),
        ("2026-11-20T12:00:00+02:00", AT),
        ("2026-11-20 10:00:00.123", AT.replace(microsecond=123000)),
        ("2026-11-20 10:00:00.123456", AT.replace(microsecond=123456)),
        ("2026-11-20", datetime(2026, 11, 20, tzinfo=UTC)),
        (AT.timestamp(), AT),
        (AT.timestamp() * 1000, AT),
        ("1712010112345", datetime(2024, 4, 1, 22, 21, 52, 345000, UTC)),
        ("20/11/2026 10:00", None),
        ("2 days ago", None),
        ("", None),
        ("0001-01-01T00:00:00+23:59", None),
        (float("nan"), None),
        (1e300, None),
        (10**400, None),
        (True, None),
    ],
)
def test_times_of_all_kinds_are_utc(value: str | float, time: datetime | None) -> None:
    assert when(value) == time


MADE = [
    files.hub_csv([KEYS, Check("IAM.4", "WARNING", muted=True)]),
    files.hub_csv([KEYS], delimiter=";").decode("utf-8-sig").encode("utf-16"),
    files.hub_json([KEYS, Check("IAM.4", "PASSED")]),
    b"\n".join(as_json(f) for f in FINDINGS),
    files.prowler_compliance(
        [("IAM-0012", Check("iam_x", "FAIL", ANN)), ("RES-005", Check("manual", "MANUAL"))]
    ),
    files.prowler_csv([Check("iam_x", "FAIL", ANN)]),
    files.credential_report([User("<root_account>"), User("ann", True, keys=["2026-03-01T08:00:00+00:00"])]),
    as_json(files.pack_details([Check("restricted-ssh", "COMPLIANT", ANN)])),
    as_json([ocsf("Prowler", status_code="FAIL")]),
    (DATA / "prowler" / "findings.csv").read_bytes()[:9000],
]
WEDGES = [
    b'"', b";", b",", b"\n", b"\r", b"\0", b"\xff", b"\xfe", b"{", b"[", b"]", b"}", b":", b"-1e999", b"NaN",
    b"null", b'"\\ud800"', b"\\", b"1" * 30, b"\xef\xbb\xbf", b"'", b"=1+1", b"\x1b[2J", b"arn:aws:iam::",
    b"[[[[[[",
]  # fmt: skip


def either(data: bytes) -> None:
    """A Report or a Problem of one line, whatever the bytes are."""
    kind_of(data[:65536])
    try:
        assert isinstance(read(data, "f"), Report)
    except Problem as said:
        assert "\n" not in str(said)
        assert clean(str(said)) == str(said)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from((b"", b"[", b'{"Findings": [', b"check_id;status;status_extended\n")),
    st.binary(max_size=300),
)
def test_random_bytes(begin: bytes, data: bytes) -> None:
    either(begin + data)


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(MADE), st.randoms(use_true_random=False))
def test_files_that_somebody_edited(data: bytes, rng: random.Random) -> None:
    for _n in range(rng.randint(1, 4)):
        at, size = rng.randrange(len(data)), rng.choice((0, 0, 1, 3, 40))
        data = data[:at] + rng.choice(WEDGES) + data[at + size :]
    either(data)
    either(data[: rng.randrange(len(data))])
