"""`demo` without a terminal: what the product is, in plain lines over the sample session."""

from __future__ import annotations

from ftr_tui.actions import asking
from ftr_tui.actions.demo import open_demo
from ftr_tui.actions.desk import Desk
from ftr_tui.cli.out import glyph, line, say
from ftr_tui.cli.status import show
from ftr_tui.model.effective import Cover, cover
from ftr_tui.model.i18n import _
from ftr_tui.model.outcome import ItemState


def walk() -> int:
    """Print the walk-through; always ends well."""
    desk = open_demo()
    line(
        _(
            "ftr-tui takes a SaaS team through the AWS Foundational Technical Review: the self-check of"
            " {} controls, answered from your AWS account wherever it can be read, what stands in the way,"
            " and the dossier that shows it."
        ).format(len(desk.review.counted))
    )
    line(_("This is the sample product. No AWS account is read and nothing is written."))
    say()
    line(_("1. Where it stands, as ftr-tui status shows it"))
    say()
    show(desk, demo=True)
    say()
    line(_("2. Some questions and their evidence, as ftr-tui ask shows them"))
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
    """Return one control of each kind of evidence, in AWS's order: disproved, proved, supported, not read."""
    wanted = [Cover.DISPROVED, Cover.PROVED, Cover.SUPPORTED, Cover.NOT_READ]
    found: dict[Cover, ItemState] = {}
    for state in desk.review.states.values():
        for answer in state.answers.values():
            if answer.finding is not None:
                found.setdefault(cover(answer), state)
    return [found[c] for c in wanted if c in found]


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
