"""The binder's rows: states in words, what unfolds, the documents of one control, hostile text."""

from datetime import date

import pytest
from rich.cells import cell_len

from ftr_tui.actions import binder
from ftr_tui.app import signs
from ftr_tui.app.views import binder as view
from ftr_tui.model.facts import Sample
from tests.app.views.scene import NOW, lines, text


@pytest.fixture
def folder(desk):
    return desk.file.path.parent


def add(desk, name, kind="", **more):
    path = desk.file.path.parent / name
    path.write_text(name)
    return binder.add(desk, str(path), kind, **more)


def shown(desk, cursor="", width=116, *, narrow=False):
    shelf = binder.rows(desk)
    return lines(
        view.binder_rows(shelf, binder.hand_in(desk, shelf), cursor, narrow=narrow), width, gutter=True
    )


def test_a_line_says_state_number_file_age_owner_and_hand_in(desk):
    add(desk, "drill.pdf", "restore-test", shows=date(2026, 10, 3), owner="Linh")
    add(desk, "old.md", "incident-plan", shows=date(2026, 6, 1))
    wide = shown(desk)
    drill = next(" ".join(x.split()) for x in wide if "D03" in x)
    assert drill == "✓ ok D03 Restore test record · drill.pdf holds until 2027-01-01 Linh"
    assert any(
        "! stale      D04  Incident management plan" in x and "stale since 2026-08-31" in x for x in wide
    )
    assert any(
        "? missing         Self-assessment sheet · WAFR-002" in x and x.endswith("hand-in") for x in wide
    )
    small = shown(desk, width=76, narrow=True)
    assert any("! stale" in x and "since 2026-08-31" in x for x in small)
    assert max(map(cell_len, small)) <= 76


def test_the_row_at_the_cursor_unfolds(desk):
    add(desk, "drill.pdf", "restore-test", shows=date(2026, 10, 3))
    (desk.file.path.parent / "drill.pdf").write_text("edited")
    told = " ".join(" ".join(shown(desk, "D03")).split())
    assert (
        "drill.pdf shows 2026-10-03 · added 2026-11-24 by you · no owner for BAR-002 v once you have" in told
    )
    told = " ".join(" ".join(shown(desk, "support-plan")).split())
    assert (
        "AWS support plan · SUP-001 The support plan of each production account" in told
        and "d adds it" in told
    )
    told = " ".join(" ".join(shown(desk, "D01")).split())
    assert "for AWS: D01 is a link: save it as a file (PNG, JPEG)" in told


def test_counts_and_hand_in(desk):
    shelf = binder.rows(desk)
    missing = sum(str(r.state) == "missing" for r in shelf)
    assert text([view.headline(shelf)]).startswith(f"? {missing} missing ✓ 2 ok – ")
    assert view.hand_in_text(binder.hand_in(desk, shelf)) == "hand-in 0 of 3"
    signs.use_ascii(True)
    assert text([view.headline(shelf)]).startswith(f"? {missing} missing + 2 ok - ")


def test_one_row_whole_with_real_samples(desk):
    sample = Sample(
        kind="dashboards", title="Dashboards", text="ops-main", account="111122223333", read_at=NOW
    )
    desk.take(desk.evidence.model_copy(update={"sample": [sample]}))
    entry = next(r for r in binder.rows(desk) if r.kind and r.kind.id == "dashboards")
    told = text(view.whole_rows(desk, entry))
    assert "Links to, or pictures of, the dashboards" in told and "RES-006" in told
    assert "Nothing yet" in told and "From the account" in told and "ops-main" in told
    entry = next(r for r in binder.rows(desk) if r.kind and r.kind.id == "key-inventory")
    told = text(view.whole_rows(desk, entry))
    assert "✓ D02 Key inventory holds until 2027-02-18" in told and "owner nobody" in told


def test_the_documents_of_one_control(desk):
    add(desk, "revoke.md", "key-revocation-runbook", shows=date(2026, 1, 1))
    found = lines(view.document_rows(desk, "IAM-002"), 40)
    assert found[0] == "Documents" and "d add a file or link" in found[-1]
    told = " ".join(" ".join(found).split())
    assert "! D03 Key revocation runbook · stale since 2026-04-02" in told
    # IAM-012 wants the inventory too, and it was added for another control alone.
    told = text(view.document_rows(desk, "IAM-012"))
    assert "D02 Key inventory · added for IAM-002" in told and "Sample IAM policies · missing" in told


@pytest.mark.parametrize("evil", ["[/red]", "\x1b[2J \u202e", "字" * 3000, "a\nb\tc" * 500])
def test_hostile_text_is_text(desk, evil):
    first = desk.session.document[0].model_copy(
        update={"title": evil, "where": evil, "owner": evil, "by": evil}
    )
    desk._set(desk.session.changed(document=[first, desk.session.document[1]]))
    shelf = binder.rows(desk)
    rows = [*view.binder_rows(shelf, (), "D01"), *view.document_rows(desk, "HOST-001")]
    entry = next(r for r in shelf if r.documents and r.documents[0][0].id == "D01")
    for line in lines([*rows, *view.whole_rows(desk, entry)], 80):
        assert not set(line) & set("\x1b\u202e\n\t") and cell_len(line) <= 80
    assert evil != "[/red]" or evil in " ".join(lines(rows, 200))
