"""`own`, `signoff`, `status --owner`, `--accounts`: one line for a mistake, the numbers of the screen."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_help import Ran, finding, scanned

A, B = "111122223333", "444455556666"


def test_who_by_when_and_what(run: Callable[..., Ran], acme: Path) -> None:
    done = run("own", "acme", "iam-001", "--who", "Linh", "--due", "2026-11-01", "--plan", "Turn MFA on")
    assert done.status == 0
    assert "Linh, by 2026-11-01 (" in done.out and "late): Turn MFA on" in done.out
    assert "2026-11-01 is past" in done.err
    assert 'plan = "Turn MFA on"' in acme.read_text()
    assert "Linh, by 2026-11-01" in run("own", "acme", "IAM-001").out
    found = json.loads(run("status", "acme", "--json").out)["blocking"]
    entry = next(b for b in found if b["control"] == "IAM-001")
    assert (entry["owner"], entry["due"], entry["plan"]) == ("Linh", "2026-11-01", "Turn MFA on")
    run("own", "acme", "IAM-001", "--who", "-", "--due", "-", "--plan", "")
    assert "owners" not in acme.read_text()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("own", "acme", "IAM-999", "--who", "x"), "IAM-999 is no control"),
        (("own", "acme", "IAM-001", "--due", "soon"), "soon is no day"),
        (("signoff", "acme", "--on", "--off"), "opposites"),
        (("signoff", "acme", "--take-back"), "needs a QUESTION"),
        (("signoff", "acme", "IAM-001", "--all"), "--all takes no"),
        (("signoff", "acme", "XYZ"), "neither a control nor a question"),
        (("signoff", "acme", "IAM-001"), "nothing to sign"),
        (("status", "acme", "--owner", "Tom"), "nobody here is called 'Tom'"),
        (("status", "--all", "--owner", "mine"), "--all takes no NAME, --owner"),
    ],
)
def test_a_mistake_is_one_line_and_changes_nothing(
    run: Callable[..., Ran], acme: Path, typed: tuple[str, ...], words: str
) -> None:
    before = acme.read_bytes()
    done = run(*typed)
    assert done.status == 2 and words in done.err and done.err.count("\n") == 1 and not done.out
    assert acme.read_bytes() == before


def test_the_gaps_of_one_person(run: Callable[..., Ran], acme: Path) -> None:
    run("own", "acme", "IAM-001", "--who", "Linh", "--due", "2026-11-01")
    run("own", "acme", "GA", "--who", "Minh")
    done = run("status", "acme", "--owner", "linh")
    assert done.status == 1 and "IAM-001" in done.out and "GA " not in done.out and "linh: 1 of 4" in done.out
    whole = json.loads(run("status", "acme", "--json").out)
    mine = json.loads(run("status", "acme", "--json", "--owner", "unassigned").out)
    assert len(mine["blocking"]) == len(whole["blocking"]) - 2
    assert mine["filter"] == {"owner": "unassigned", "of": len(whole["blocking"])}
    assert {k: v for k, v in mine.items() if k not in ("blocking", "filter")} == {
        k: v for k, v in whole.items() if k != "blocking"
    }
    run("answer", "acme", "GA.1", "yes")
    assert "nothing" in run("status", "acme", "--owner", "Minh").out
    assert "IAM-001" in run("status", "acme", "--owner", "overdue").out


def test_signing_from_the_line(run: Callable[..., Ran], acme: Path) -> None:
    run("answer", "acme", "IAM-001.1", "yes", "--by", "Linh")
    run("answer", "acme", "GA.1", "yes", "--by", "Minh")
    assert "sign-off is on" in run("signoff", "acme", "--on").out
    whole = run("status", "acme")
    assert "nobody has signed this off" in whole.out and "0 of 2 answers" in whole.out
    assert "another person has to sign" in run("signoff", "acme", "IAM-001", "--by", "LINH").err
    done = run("signoff", "acme", "--all", "--by", "Minh")
    assert (
        done.status == 0
        and "IAM-001.1 signed off by Minh" in done.out
        and "GA.1: Minh has answered" in done.out
    )
    told = json.loads(run("signoff", "acme", "--json").out)
    assert told == {"on": True, "signed": 1, "of": 2, "waiting": ["GA.1"]}
    found = json.loads(run("status", "acme", "--json").out)
    assert found["sign_off"] == {"on": True, "signed": 1, "of": 2}
    assert found["controls"]["IAM-001"]["answers"]["IAM-001.1"]["signed_by"] == "Minh"
    assert "signature taken back" in run("signoff", "acme", "IAM-001", "--take-back").out
    run("signoff", "acme", "--off")
    assert "nobody has signed" not in run("status", "acme").out


def test_controls_by_account(run: Callable[..., Ran], acme: Path) -> None:
    one = finding("IAM-001.1", "no", favourable=False, accounts=[A, B], by_account={A: "yes", B: "no"})
    scanned(acme, one)
    done = run("status", "acme", "--accounts")
    assert "3333" in done.out and "6666" in done.out
    row = next(line for line in done.out.split("\n") if line.strip().startswith("IAM-001"))
    assert row.split() in (["IAM-001", "✗", "✓"], ["IAM-001", "✓", "✗"])
    found = json.loads(run("status", "acme", "--accounts", "--json").out)["accounts"]
    assert found[A]["IAM-001"]["says"] == "nothing wrong found" and found[B]["IAM-001"]["says"] == "fails"


def test_three_hundred_accounts_say_how_many_more(run: Callable[..., Ran], acme: Path) -> None:
    many = [f"{n:012}" for n in range(300)]
    scanned(acme, finding("IAM-001.1", "yes", favourable=True, accounts=many))
    done = run("status", "acme", "--accounts")
    lines = done.out.split("\n")
    shown = len(lines[lines.index("Controls by account") + 1].split())
    told = json.loads(run("status", "acme", "--accounts", "--json").out)["accounts"]
    assert f"and {len(told) - shown} more accounts" in done.out and 6 <= shown <= 12 and len(told) >= 300
    assert all(len(line) <= 80 for line in done.out.split("\n"))


def test_check_names_a_signature_that_counts_for_nothing(run: Callable[..., Ran], acme: Path) -> None:
    run("answer", "acme", "GA.1", "yes", "--by", "Linh")
    acme.write_text(acme.read_text().replace('by = "Linh"', 'by = "Linh"\nsigned_by = "LINH"'))
    done = run("check", acme)
    line = 1 + acme.read_text().split("\n").index('signed_by = "LINH"')
    assert (
        done.status == 2
        and f"acme.toml:{line}: " in done.out + done.err
        and "counts for nothing" in done.out + done.err
    )
