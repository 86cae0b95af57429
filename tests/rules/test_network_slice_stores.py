"""Backups of stores, and encryption at rest and in transit, in detail."""

from __future__ import annotations

from rules_scene import EU, US, A, ago, idle, scene
from scene_network import BY_QUESTION, balancer, cluster, database, found

from ftr_tui.model.facts import Status, Verdict

# BAR-001


def test_aws_backup_protects_for_35_days() -> None:
    arn = f"arn:aws:rds:{EU}:{A}:db:x"
    for days, verdict in ((34, Verdict.YES), (36, Verdict.NO)):
        made = scene().change("bak", protected=[{"arn": arn, "last_backup": ago(days)}])
        assert found(made, "BAR-001.1").verdict is verdict
    assert "last in AWS Backup on 2026-10-19" in found(made, "BAR-001.1").resources[0].detail
    never = scene().change("bak", protected=[{"arn": arn, "last_backup": None}])
    assert "not in AWS Backup" in found(never, "BAR-001.1").resources[0].detail
    other = scene().change("bak", protected=[{"arn": arn.replace(":db:x", ":db:xx"), "last_backup": ago(1)}])
    assert found(other, "BAR-001.1").verdict is Verdict.NO


def test_without_aws_backup_only_stores_that_need_it_stay_open() -> None:
    made = scene().status("bak", Status.DENIED)
    assert found(made, "BAR-001.1").verdict is Verdict.UNKNOWN
    own = made.set("rds", {"instances": [database()], "clusters": []})
    assert found(own, "BAR-001.1").verdict is Verdict.YES
    bare = made.set("rds", {"instances": [database(retention=0)], "clusters": []}, region=EU)
    one = found(bare, "BAR-001.1")
    assert one.verdict is Verdict.UNKNOWN  # it may be in AWS Backup
    assert "svc:Readbak" in one.summary and "eu-west-1" in one.summary and "/us-east-1" not in one.summary


def test_members_and_replicas_are_no_stores_of_their_own() -> None:
    rows = [
        database(retention=1),
        database("copy", replica_of="orders", retention=0),
        database("aurora-1", cluster="aurora", retention=0),
    ]
    made = scene().set("rds", {"instances": rows, "clusters": []}, region=EU)
    one = found(made, "BAR-001.1")
    assert one.verdict is Verdict.YES
    assert "All 9 data stores" in one.summary and "automated backups kept 1 day" in one.summary


def test_tables_by_recovery_or_backup_and_those_deleted_meanwhile() -> None:
    made = scene().set("pitr", {"tables": [], "in_backup": ["carts"]})
    assert found(made, "BAR-001.1").verdict is Verdict.YES
    gone = scene().set("pitr", {"tables": [], "in_backup": []})
    assert "All 8 data stores" in found(gone, "BAR-001.1").summary
    assert found(gone.status("pitr", Status.PARTIAL), "BAR-001.1").verdict is Verdict.UNKNOWN
    assert found(idle(scene(), "pitr"), "BAR-001.1").verdict is Verdict.UNKNOWN
    arn = f"arn:aws:dynamodb:{US}:{A}:table/carts"
    saved = [{"arn": arn, "last_backup": ago(1)}, {"arn": arn.replace(US, EU), "last_backup": ago(1)}]
    kept = scene().set("rds", {"instances": [], "clusters": []}).status("pitr", Status.DENIED)
    # AWS Backup shows the table, but not each table's recovery was read.
    assert found(kept.change("bak", protected=saved), "BAR-001.1").verdict is Verdict.UNKNOWN
    none = scene().set("ddb", {"tables": []}).status("pitr", Status.SKIPPED)
    assert found(none, "BAR-001.1").verdict is Verdict.YES


def test_a_file_system_whose_policy_was_not_read() -> None:
    made = scene().set(
        "efs", {"systems": [{"id": "fs-9", "arn": "arn:fs-9", "encrypted": True, "backup": None}]}
    )
    one = found(made, "BAR-001.1")
    assert one.verdict is Verdict.UNKNOWN
    assert "no backup setting read for EFS file system fs-9" in one.summary
    saved = [
        {"arn": "arn:fs-9", "last_backup": ago(1)},
        {"arn": f"arn:aws:rds:{EU}:{A}:db:x", "last_backup": ago(1)},
    ]
    assert found(made.change("bak", protected=saved), "BAR-001.1").verdict is Verdict.YES


def test_a_yes_assumes_that_buckets_and_volumes_are_uncritical() -> None:
    one = found(scene(), "BAR-001.1")
    first, second = one.assumes.split("\n")[:2]
    assert first == "2 S3 buckets and 2 EBS volumes hold no critical data, or are backed up as well."
    assert "RPO" in second
    fewer = scene().set("vol", {"volumes": []}).set("s3_list", {"buckets": [{"name": "b", "region": EU}]})
    assert found(fewer, "BAR-001.1").assumes.startswith("1 S3 bucket holds no critical data, or is backed up")
    none = fewer.set("s3_list", {"buckets": []})
    assert "S3" not in found(none, "BAR-001.1").assumes


def test_how_much_is_without_a_backup_by_kind() -> None:
    rows = [database(f"db-{n}", retention=n % 2) for n in range(5)]
    made = scene().set("rds", {"instances": rows, "clusters": []}, region=EU)
    made.set("pitr", {"tables": [{"name": "carts", "pitr": False}], "in_backup": []}, region=EU)
    one = found(made, "BAR-001.1")
    assert "Without a backup: 3 of 6 databases and 1 of 2 DynamoDB tables." in one.summary
    assert one.recheck == [
        f"aws rds describe-db-instances --region {EU}",
        f"aws dynamodb list-tables --region {EU}",
        f"aws dynamodb describe-continuous-backups --table-name TABLE --region {EU}",
    ]


# SDAT


def test_members_are_encrypted_with_their_cluster() -> None:
    rows = [database("aurora-1", cluster="aurora", encrypted=False)]
    made = scene().set("rds", {"instances": rows, "clusters": [cluster(encrypted=False)]}, region=EU)
    assert [r.name for r in found(made, "SDAT-002.1").resources] == ["database cluster aurora"]
    alone = scene().set("rds", {"instances": rows, "clusters": []}, region=EU)
    assert [r.name for r in found(alone, "SDAT-002.1").resources] == ["database aurora-1"]


def test_encryption_that_is_not_said_is_not_read() -> None:
    made = scene().set("os", {"domains": [{"name": "logs"}]}, region=EU)
    one = found(made, "SDAT-002.1")
    assert one.verdict is Verdict.UNKNOWN
    assert "encryption not read for OpenSearch domain logs" in one.summary
    going = scene().set("vol", {"volumes": [{"id": "v", "encrypted": False, "state": "deleting"}]})
    assert found(going, "SDAT-002.1").verdict is Verdict.YES


def test_in_transit_never_says_yes() -> None:
    assert Verdict.YES not in BY_QUESTION["SDAT-003.1"].can
    inner = scene().set("elb", {"balancers": [balancer("in", ("HTTP", None), scheme="internal")]})
    assert found(inner, "SDAT-003.1").verdict is Verdict.SUPPORTS
    to_itself = scene().set("elb", {"balancers": [balancer("web", ("HTTP", "#{protocol}"))]})
    assert found(to_itself, "SDAT-003.1").verdict is Verdict.NO
    tcp = scene().set("elb", {"balancers": [balancer("n", ("TCP", None), ("TLS", None), type="network")]})
    one = found(tcp, "SDAT-003.1")
    assert one.verdict is Verdict.SUPPORTS
    assert "pass traffic on as it comes: load balancer n (TCP, eu-west-1)" in one.summary


def test_listeners_that_were_not_read() -> None:
    made = scene().set("elb", {"balancers": [balancer("web", listeners=None)]}, region=EU)
    one = found(made, "SDAT-003.1")
    assert one.verdict is Verdict.UNKNOWN
    assert "listeners not read for load balancer web" in one.summary.replace("app/web/1", "web")
