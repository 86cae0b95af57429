"""CSV files of other tools: which columns are taken, what a person hears of a file that cannot be used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ftr_tui.exchange import foreign, tables
from ftr_tui.exchange.elsewhere import Kind, is_ours, kind_of, read
from ftr_tui.model.elsewhere import Row, Said, Tool
from ftr_tui.model.problem import Problem
from tests.tools import elsewhere_files as files
from tests.tools.elsewhere_files import ACCOUNT, AT, Check, User

DATA = Path(__file__).parents[1] / "data" / "elsewhere"
ANN = f"arn:aws:iam::{ACCOUNT}:user/ann"
LISTED = (
    '"ID","Title","Control Status","Severity","Failed checks","Unknown checks","Not available checks",'
    '"Passed checks","Related requirements","Custom parameters"\n'
)


def only(rows: Sequence[Row]) -> Row:
    assert len(rows) == 1
    return rows[0]


def problem(data: bytes, **more: str) -> str:
    with pytest.raises(Problem) as caught:
        read(data, "f.csv", **more)
    assert "\n" not in str(caught.value)
    return str(caught.value)


# --- Security Hub -------------------------------------------------------------------------------------------


def test_a_list_of_findings_from_the_console() -> None:
    report = read(files.hub_csv([Check("IAM.3", "FAILED", ANN, title="Keys are old")]), "hub.csv")
    assert (report.tool, report.file, report.at) == (Tool.SECURITY_HUB, "hub.csv", AT)
    assert (list(report.accounts), list(report.regions)) == ([ACCOUNT], ["eu-west-1"])
    assert report.hash.startswith("sha256:")
    assert len(report.hash) == 71
    assert only(report.rows) == Row("IAM.3", Said.FAIL, ACCOUNT, "eu-west-1", ANN, "Keys are old", AT)


@pytest.mark.parametrize(
    ("word", "said", "detail"),
    [
        ("PASSED", Said.PASS, "T"),
        ("Failed", Said.FAIL, "T"),
        ("WARNING", Said.OTHER, "WARNING: T"),
        ("NOT_AVAILABLE", Said.OTHER, "NOT_AVAILABLE: T"),
        ("", Said.OTHER, ": T"),
    ],
)
def test_only_passed_and_failed_decide(word: str, said: Said, detail: str) -> None:
    row = only(read(files.hub_csv([Check("IAM.3", word, title="T")]), "f").rows)
    assert (row.said, row.detail) == (said, detail)


def test_suppressed_is_muted_and_archived_does_not_count() -> None:
    checks = [
        Check("IAM.3", "FAILED", muted=True),
        Check("IAM.4", "FAILED", archived=True, region="us-east-1"),
    ]
    report = read(files.hub_csv(checks), "f")
    assert [(r.check, r.muted) for r in report.rows] == [("IAM.3", True)]
    assert list(report.regions) == ["eu-west-1", "us-east-1"]
    assert list(report.notes) == ["left out: 1 archived finding"]


def test_of_one_control_and_resource_the_newest_counts_and_then_the_worse() -> None:
    old, new = AT - timedelta(days=1), AT
    checks = [
        Check("IAM.3", "PASSED", ANN, at=new),
        Check("IAM.3", "FAILED", ANN, at=old),
        Check("IAM.4", "FAILED", at=old),
        Check("IAM.4", "PASSED", at=new),
        Check("IAM.5", "PASSED", ANN),
        Check("IAM.5", "FAILED", ANN),
        Check("IAM.5", "WARNING", ANN),
        Check("IAM.5", "FAILED", ANN, region="us-east-1"),
    ]
    report = read(files.hub_csv(checks), "f")
    found = [(r.check, r.said, r.region) for r in report.rows]
    assert found == [
        ("IAM.3", Said.PASS, "eu-west-1"),
        ("IAM.4", Said.PASS, "eu-west-1"),
        ("IAM.5", Said.FAIL, "eu-west-1"),
        ("IAM.5", Said.FAIL, "us-east-1"),
    ]


def test_the_account_itself_has_no_resource() -> None:
    assert only(read(files.hub_csv([Check("IAM.4", "PASSED")]), "f").rows).resource == ""


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be-mark"])
def test_as_spreadsheets_save_it(mark: str, code: str) -> None:
    text = files.hub_csv([Check("IAM.3", "FAILED", ANN, title="über")], delimiter=mark).decode("utf-8-sig")
    data = b"\xfe\xff" + text.encode("utf-16-be") if code.endswith("mark") else text.encode(code)
    assert kind_of(data[:4096]) is Kind.HUB_CSV
    report = read(data, "f")
    assert (only(report.rows).check, only(report.rows).detail, list(report.notes)) == ("IAM.3", "über", [])


def test_windows_1252_is_read_and_said() -> None:
    data = files.hub_csv([Check("IAM.3", "FAILED", title="Schlüssel")]).decode("utf-8-sig").encode("cp1252")
    report = read(data, "f")
    assert only(report.rows).detail == "Schlüssel"
    assert list(report.notes) == ["not UTF-8: read as Windows-1252"]


def test_excels_own_first_line() -> None:
    data = b"sep=;\r\n" + files.hub_csv([Check("IAM.3", "FAILED")], delimiter=";")[3:]
    assert only(read(data, "f").rows).check == "IAM.3"


@pytest.mark.parametrize(
    "header",
    [
        "AwsAccountId,Compliance.SecurityControlId,Compliance.Status,Region,Resources[0].Id,UpdatedAt",
        "ACCOUNT ID,security control id,COMPLIANCE STATUS,region,resource arn,updated at",
        "cloud.account.uid,compliance.control,compliance.status,cloud.region,resources.uid,time_dt",
        "AccountId,GeneratorId,ComplianceStatus,Region,ResourceId,UpdatedAt",
        "AccountId,StandardsControl,ComplianceStatus,Region,ResourceId,UpdatedAt",
    ],
)
def test_columns_by_name_in_any_case(header: str) -> None:
    generator = {
        "GeneratorId": "cis-aws-foundations-benchmark/v/3.0.0/1.14",
        "StandardsControl": "arn:aws:securityhub:x:1:control/cis-aws-foundations-benchmark/v/1.4.0/1.14",
    }
    control = generator.get(header.split(",")[1], "IAM.3")
    data = f"{header}\n{ACCOUNT},{control},FAILED,eu-west-1,{ANN},2026-11-20T10:00:00Z\n".encode()
    assert only(read(data, "f").rows) == Row("IAM.3", Said.FAIL, ACCOUNT, "eu-west-1", ANN, "", AT)


def test_the_sample_that_joins_a_resource_in_one_cell_and_has_no_region() -> None:
    own = f"arn:aws:securityhub:us-west-2:{ACCOUNT}:security-control/IAM.3/finding/1"
    head = (
        "Id,ProductArn,Workflow,UpdateVersion,GeneratorId,AwsAccountId,UpdatedAt,Title,ControlId,Resources,"
    )
    head += "ComplianceStatus,WorkflowState,RecordState"
    line = f"{own},p,SUPPRESSED,2021-01-01,cis-aws-foundations-benchmark/v/1.4.0/1.14,{ACCOUNT},"
    line += f'2026-11-20T10:00:00.000Z,T,1.14,"AwsIamUser, {ANN}, aws, us-west-2",FAILED,NEW,ACTIVE'
    report = read(f"{head}\n{line}\n".encode(), "f")
    assert only(report.rows) == Row("IAM.3", Said.FAIL, ACCOUNT, "us-west-2", ANN, "T", AT, muted=True)


def test_the_consoles_list_of_controls_needs_the_account() -> None:
    lines = '"IAM.4","Root","Passed","H","0","0","0","1","",""\n'
    lines += '"IAM.3","Keys","Failed","M","2","0","0","9","",""\n'
    lines += (
        '"EC2.2","G","No data","H","0","0","0","0","",""\n"IAM.5","M","Passed","M","0","1","0","1","",""\n'
    )
    # Its last column may hold commas without quotes.
    lines += '"1.8","P","Passed","M","0","0","0","1","CIS AWS Foundations Benchmark v3.0.0/1.8",[a,b]\n'
    data = (LISTED + lines).encode()
    assert problem(data) == (
        "f.csv: the file does not say which account it is of (give the 12 digits with --account)"
    )
    report = read(data, "f", account=ACCOUNT, region="eu-west-1")
    assert [(r.check, r.said) for r in report.rows] == [
        ("IAM.4", Said.PASS),
        ("IAM.3", Said.FAIL),
        ("EC2.2", Said.OTHER),
        ("IAM.5", Said.OTHER),
        ("IAM.15", Said.PASS),
    ]
    assert report.rows[1].detail == "Keys (failed checks: 2)"
    assert {(r.account, r.region, r.at) for r in report.rows} == {(ACCOUNT, "eu-west-1", None)}
    assert f"the file names no account: {ACCOUNT} was taken" in report.notes
    assert "the file is the console's list of controls: it names no resource and no day" in report.notes
    assert report.at is None


def test_without_the_controls_id_the_headers_are_named() -> None:
    columns = ("Title", "Compliance Status", "Account ID", "Region")
    data = files.hub_csv([Check("IAM.3", "FAILED")], columns)
    assert problem(data) == (
        "f.csv:1: no column with the control's id (Security Control ID, Generator ID); "
        "the columns are: Title, Compliance Status, Account ID, Region"
    )
    assert problem(files.hub_csv([], columns)).startswith("f.csv:1: no column with the control's id")


def test_an_old_title_holds_the_id() -> None:
    columns = ("Title", "Compliance Status", "Account ID", "Region")
    data = files.hub_csv([Check("", "FAILED", title="IAM.3 Keys should be rotated")], columns)
    assert only(read(data, "f").rows).check == "IAM.3"


def test_without_a_resource_nothing_is_taken_for_the_same() -> None:
    columns = ("Control ID", "Compliance Status", "Account ID", "Region", "Updated At")
    data = files.hub_csv([Check("IAM.3", "FAILED"), Check("IAM.3", "PASSED")], columns)
    assert [r.said for r in read(data, "f").rows] == [Said.FAIL, Said.PASS]


@pytest.mark.parametrize(
    ("cell", "account", "note"),
    [
        ("012345678901", "012345678901", ""),
        ('"=""012345678901"""', "012345678901", ""),
        ("0123-4567-8901", "012345678901", ""),
        ("１２３４５６７８９０１２", "", "left out: 1 row names no account"),
        ("12345678901", "012345678901", "account numbers had lost zeros in front; they were put back"),
        ("1.23E+11", "", "a spreadsheet broke account numbers (1.23E+11); export the file anew"),
    ],
)
def test_account_numbers_that_a_spreadsheet_touched(cell: str, account: str, note: str) -> None:
    head = "Control ID,Compliance Status,Account ID,Region\n"
    data = f"{head}IAM.3,FAILED,{cell},eu-west-1\nIAM.4,FAILED,{ACCOUNT},eu-west-1\n".encode()
    report = read(data, "f")
    assert [r.account for r in report.rows if r.check == "IAM.3"] == ([account] if account else [])
    assert report.notes[0] == (note or "2 rows have no time that can be read")


# --- Prowler ------------------------------------------------------------------------------------------------


def test_prowlers_file_of_the_review() -> None:
    """Counted in the file by hand: 189 rows, 32 of them manual, every IAM row also under IAM-0012."""
    data = (DATA / "prowler" / "ftr-compliance.csv").read_bytes()
    assert kind_of(data[:65536]) is Kind.PROWLER
    report = read(data, "p.csv")
    assert (report.tool, report.version) == (Tool.PROWLER, "AWS-Foundational-Technical-Review")
    assert (list(report.accounts), list(report.regions)) == (["123456789012"], ["us-east-1"])
    assert report.at == datetime(2026, 11, 30, 0, 22, 8, 159804, UTC)
    assert list(report.notes) == ["left out: 32 manual requirements"]
    said = Counter((r.check, r.said) for r in report.rows)
    assert said["iam_rotate_access_key_90_days", Said.FAIL] == 10
    assert said["iam_rotate_access_key_90_days", Said.PASS] == 15
    assert said["iam_user_mfa_enabled_console_access", Said.FAIL] == 13
    assert said["ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22", Said.FAIL] == 1
    assert not any(r.muted for r in report.rows)


def test_prowlers_muted_rows_keep_what_they_said() -> None:
    report = read((DATA / "prowler" / "ftr-compliance-muted.csv").read_bytes(), "p.csv")
    found = {(r.said, r.muted) for r in report.rows}
    assert found == {(Said.FAIL, True), (Said.PASS, True), (Said.FAIL, False), (Said.PASS, False)}


def test_prowlers_other_two_files_say_the_same() -> None:
    plain = read((DATA / "prowler" / "findings.csv").read_bytes(), "f")
    assert (plain.tool, plain.version, len(plain.rows)) == (Tool.PROWLER, "5.46.0", 13)
    asff = read((DATA / "prowler" / "findings.asff.json").read_bytes(), "f")
    assert (asff.tool, asff.version, len(asff.rows)) == (Tool.PROWLER, "5.46.0", 6)
    known = {(r.check, r.resource): r.said for r in plain.rows}
    assert {(r.check, r.resource): r.said for r in asff.rows}.items() <= known.items()


def test_one_check_under_several_requirements_counts_once() -> None:
    key = Check("iam_rotate_access_key_90_days", "FAIL", ANN)
    manual = Check("manual", "MANUAL", "manual_check", "", account="")
    real = Check("iam_check", "MANUAL", ANN)
    rows = [
        ("IAM-002", key),
        ("IAM-0012", key),
        ("ARC-003", Check("iam_root_mfa_enabled", "FAIL")),
        ("RES-005", manual),
    ]
    report = read(files.prowler_compliance([*rows, ("IAM-004", real)]), "f")
    assert [(r.check, r.said) for r in report.rows] == [(key.id, Said.FAIL), ("iam_check", Said.OTHER)]
    assert list(report.notes) == ["left out: 1 manual requirement", "left out: 1 row of ARC-003"]


@pytest.mark.parametrize(
    ("head", "line"),
    [
        (
            "ASSESSMENT_START_TIME;PROVIDER;CHECK_ID;STATUS;STATUS_EXTENDED;ACCOUNT_ID;REGION;RESOURCE_ID;RESOURCE_ARN",
            f"2026-11-20T10:00:00;aws;iam_x;FAIL;Bad;{ACCOUNT};eu-west-1;ann;{ANN}",
        ),
        (
            "TIMESTAMP;ACCOUNT_UID;PROVIDER;CHECK_ID;STATUS;STATUS_EXTENDED;MUTED;RESOURCE_UID;RESOURCE_NAME;REGION",
            f"2026-11-20 10:00:00.000;{ACCOUNT};aws;iam_x;FAIL;Bad;False;{ANN};ann;eu-west-1",
        ),
        (
            "TIMESTAMP,ACCOUNT_UID,CHECK_ID,STATUS,STATUS_EXTENDED,MUTED,RESOURCE_UID,REGION",
            f"1795168800,{ACCOUNT},iam_x,FAIL,Bad,false,{ANN},eu-west-1",
        ),
    ],
)
def test_prowler_three_to_five(head: str, line: str) -> None:
    assert only(read(f"{head}\r\n{line}\r\n".encode(), "f").rows) == Row(
        "iam_x", Said.FAIL, ACCOUNT, "eu-west-1", ANN, "Bad", AT
    )


def test_another_cloud_is_left_out_and_prowler_2_refused() -> None:
    data = files.prowler_csv([Check("a", "FAIL")]).replace(b";aws;a;", b";azure;a;")
    report = read(data, "f")
    assert (list(report.rows), list(report.notes)) == ([], ["left out: 1 row of another cloud"])
    assert problem(b"PROFILE,ACCOUNT_NUM,TITLE_ID,CHECK_RESULT\n") == (
        "f.csv:1: a file of Prowler 2; versions 3 to 5 are read"
    )


# --- the credential report ----------------------------------------------------------------------------------


def test_the_credential_report_is_what_a_scan_reads() -> None:
    users = [
        User("<root_account>", mfa=True),
        User("ann", password=True, keys=["2026-03-01T08:00:00+00:00"], used="2026-11-01T00:00:00+00:00"),
    ]
    report = read(files.credential_report(users), "c.csv")
    assert (report.tool, list(report.rows), list(report.accounts)) == (Tool.CREDENTIAL_REPORT, [], [ACCOUNT])
    fact = report.facts[ACCOUNT]
    assert [u["user"] for u in fact["rows"]] == ["<root_account>", "ann"]
    assert fact["rows"][0]["password_enabled"] is None
    assert fact["rows"][1]["keys"][0] == {
        "active": True,
        "last_rotated": datetime(2026, 3, 1, 8, tzinfo=UTC),
        "last_used": None,
    }
    # Nothing in it says when it was made: the newest time is the earliest that it can be of.
    assert fact["generated_at"] == report.at == datetime(2026, 11, 1, tzinfo=UTC)
    assert "its newest entry is of 2026-11-01" in report.notes[0]


def test_reports_of_two_accounts_in_one_file() -> None:
    one, two = (
        files.credential_report([User("ann")], account) for account in ("111122223333", "444455556666")
    )
    report = read(one + two.split(b"\r\n", 1)[1], "c.csv")
    assert sorted(report.facts) == list(report.accounts) == ["111122223333", "444455556666"]


def test_a_credential_report_that_slipped_is_refused() -> None:
    data = files.credential_report([User("ann", keys=["2026-03-01T08:00:00+00:00"])])
    assert problem(data.replace(b",true,2026", b",yes,2026")) == (
        "f.csv:2: access_key_1_active: neither true nor false: yes"
    )
    assert problem(data.replace(b"arn:aws:iam::111122223333:", b"arn:aws:iam:::")).startswith(
        "f.csv:2: arn: no account"
    )
    assert problem(data.replace(b"mfa_active", b"mfa")).startswith(
        "f.csv:1: no column mfa_active; the columns are: user,"
    )


# --- files that are none ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "f.csv: the file is empty"),
        (b"\xef\xbb\xbf \r\n\t", "f.csv: the file is empty"),
        (
            b"PK\x03\x04rest",
            "f.csv: this is an Excel workbook or a zip, no text (unpack it, or save it as CSV UTF-8)",
        ),
        (b"%PDF-1.7", "f.csv: this is a PDF, no text (unpack it, or save it as CSV UTF-8)"),
        (
            b"a,b\n1,2\n",
            "f.csv: not a file that is read here; columns found: a, b (read are: Security Hub findings (CSV)",
        ),
        (b'{"x": 1, "y": []}', "f.csv: not a file that is read here; keys found: x, y (read are: "),
        (b"\x00\x01\x02\x03", "f.csv: not a file that is read here; columns found: "),
    ],
)
def test_what_is_no_such_file(data: bytes, said: str) -> None:
    assert problem(data).startswith(said)
    assert not is_ours(data)


def test_our_own_files_are_none_of_them() -> None:
    row = {"question": "IAM-002.1", "value": "no", "control": "IAM-002", "source": "status"}
    assert not is_ours(tables.to_csv((*tables.COLUMNS, *tables.TOLD), [row]))
    assert not is_ours(tables.to_json({"schema": 1, "session": "acme", "answers": [row], "findings": []}))


HUB = files.hub_csv([Check("IAM.3", "FAILED", ANN, title="Two\nlines"), Check("IAM.4", "PASSED")])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (HUB.replace(b"IAM.4,PASSED", b"IAM.4,PASS\0ED"), "4: holds zero bytes: is it a text file?"),
        (HUB.replace(b",IAM.4,PASSED", b",IAM.4"), "4: 12 cells, but the header has 13 columns"),
        (HUB.replace(b",IAM.4,PASSED", b",x,IAM.4,PASSED"), "4: 14 cells, but the header has 13 columns"),
        (HUB.replace(b"Title,Severity", b"Control Id,Severity"), "1: Control Id: 2 columns have this name"),
        (HUB[: HUB.index(b"lines")], "2: a quote is opened here and never closed: is the file cut off?"),
        (HUB.replace(b'lines",', b'lines"x,'), "2: this is no CSV: ',' expected after '\"'"),
        (HUB.replace(b"Compliance Status", b"State").replace(b"Control ID", b"Security Control ID"),
         "1: no column Compliance Status; the columns are: Finding ID, Title"),
    ],
)  # fmt: skip
def test_a_damaged_file_names_the_line(data: bytes, said: str) -> None:
    assert problem(data).startswith("f.csv:" + said)


def test_a_blank_row_and_blank_cells_beyond_the_header_are_nothing() -> None:
    data = HUB.replace(b"\r\n", b",,\r\n") + b"\r\n,,,,\r\n"
    data = data.replace(b"Updated At,,", b"Updated At", 1)
    assert [r.check for r in read(data, "f").rows] == ["IAM.3", "IAM.4"]


@pytest.mark.parametrize(
    "data",
    [
        files.hub_csv([]),
        files.prowler_csv([]),
        files.prowler_compliance([]),
        files.credential_report([]),
        b'{"Findings": []}',
        b'{"EvaluationResults": []}',
        b'{"Metrics": []}',
    ],
)
def test_a_header_alone_is_a_report_without_rows(data: bytes) -> None:
    report = read(data, "f")
    assert (list(report.rows), report.facts, report.at, list(report.accounts)) == ([], {}, None, [])


def test_what_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign, "MAX_ROWS", 2)
    checks = [Check("IAM.3", "FAILED", ANN + str(n)) for n in range(3)]
    assert problem(files.hub_csv(checks)).startswith("f.csv: more than 2 rows; not read (export one account")
    monkeypatch.setattr(foreign, "MAX_CELL", 300)
    assert problem(files.hub_csv([Check("IAM.3", "FAILED", title="x" * 301)])).startswith(
        "f.csv:2: a cell of more than 300 characters: is a quote not closed?"
    )
    monkeypatch.setattr(foreign, "MAX_BYTES", 1_000_000)
    assert problem(b"x" * 1_000_001).startswith("f.csv: larger than 1 MB; not read (")


def test_cells_of_any_other_program_are_as_long_as_before() -> None:
    import csv

    before = csv.field_size_limit()
    read(files.hub_csv([Check("IAM.3", "FAILED", title="x" * (before + 1))]), "f")
    with pytest.raises(Problem):
        read(b'check_id;status_extended\n"', "f")
    assert csv.field_size_limit() == before


def test_an_account_that_is_none_is_refused() -> None:
    assert problem(HUB, account="12") == "--account: an account has 12 digits"
    assert problem(HUB, region="Frankfurt") == "--region: a Region is named as eu-west-1 is"


def test_an_account_that_the_file_names_is_not_replaced() -> None:
    report = read(HUB, "f", account="444455556666", region="us-east-1")
    assert {(r.account, r.region) for r in report.rows} == {(ACCOUNT, "eu-west-1")}
    assert list(report.accounts) == [ACCOUNT]
