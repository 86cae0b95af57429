"""A desk over the sample, answers and evidence to put on it, and rows read back as text."""

from __future__ import annotations

from datetime import UTC, datetime

from ftr_tui.actions.demo import open_demo
from ftr_tui.actions.desk import Desk
from ftr_tui.app.widgets.rows import lay_out
from ftr_tui.model.facts import Finding, Verdict

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that the test turns."""

    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


def found(question, verdict, **more):
    """Return a finding of today."""
    fields = {"question": question, "control": question.partition(".")[0], "summary": "Seen in the account."}
    return Finding(**{**fields, "verdict": Verdict(verdict), "read_at": NOW, **more})


def see(desk: Desk, *findings: Finding):
    """Let evidence say this from now on, beside what it said of other questions."""
    kept = [f for f in desk.evidence.finding if f.question not in {n.question for n in findings}]
    desk.take(desk.evidence.model_copy(update={"finding": [*kept, *findings]}))


def lines(rows, width=120, *, gutter=False):
    """Return the rows as a screen of ``width`` cells would show them."""
    out = [line for n, row in enumerate(rows) for line in lay_out(row, n, width, gutter=gutter)]
    return [line.text.rstrip() for line in out]


def text(rows, width=120, *, gutter=False):
    """Return the lines joined, blanks folded, so that wrapping does not matter."""
    return " ".join(" ".join(lines(rows, width, gutter=gutter)).split())


def bare_demo(watch):
    """Return the sample with two documents, no calendar, no Well-Architected answers: tests add theirs."""
    desk = open_demo(watch)
    desk.session = desk.session.changed(document=desk.session.document[:2], done=[], calendar={}, practice={})
    desk.file.base = desk.session
    desk.save()
    return desk
