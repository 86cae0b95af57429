"""Drawn against seen: both differences, what cannot be told, third parties and where they may run."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from ftr_tui.model.diagram import Drawing, Mark, Report, compare
from ftr_tui.model.facts import Evidence, Finding, Resource, Scan, Seen, Verdict
from ftr_tui.model.services import Catalogue, icon_shows, named
from ftr_tui.store.library import Library

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
LISTED = Library().services()
EIGHT = ("ec2", "rds", "s3", "sqs", "cloudfront", "elastic_load_balancing", "elasticache", "cognito")


def evidence(*seen: Seen | str, **more: object) -> Evidence:
    scan = Scan(started=AT, seconds=1.0, calls=1)
    listed = [s if isinstance(s, Seen) else Seen(service=s, total=1) for s in seen]
    return Evidence(scan=scan, seen=listed, **more)  # type: ignore[arg-type]


def report(*marks: Mark | str, seen: Evidence) -> Report:
    drawn = [m if isinstance(m, Mark) else Mark(icons=(f"mxgraph.aws4.{m}",)) for m in marks]
    return compare(LISTED, Drawing(("Page 1",), tuple(drawn)), seen)


def ids(found: object) -> list[str]:
    return [f.service.id for f in found]  # type: ignore[attr-defined]


def box(label: str) -> Mark:
    return Mark(label=label)


def test_of_nine_services_seen_the_one_that_is_not_drawn_is_named() -> None:
    nine = ("ec2", "rds", "s3", "sqs", "cloudfront", "elastic-load-balancing", "elasticache", "cognito")
    seen = Seen(service="dynamodb", total=12, accounts=["111122223333"], regions=["eu-west-1"])
    found = report(*EIGHT, seen=evidence(*nine, seen))
    assert (len(found.both), ids(found.missing), found.extra) == (8, ["dynamodb"], ())
    assert found.missing[0].seen == seen
    assert found.compared


def test_what_is_drawn_and_not_seen_says_what_that_means() -> None:
    seen = evidence(Seen(service="s3"), Seen(service="efs", partial=True), "rds")
    found = report("s3", "efs", "glue", "rds", seen=seen)
    assert {f.service.id: f.why for f in found.extra} == {
        "s3": "not seen", "efs": "not read whole", "glue": "not looked for"
    }  # fmt: skip
    assert ids(found.both) == ["rds"]


def test_before_a_scan_nothing_is_missing_and_that_is_said() -> None:
    for seen, hint in ((Evidence(), "not scanned"), (evidence(), "no list")):
        found = report("s3", seen=seen)
        assert hint in found.hints
        assert not found.compared and not found.missing
        assert [f.why for f in found.extra] == ["not scanned"]


def test_what_watches_the_account_is_not_missed_but_told() -> None:
    found = report("s3", seen=evidence("s3", "cloudtrail", "guardduty", "lambda"))
    assert ids(found.missing) == ["lambda"]
    assert sorted(ids(found.left_out)) == ["cloudtrail", "guardduty"]


def test_a_service_that_a_newer_version_saw_is_named_as_it_is() -> None:
    assert ids(report("s3", seen=evidence("s3", "quantum-thing")).missing) == ["quantum-thing"]


def test_aurora_may_be_drawn_as_rds_and_the_other_way_round_it_may_not() -> None:
    found = report("rds", seen=evidence("aurora"))
    assert (ids(found.both), found.missing, found.extra) == (["rds"], (), ())
    found = report("rds", seen=evidence("aurora", "rds"))
    assert (ids(found.both), [f.drawn for f in found.both]) == (["rds", "aurora"], [1, 0])
    found = report("aurora", seen=evidence("rds"))
    assert (ids(found.missing), ids(found.extra)) == (["rds"], ["aurora"])
    named_so = report(Mark(("mxgraph.aws4.rds",), "Aurora PostgreSQL"), seen=evidence("aurora"))
    assert ids(named_so.both) == ["aurora"]


def test_parts_are_drawn_with_the_whole_but_do_not_prove_it() -> None:
    assert ids(report("ec2", seen=evidence("ec2", "ebs")).both) == ["ec2", "ebs"]
    found = report("ec2", seen=evidence("ebs"))
    assert (ids(found.both), ids(found.extra)) == (["ebs"], ["ec2"])


def test_fargate_is_seen_as_what_runs_on_it() -> None:
    assert ids(report("fargate", seen=evidence("ecs")).both) == ["fargate"]


def test_a_label_names_a_service_but_a_note_or_another_icon_does_not() -> None:
    note = "We moved the exports. " * 8 + "They were in S3."
    found = report(box("Orders DB (DynamoDB)"), box(note), Mark(("mxgraph.aws4.lambda",), "writes to S3"),
                   seen=evidence("dynamodb", "s3", "lambda"))  # fmt: skip
    assert {f.service.id: f.by_label for f in found.both} == {"lambda": False, "dynamodb": True}
    assert ids(found.missing) == ["s3"]


def test_counts_are_of_shapes() -> None:
    found = report("sqs", "queue", box("SQS"), seen=evidence("sqs"))
    assert [(f.drawn, f.by_label) for f in found.both] == [(3, False)]


def test_third_parties_have_a_kind_and_whether_it_may_be_outside() -> None:
    marks = [box(t) for t in ("OpenAI API", "Cloudflare WAF", "Okta", "MongoDB Atlas", "Stripe", "BigQuery")]
    found = report(*marks, seen=evidence("waf"))
    assert {t.party.id: (t.party.kind, t.party.may_be_outside) for t in found.third} == {
        "openai": ("llm", False),
        "cloudflare": ("cdn", True),
        "okta": ("identity", True),
        "mongodb-atlas": ("saas", False),
        "stripe": ("saas", False),
        "google-cloud": ("cloud", False),
    }
    # Cloudflare's firewall is not the account's.
    assert ids(found.missing) == ["waf"]
    assert not found.hints


def test_a_model_on_bedrock_is_on_aws() -> None:
    for mark in (box("Amazon Bedrock (Anthropic Claude)"), Mark(("mxgraph.aws4.bedrock",), "Claude")):
        found = report(mark, seen=evidence("s3"))
        assert found.third == ()
        assert found.hints == ("no third party",)
    assert [t.party.id for t in report(box("Claude"), seen=evidence()).third] == ["anthropic"]
    assert [
        t.party.id for t in report(Mark(("mxgraph.aws4.lambda",), "calls OpenAI"), seen=evidence()).third
    ] == ["openai"]


def test_what_the_evidence_names_and_nobody_drew() -> None:
    finding = Finding(
        question="HOST-001.2", control="HOST-001", verdict=Verdict.SUPPORTS, summary="Seen.", read_at=AT,
        resources=[Resource(name="events.pagerduty.com"), Resource(name="arn:aws:iam::1:role/x")],
    )  # fmt: skip
    found = report("s3", seen=evidence("s3", finding=[finding]))
    assert [(t.party.id, t.drawn, t.evidence) for t in found.third] == [
        ("pagerduty", 0, "events.pagerduty.com")
    ]
    assert "no third party" in found.hints


def test_what_the_hints_say() -> None:
    assert report("s3", seen=evidence("s3")).hints == ("no third party", "no model")
    assert report("user", box("Our customers"), seen=evidence("s3")).hints == ("nothing drawn",)


def test_icons_that_are_not_known_are_told_unless_their_label_says_it() -> None:
    new = "mxgraph.aws4.brand_new_thing"
    labelled, other = Mark(("mxgraph.aws4.other_thing",), "SQS"), Mark(("mxgraph.flowchart.database",))
    found = report(Mark((new,)), labelled, other, seen=evidence("sqs"))
    assert found.unknown == (new,)
    assert ids(found.both) == ["sqs"]


# --- names ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("icon", "shown"),
    [
        ("mxgraph.aws4.documentdb_with_mongodb_compatibility", ["documentdb"]),
        ("mxgraph.aws4.elastic_block_store", ["ebs"]),
        ("mxgraph.aws4.key_management_service", ["kms"]),
        ("mxgraph.aws4.route_53", ["route-53"]),
        ("mxgraph.aws4.managed_streaming_for_kafka", ["msk"]),
        ("mxgraph.aws4.group_vpc2", ["vpc"]),
        ("mxgraph.aws4.group_auto_scaling_group", ["ec2-auto-scaling"]),
        ("mxgraph.aws4.group_aws_cloud_alt", []),
        ("mxgraph.aws4.group_region", []),
        ("mxgraph.aws4.group_account", []),
        ("mxgraph.aws4.resourceIcon", []),
        ("mxgraph.aws4.users", []),
        ("mxgraph.aws3.dynamo_db", ["dynamodb"]),
        ("mxgraph.aws3.kinesis_firehose", ["firehose"]),
        ("mxgraph.aws3d.elasticBeanstalk", ["elastic-beanstalk"]),
        ("mxgraph.aws2.database.rds_db_instance", ["rds"]),
        ("mxgraph.aws4.glue_something_new", ["glue"]),
        ("mxgraph.aws4.something_new", None),
        ("mxgraph.gcp2.bigquery", ["google-cloud"]),
        ("img/lib/azure2/compute/Virtual_Machine.svg", ["azure"]),
        ("https://cdn.example.org/icons/Arch_Amazon-Simple-Queue-Service_64.svg", ["sqs"]),
        ("mxgraph.flowchart.database", []),
    ],
)
def test_icons(icon: str, shown: list[str] | None) -> None:
    assert icon_shows(LISTED, icon) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ALBs", ["elastic-load-balancing"]),
        ("注文Lambda関数", ["lambda"]),
        ("x-ray + X-Ray", ["xray"]),
        ("Route53/Route 53", ["route-53"]),
        ("Azure OpenAI, Azure AD, Azure", ["azure-openai", "entra", "azure"]),
        ("Confluent Kafka", ["confluent"]),
        ("Batch job", []),
        ("Config service", []),
        ("connect to DB", []),
        ("stripes", ["stripe"]),
        ("ECSTASY", []),
        ("", []),
    ],
)
def test_words(text: str, shown: list[str]) -> None:
    assert named(LISTED, text) == shown


def test_many_long_labels_take_no_time() -> None:
    marks = tuple(Mark(label=f"{n} " + "Amazon Elastic " * 9) for n in range(5_000))
    assert compare(LISTED, Drawing((), marks), Evidence()).hints[-1] == "nothing drawn"


# --- the list itself --------------------------------------------------------------------------------------


def test_every_rule_of_aws_has_its_kind() -> None:
    kinds = {t.kind for t in LISTED.third_party}
    assert kinds == {"llm", "cloud", "cdn", "dns", "identity", "saas"}
    assert {t.kind for t in LISTED.third_party if t.may_be_outside} == {"cdn", "dns", "identity"}


def test_every_word_finds_its_owner() -> None:
    # "Cloudflare CDN" is longer than "Cloudflare": neither hides the other.
    for thing in (*LISTED.service, *LISTED.third_party):
        for word in thing.words:
            assert named(LISTED, word) == [thing.id], word


ALPHA = {"id": "a", "title": "A", "shapes": ["a"], "words": ["Alpha"]}
BETA = {"id": "b", "title": "B", "kind": "llm", "words": ["Beta"]}


@pytest.mark.parametrize(
    ("service", "third", "said"),
    [
        ({"shapes": [], "words": []}, {}, "a: neither a shape nor a word names it"),
        ({"covers": ["c"]}, {}, "a: there is no service c"),
        ({}, {"id": "a"}, "a: this id stands twice"),
        ({}, {"words": ["alpha"]}, "b: 'alpha' names a as well"),
        ({}, {"words": ["--"]}, "b: '--' has no letter"),
        ({}, {"kind": "pet"}, "kind"),
    ],
)
def test_faults_of_the_list_are_named(
    service: dict[str, object], third: dict[str, object], said: str
) -> None:
    listing = {"schema": 1, "service": [ALPHA], "third_party": [BETA]}
    assert Catalogue.model_validate(listing).by_id["a"].drawn
    with pytest.raises(ValidationError, match=said):
        Catalogue.model_validate({**listing, "service": [ALPHA | service], "third_party": [BETA | third]})
