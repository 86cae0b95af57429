"""`demo` without a terminal: what the product is, in plain lines over the sample session."""

from __future__ import annotations

from gettext import gettext as _

from ftr_tui.actions import asking
from ftr_tui.actions.demo import NAME, open_demo
from ftr_tui.actions.desk import Desk
from ftr_tui.cli.out import glyph, line, say
from ftr_tui.cli.status import show
from ftr_tui.model.outcome import ItemState

SHOWN = 4


def walk() -> int:
    """Print the walk-through; always ends well."""
    desk = open_demo()
    line(
        _(
            "ftr-tui takes a SaaS team through the AWS Foundational Technical Review: the self-check of"
            " {} controls, answered from your AWS account wherever it can be read, then the rehearsal of"
            " the review meeting and what is handed in."
        ).format(len(desk.review.counted))
    )
    line(_("This is the sample product. No AWS account is read and nothing is written."))
    say()
    line(_("1. Where it stands: ftr-tui status {}").format(NAME))
    say()
    show(desk)
    say()
    line(_("2. Some questions and their evidence: ftr-tui ask {}").format(NAME))
    for state in _telling(desk):
        say()
        _question(state)
    say()
    line(_("3. With your own product"))
    for command, words in (
        ("ftr-tui new NAME", _("make a session")),
        ("ftr-tui policy", _("the read-only permissions that a scan needs")),
        ("ftr-tui scan NAME", _("read the account and fill answers from evidence")),
        ("ftr-tui ask NAME", _("the interview in plain lines")),
        ("ftr-tui open NAME", _("the same and more in the app, in a terminal")),
        ("ftr-tui export NAME NAME.md", _("the dossier")),
    ):
        say(f"   {command:<28} {words}")
    return 0


def _telling(desk: Desk) -> list[ItemState]:
    """Return a few controls with evidence, the disproved first."""
    with_evidence = [
        s for s in desk.review.states.values() if any(a.finding is not None for a in s.answers.values())
    ]
    ranked = sorted(
        with_evidence, key=lambda s: [f.id for f in desk.review.blocking].count(s.id), reverse=True
    )
    return (ranked or list(desk.review.states.values()))[:SHOWN]


def _question(state: ItemState) -> None:
    question, answer = next(
        ((q, a) for q, a in state.answers.items() if a.finding is not None), next(iter(state.answers.items()))
    )
    line(f"{question}  {answer.question.ask}")
    for text in asking.evidence_lines(answer):
        line(text, indent=4)
    stands = asking.stands(answer)
    line(_("answer: {}").format(stands or _("open")), indent=4)
    for reason in state.reasons:
        line(glyph(f"{state.id}: {reason}"), indent=4)
