"""Collectors that run once per account, against botocore's models."""

from datetime import UTC, datetime, timedelta

import pytest

from ftr_tui.aws.collect.base import Place, SkipError
from ftr_tui.aws.errors import Kind, UnreadError
from ftr_tui.model.credential_report import parse_report
from ftr_tui.model.facts import Status

from .conftest import NOW
from .fake import ACCOUNT, PLACE, context, fact, read, refused

HEADER = (
    "user,arn,user_creation_time,password_enabled,password_last_used,mfa_active,"
    "access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,"
    "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date\n"
)
ROOT = "<root_account>,arn:aws:iam::1:root,2020-01-01T00:00:00+00:00,not_supported,{used},true"
ROOT += ",false,N/A,N/A,false,N/A,N/A\n"


def test_the_credential_report_waits_and_doubles_its_pause() -> None:
    generate = [{"State": "STARTED"}, {"State": "INPROGRESS"}, {"State": "INPROGRESS"}, {"State": "COMPLETE"}]
    got = {"Content": HEADER.encode(), "ReportFormat": "text/csv", "GeneratedTime": NOW}
    ctx, line = context(
        "iam_rep", {"iam.generate_credential_report": generate, "iam.get_credential_report": [got]}
    )
    assert ctx.spec.read(ctx) == {"generated_at": NOW, "rows": []}
    assert line.slept == [0.25, 0.5, 1.0]
    assert ctx.calls == 5


def test_a_report_that_never_comes_is_given_up_after_a_minute() -> None:
    ctx, line = context("iam_rep", {"iam.generate_credential_report": [{"State": "STARTED"}] * 99})
    with pytest.raises(UnreadError) as raised:
        ctx.spec.read(ctx)
    assert raised.value.gap.code == "ReportNotReady"
    assert 60 <= sum(line.slept) <= 62 and max(line.slept) == 2.0


def test_a_report_is_read_by_column_name_whatever_the_case_of_its_words() -> None:
    text = "MFA_Active,user,arn,password_enabled,access_key_2_active,access_key_1_active,extra,"
    text += "access_key_1_last_rotated,password_last_used\n"
    text += "TRUE,anna,arn:a,True,FALSE,true,x,2026-01-02T03:00:00Z,no_information\n"
    assert parse_report(text) == [
        {
            "user": "anna",
            "arn": "arn:a",
            "created": None,
            "password_enabled": True,
            "password_last_used": None,
            "mfa_active": True,
            "keys": [
                {
                    "active": True,
                    "last_rotated": datetime(2026, 1, 2, 3, tzinfo=UTC),
                    "last_used": None,
                },
                {"active": False, "last_rotated": None, "last_used": None},
            ],
        }
    ]
    root = parse_report(HEADER + ROOT.format(used="2026-11-01T00:00:00+00:00"))[0]
    assert root["user"] == "<root_account>" and root["password_enabled"] is None


@pytest.mark.parametrize("text", ["", "user,arn\nanna,arn:a\n", "<html>log in</html>\nx\n"])
def test_what_is_no_report_is_never_an_account_without_users(text: str) -> None:
    with pytest.raises(KeyError):
        parse_report(text)


def policy(action: str) -> dict[str, object]:
    return {"Statement": {"Effect": "Allow", "Action": action, "Resource": "*"}}


def graph_page(number: int) -> dict[str, object]:
    return {
        "UserDetailList": [
            {
                "UserName": f"user{number}",
                "GroupList": ["devs"],
                "UserPolicyList": [{"PolicyName": "p", "PolicyDocument": '{"Statement": []}'}],
                "AttachedManagedPolicies": [{"PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}],
            }
        ],
        "Policies": [
            {
                "Arn": f"arn:aws:iam::{ACCOUNT}:policy/p{number}",
                "AttachmentCount": 2,
                "PolicyVersionList": [
                    {"IsDefaultVersion": False, "Document": '{"Old": 1}'},
                    {"IsDefaultVersion": True, "Document": '{"New": 1}'},
                ],
            }
        ],
        "RoleDetailList": [
            {"RoleName": "r", "Path": "/aws/", "AssumeRolePolicyDocument": "%7B%22Statement%22%3A%5B%5D%7D"}
        ],
        "GroupDetailList": [{"GroupName": "devs", "GroupPolicyList": []}],
    }


def test_the_graph_keeps_default_versions_and_follows_every_page() -> None:
    data = read("iam_graph", {"iam.get_account_authorization_details": [[graph_page(n) for n in range(5)]]})
    assert [u["name"] for u in data["users"]] == [f"user{n}" for n in range(5)]
    assert data["users"][0] == {
        "name": "user0",
        "inline": [{"name": "p", "document": {"Statement": []}}],
        "attached": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        "groups": ["devs"],
    }
    assert data["policies"][0]["document"] == {"New": 1}
    assert data["roles"][0]["path"] == "/aws/" and data["roles"][0]["trust"] == {"Statement": []}
    assert data["groups"][0] == {"name": "devs", "inline": [], "attached": []}


@pytest.mark.hard_case(74)
def test_page_three_of_five_throttled_keeps_two_pages_and_says_so() -> None:
    pages = [graph_page(0), graph_page(1), refused("Throttling"), graph_page(3), graph_page(4)]
    ctx, _ = context("iam_graph", {"iam.get_account_authorization_details": [pages]})
    data = ctx.spec.read(ctx)
    assert [u["name"] for u in data["users"]] == ["user0", "user1"]
    assert ctx.gaps[0].code == "Throttling" and ctx.gaps[0].action == "iam:GetAccountAuthorizationDetails"
    assert (ctx.calls, ctx.answered) == (3, 2)


def test_summary_password_policy_and_providers() -> None:
    summary = {"SummaryMap": {"AccountAccessKeysPresent": 1, "AccountMFAEnabled": 0, "Users": 9}}
    assert read("iam_sum", {"iam.get_account_summary": [summary]}) == {
        "AccountAccessKeysPresent": 1,
        "AccountPasswordPresent": None,
        "AccountMFAEnabled": 0,
    }
    rules = {"PasswordPolicy": {"MinimumPasswordLength": 14, "PasswordReusePrevention": 24}}
    assert read("iam_pw", {"iam.get_account_password_policy": [rules]}) == {
        "set": True,
        "MinimumPasswordLength": 14,
        "PasswordReusePrevention": 24,
        "MaxPasswordAge": None,
    }
    assert read("iam_pw", {"iam.get_account_password_policy": [refused("NoSuchEntity")]})["set"] is False
    oidc = {"OpenIDConnectProviderList": [{"Arn": "arn:aws:iam::1:oidc/example"}]}
    ctx, _ = context(
        "iam_idp",
        {
            "iam.list_saml_providers": [refused("AccessDenied")],
            "iam.list_open_id_connect_providers": [oidc],
        },
    )
    assert ctx.spec.read(ctx) == {"saml": [], "oidc": ["arn:aws:iam::1:oidc/example"]}
    assert [g.action for g in ctx.gaps] == ["iam:ListSAMLProviders"]


def test_the_organization_and_who_may_list_it() -> None:
    found = {"Organization": {"Id": "o-abcdefghij", "MasterAccountId": ACCOUNT, "FeatureSet": "ALL"}}
    org = read("org", {"organizations.describe_organization": [found]})
    assert org["in_organization"] and org["management_account"] == ACCOUNT
    none = {"organizations.describe_organization": [refused("AWSOrganizationsNotInUseException")]}
    alone = read("org", none)
    assert alone == {"in_organization": False, "id": None, "management_account": None, "feature_set": None}
    assert read("org_acc", {}, fact("org", alone)) == {"accounts": []}

    page = {"Accounts": [{"Id": ACCOUNT, "Email": "Root@Example.COM", "Status": "ACTIVE"}]}
    listed = read("org_acc", {"organizations.list_accounts": [[page]]}, fact("org", org))
    assert listed == {"accounts": [{"id": ACCOUNT, "email_domain": "example.com", "state": "ACTIVE"}]}

    denied = {"organizations.list_accounts": [refused("AccessDeniedException")]}
    member = fact("org", {**org, "management_account": "999999999999"})
    ctx, _ = context("org_acc", denied, (member,))
    with pytest.raises(SkipError, match="management account"):
        ctx.spec.read(ctx)
    ctx, _ = context("org_acc", denied, (fact("org", org),))
    with pytest.raises(UnreadError) as raised:
        ctx.spec.read(ctx)
    assert raised.value.kind is Kind.DENIED


@pytest.mark.hard_case(82)
def test_contacts_keep_the_mail_domain_alone() -> None:
    contact = {"AlternateContact": {"EmailAddress": "anna@gmail.com", "Name": "Anna", "PhoneNumber": "+1"}}
    missing = refused("ResourceNotFoundException")
    data = read("contacts", {"account.get_alternate_contact": [contact, missing, missing]})
    assert data["BILLING"] == {"present": True, "email_domain": "gmail.com"}
    assert data["SECURITY"] == {"present": False, "email_domain": ""}
    assert "anna" not in str(data).lower()


@pytest.mark.hard_case(82)
def test_the_accounts_contact_keeps_the_company_alone() -> None:
    person = {"FullName": "Anna Person", "PhoneNumber": "+15550100", "AddressLine1": "1 Road", "City": "X"}
    person |= {"CountryCode": "DE", "PostalCode": "1"}
    said = {"ContactInformation": person | {"CompanyName": " Acme Ltd "}}
    data = read("contact", {"account.get_contact_information": [said]})
    assert data == {"company": "Acme Ltd"}
    assert read("contact", {"account.get_contact_information": [{"ContactInformation": person}]}) == {
        "company": ""
    }
    none = [refused("ResourceNotFoundException")]
    assert read("contact", {"account.get_contact_information": none}) == {"company": ""}


ORG = {"in_organization": True, "id": "o-1", "management_account": ACCOUNT, "feature_set": "ALL"}
FEATURES = "iam.list_organizations_features"


def test_central_root_access_is_read_by_who_manages_the_organization() -> None:
    said = {"OrganizationId": "o-1", "EnabledFeatures": ["RootCredentialsManagement", "RootSessions"]}
    assert read("root_feat", {FEATURES: [said]}, fact("org", ORG)) == {"features": said["EnabledFeatures"]}
    assert read("root_feat", {}, fact("org", ORG | {"in_organization": False})) == {"features": []}
    for code in ("ServiceAccessNotEnabledException", "OrganizationNotFound"):
        assert read("root_feat", {FEATURES: [refused(code)]}, fact("org", ORG)) == {"features": []}


@pytest.mark.parametrize("code", ["AccessDenied", "AccountNotManagementOrDelegatedAdministratorException"])
def test_central_root_access_makes_no_noise_in_a_member_account(code: str) -> None:
    member = fact("org", ORG | {"management_account": "999999999999"})
    ctx, _ = context("root_feat", {FEATURES: [refused(code)]}, (member,))
    with pytest.raises(SkipError, match="management account"):
        ctx.spec.read(ctx)


def test_central_root_access_that_the_manager_may_not_read_is_a_gap() -> None:
    for known in ((fact("org", ORG),), (fact("org", None, Status.DENIED),), ()):
        ctx, _ = context("root_feat", {FEATURES: [refused("AccessDenied")]}, known)
        with pytest.raises(UnreadError) as raised:
            ctx.spec.read(ctx)
        assert raised.value.gap.action == "iam:ListOrganizationsFeatures"


@pytest.mark.parametrize(
    ("partition", "region"), [("aws", "us-east-1"), ("aws-us-gov", "us-gov-west-1"), ("aws-cn", "cn-north-1")]
)
def test_support_is_asked_where_its_partition_answers(partition: str, region: str) -> None:
    levels = {"severityLevels": [{"code": "critical", "name": "x"}]}
    place = Place(ACCOUNT, "arn", partition, "eu-west-1")
    ctx, line = context("support", {"support.describe_severity_levels": [levels]}, place=place)
    assert ctx.spec.read(ctx) == {"subscribed": True, "codes": ["critical"]}
    assert line.asked[0][1] == region
    no = {"support.describe_severity_levels": [refused("SubscriptionRequiredException")]}
    assert read("support", no) == {"subscribed": False, "codes": []}


def test_identity_center_regions_and_dashboards() -> None:
    page = {"Instances": [{"InstanceArn": "arn:aws:sso:::instance/ssoins-1111", "Status": "ACTIVE"}]}
    data = read("sso", {"sso-admin.list_instances": [[page]]})
    assert data["instances"][0]["owner"] is None
    named = [("us-east-1", "opt-in-not-required"), ("eu-west-1", "opted-in"), ("af-south-1", "not-opted-in")]
    answer = {"Regions": [{"RegionName": n, "OptInStatus": s} for n, s in named]}
    assert read("regions", {"ec2.describe_regions": [answer]}) == {
        "enabled": ["eu-west-1", "us-east-1"],
        "scope": ["eu-west-1", "us-east-1"],
    }
    narrow = Place(ACCOUNT, "arn", "aws", "eu-west-1", ("us-east-1",))
    assert read("regions", {"ec2.describe_regions": [answer]}, place=narrow)["scope"] == ["us-east-1"]
    assert read("who", {})["account"] == ACCOUNT
    boards = [[{"DashboardEntries": [{"DashboardName": "a"}]}, {"DashboardEntries": []}]]
    assert read("boards", {"cloudwatch.list_dashboards": boards}) == {"dashboards": ["a"]}


def report(days: int | None) -> object:
    used = (NOW - timedelta(days=days)).isoformat() if days is not None else "no_information"
    return fact("iam_rep", {"generated_at": NOW, "rows": parse_report(HEADER + ROOT.format(used=used))})


def test_roots_events_are_read_only_after_recent_use() -> None:
    assert read("root_ev", {}, report(91)) == {"events": []}
    assert read("root_ev", {}, report(None)) == {"events": []}
    page = {"Events": [{"EventName": "ConsoleLogin", "EventTime": NOW, "CloudTrailEvent": "{secret}"}]}
    data = read("root_ev", {"cloudtrail.lookup_events": [[page]]}, report(3))
    assert data == {"events": [{"name": "ConsoleLogin", "time": NOW}]}
    ctx, _ = context("root_ev", {}, (fact("iam_rep", None, Status.DENIED),))
    with pytest.raises(SkipError):
        ctx.spec.read(ctx)


def test_more_root_events_than_four_pages_are_cut_and_said() -> None:
    page = {"Events": [{"EventName": "X", "EventTime": NOW}], "NextToken": "more"}
    ctx, line = context("root_ev", {"cloudtrail.lookup_events": [[page] * 9]}, (report(1),))
    assert len(ctx.spec.read(ctx)["events"]) == 4
    assert ctx.cut and "newest 4" in ctx.note and line.slept == [0.5] * 3


def test_trails_are_asked_in_their_home_region() -> None:
    trails = [
        {"TrailARN": "arn:a", "IsMultiRegionTrail": True, "HomeRegion": "us-east-1"},
        {"TrailARN": "arn:b", "HomeRegion": "eu-west-1"},
        {"TrailARN": "arn:c", "HomeRegion": "eu-west-1"},
    ]
    status = [{"IsLogging": True}, refused("TrailNotFoundException"), refused("AccessDeniedException")]
    answers = {"cloudtrail.describe_trails": [{"trailList": trails}], "cloudtrail.get_trail_status": status}
    ctx, line = context("trails", answers)
    data = ctx.spec.read(ctx)
    assert [t["logging"] for t in data["trails"]] == [True, None, None]
    assert data["trails"][0]["multi_region"] and not data["trails"][1]["multi_region"]
    assert [region for _, region, _ in line.asked] == ["eu-west-1", "us-east-1", "eu-west-1", "eu-west-1"]
    assert [g.action for g in ctx.gaps] == ["cloudtrail:GetTrailStatus"]
    assert PLACE.main == "us-east-1"
