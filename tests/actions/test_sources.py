"""One account read by us, by Prowler's file and by Security Hub's: one table, each difference explained."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ftr_tui.actions import findings_in, rows_in, sources
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.opening import create
from ftr_tui.actions.sources import Match
from ftr_tui.model.facts import Evidence, Finding, Imported, Verdict

DATA = Path(__file__).parents[1] / "data" / "elsewhere"
PROWLER, HUB = DATA / "prowler" / "ftr-compliance.csv", DATA / "same-account" / "security-hub.json"
NOW = datetime(2026, 11, 30, 6, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def read_three_ways(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("sources")
    desk = create(folder, "Acme", clock=lambda: NOW, who="Minh")
    shutil.copy(DATA / "same-account" / "ours.evidence.toml", desk.file.evidence_path)
    desk.refresh()
    for file in (PROWLER, HUB):
        findings_in.take(desk, rows_in.look(desk, file))
    return desk


# What the account holds is known from its seed; what each tool's file says of it from its rows.
EXPECTED = {
    # question: (our scan, Prowler, Security Hub), with the number that each names; how they stand
    "ARC-004.1": (("for", 0), ("says nothing", 0), ("for", 0), "agree"),
    "ACOM-001.1": (("against", 1), ("says nothing", 0), ("decides nothing", 0), "one decides"),
    "IAM-001.1": (("against", 13), ("against", 13), ("against", 13), "agree"),
    "IAM-002.1": (("against", 10), ("against", 10), ("against", 10), "agree"),
    "IAM-003.1": (("against", 1), ("against", 1), ("for", 0), "differ"),
    "IAM-006.1": (("against", 1), ("says nothing", 0), ("against", 1), "agree"),
    "NETSEC-001.1": (("against", 2), ("against", 1), ("against", 2), "agree"),
    "NETSEC-001.2": (("against", 4), ("against", 1), ("against", 4), "agree"),
    "NETSEC-002.1": (("against", 2), ("says nothing", 0), ("against", 2), "agree"),
    "BAR-001.1": (("against", 6), ("decides nothing", 0), ("decides nothing", 0), "one decides"),
    "SDAT-002.1": (("against", 18), ("against", 2), ("against", 8), "agree"),
}


def test_one_table_has_what_each_says(read_three_ways: Desk) -> None:
    found = sources.of(read_three_ways)
    assert [s.name for s in found.sources] == ["this scan", "Prowler", "Security Hub"]
    told = {
        line.question: (*((str(s.cell), s.number) for s in line.said), str(line.match))
        for line in found.lines
        if line.question in EXPECTED
    }
    assert told == EXPECTED
    assert found.count(Match.DIFFER) == 1 and "IAM-005.1" in found.alone


@pytest.mark.parametrize(
    ("question", "who", "why"),
    [
        ("IAM-003.1", "Security Hub", "Read on 2026-11-20, 10 days apart"),
        ("NETSEC-001.2", "Prowler", "passes over groups that no interface uses"),
        ("NETSEC-001.2", "Security Hub", "suppressed 1 of these"),
        ("SDAT-002.1", "Security Hub", "It names 8, not 18. It asks about some kinds of storage"),
        ("ACOM-001.1", "Security Hub", "security contact alone"),
        ("ACOM-001.1", "Prowler", "No row about it, which is no evidence"),
        ("BAR-001.1", "Prowler", "copies that AWS Backup makes"),
    ],
)
def test_each_difference_has_its_reason(read_three_ways: Desk, question: str, who: str, why: str) -> None:
    (line,) = [line for line in sources.of(read_three_ways).lines if line.question == question]
    (text,) = [text for text in line.why if f" {who}" in text.partition(":")[0]]
    assert why in text


def test_every_difference_is_explained_and_what_agrees_is_not(read_three_ways: Desk) -> None:
    for line in sources.of(read_three_ways).lines:
        decided = {s.cell for s in line.said}
        assert line.why or len(decided) == 1, line.question
        assert "no reason is seen" not in " ".join(line.why)
    same = [line for line in sources.of(read_three_ways).lines if line.question == "IAM-002.1"]
    assert same[0].why == ()


def test_the_worse_wins_and_all_are_named(read_three_ways: Desk) -> None:
    finding = read_three_ways.answer_of("IAM-003.1").finding
    assert finding is not None and finding.favourable is False
    assert any("AWS Security Hub (security-hub.json)" in text for text in finding.beside)
    assert read_three_ways.answer_of("ARC-004.1").value == "no"


def test_on_the_command_line_and_as_json(read_three_ways: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    from ftr_tui.cli.sources import show_sources

    show_sources(read_three_ways)
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    assert "IAM-003.1     ✗ 1 11-30    ✗ 1 11-30   ✓ 11-20         differ" in out
    plain = json.loads(json.dumps(sources.as_json(read_three_ways)))
    assert plain["questions"]["IAM-003.1"]["match"] == "differ"
    assert [s["verdict"] for s in plain["questions"]["IAM-001.1"]["says"]] == ["no", "no", "no"]
    assert plain["questions"]["ARC-004.1"]["says"][1] == {"says": "says nothing"}


def test_many_sources_have_room_and_the_same_reason_stands_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """At 80 columns three have room with their names; of more, signs and numbers."""
    from ftr_tui.cli.sources import show_sources

    desk = create(tmp_path, "Acme", clock=lambda: NOW)
    found = [
        Finding(question="IAM-003.1", control="IAM-003", verdict=Verdict.NO, favourable=False, total=12,
                summary="Weak.", accounts=["111122223333"], read_at=NOW, tool="Prowler")
    ]  # fmt: skip
    files = [
        Imported(file=f"{n}.csv", at=NOW, tool="Prowler", finding=found if n == 4 else [
            found[0].model_copy(update={"question": "IAM-002.1"})
        ])
        for n in range(5)
    ]  # fmt: skip
    desk.take(Evidence(checklist=desk.checklist.id, imported=files))
    show_sources(desk)
    out = capsys.readouterr().out
    assert any(
        line.split() == ["IAM-003.1", *"––––", "✗", "12", "one", "decides"] for line in out.splitlines()
    )
    assert "1 Prowler, 2 Prowler, 3 Prowler, 4 Prowler: No row about it" in " ".join(out.split())


def test_with_one_source_there_is_nothing_to_lay_side_by_side(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from ftr_tui.cli.sources import show_sources

    desk = create(tmp_path, "Acme", clock=lambda: NOW)
    assert not sources.several(desk)
    show_sources(desk)
    assert "Nothing was read yet" in capsys.readouterr().out
