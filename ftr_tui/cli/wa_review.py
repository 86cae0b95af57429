"""`wa status` and `wa answer`: the Well-Architected review in plain lines."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from ftr_tui.actions import reviewing, road
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.opening import open_session
from ftr_tui.actions.status import command
from ftr_tui.actions.taking_over import says
from ftr_tui.cli.out import cell, glyph, line, note, say, sign, table
from ftr_tui.cli.status import to_stdout
from ftr_tui.model.i18n import _
from ftr_tui.model.lens import Question
from ftr_tui.model.problem import Problem, SaveProblem
from ftr_tui.model.wa_review import QuestionState
from ftr_tui.store import sessions

_MARKS = {"done": "[x]", "not-done": "[ ]", "not-applicable": "[-]", "": "[?]"}
_RISKS = {"HIGH": "red", "MEDIUM": "yellow", "NONE": "green", "NOT_APPLICABLE": "dim", "UNANSWERED": ""}


def status(args: Namespace) -> int:
    """Show the review: pillars in figures, questions, contradictions, the plan; or one question whole."""
    desk = open_session(sessions.folder(args.sessions), args.name)
    if args.json:
        to_stdout(reviewing.as_json(desk))
    elif args.question:
        asked = reviewing.question_named(desk, args.question)
        if asked is None:
            raise Problem(_("the review has no question {}").format(args.question), hint=_("such as SEC02"))
        _show_question(desk, reviewing.states(desk)[asked.id])
    else:
        _show_all(desk)
    return 0


def answer(args: Namespace) -> int:
    """Say something of a practice, or of a question as a whole, and tell how it stands."""
    desk = open_session(sessions.folder(args.sessions), args.name, who=args.by)
    reason = _reason(args.reason)
    asked = reviewing.question_named(desk, args.practice)
    if asked is not None:
        _answer_question(desk, asked, args, reason)
    else:
        asked = _answer_practice(desk, args, reason)
    if desk.trouble and not desk.save():
        raise SaveProblem(desk.trouble)
    say(_("saved: {} {}").format(args.practice, args.state))
    state = reviewing.states(desk)[asked.id]
    left = _("{} practices not said").format(len(state.unsaid)) if state.unsaid else _("all practices said")
    say(f"{asked.number}: {state.words}, {left}")
    for one in reviewing.contradictions(desk):
        if one.question == asked.id:
            say(glyph("≠ ") + one.words)
    return 0


def _answer_practice(desk: Desk, args: Namespace, reason: Any) -> Question:
    practice = reviewing.practice_named(desk, args.practice)
    question = reviewing.lens_of(desk).questions[reviewing.lens_of(desk).owner_of[practice.id]]
    given: reviewing.Given = {}
    if args.note is not None:
        given["note"] = args.note
    if args.plan is not None:
        given["plan"] = args.plan
    if args.owner is not None:
        given["owner"] = args.owner
    if args.due is not None:
        given["due"] = road.parse_day(args.due, desk.review.today)
    state = next((s for s in reviewing.STATES if s == args.state), None)
    if args.state == "open":
        if given or reason:
            raise Problem(_("open takes all away that was said: nothing goes with it"))
        reviewing.clear(desk, practice.id)
    elif state is None:
        raise Problem(_("{} is said of a question, such as {}").format(args.state, question.number))
    else:
        if given.keys() & {"plan", "owner", "due"} and state != "not-done":
            raise Problem(_("--plan, --owner and --due go with not-done"))
        if reason and state != "not-applicable":
            raise Problem(_("--reason goes with not-applicable; --note says the rest"))
        reviewing.mark(desk, practice.id, state, reason=reason, **given)
    return question


def _answer_question(desk: Desk, asked: Question, args: Namespace, reason: Any) -> None:
    if args.plan is not None or args.owner is not None or args.due is not None:
        raise Problem(_("a plan belongs to a practice, such as {}-BP01").format(asked.number))
    if args.state == "not-applicable":
        if not reason:
            hint = _("one of {}").format(", ".join(reviewing.REASONS))
            raise Problem(_("{} does not apply for which reason? --reason").format(asked.number), hint=hint)
        reviewing.set_aside(desk, asked.id, reason, args.note)
        return
    if reason:
        raise Problem(_("--reason goes with not-applicable; --note says the rest"))
    if args.state == "open":
        if args.note is not None:
            raise Problem(_("open takes all away that was said: nothing goes with it"))
        reviewing.clear_question(desk, asked.id)
    elif args.state == "none":
        reviewing.none_of_these(desk, asked.id)
    elif args.state == "applies":
        reviewing.set_aside(desk, asked.id, "")
    else:
        hint = _("of a question: none, not-applicable, applies, open")
        raise Problem(
            _("{} is said of a practice, such as {}-BP01").format(args.state, asked.number), hint=hint
        )
    if args.note is not None:
        reviewing.note_question(desk, asked.id, args.note)


def _reason(text: str) -> Any:
    wanted = text.strip().upper().replace(" ", "_").replace("-", "_")
    if not wanted:
        return ""
    if wanted not in reviewing.REASONS:
        raise Problem(_("no such reason"), hint=_("one of {}").format(", ".join(reviewing.REASONS)))
    return wanted


def _show_all(desk: Desk) -> None:
    lens, found = reviewing.lens_of(desk), reviewing.states(desk)
    line(cell(_("{}: Well-Architected review, {}").format(desk.session.product, lens.release), "bold"))
    say()
    table([_figures(f) for f in reviewing.figures(desk, found)], narrow=(0, 1, 2, 3))
    if lost := reviewing.trouble(desk):
        note(lost)
    for pillar in lens.pillar:
        say()
        line(cell(pillar.title, "bold"), cell("  " + pillar.what, "dim"))
        rows = [_question(s) for s in found.values() if s.question.pillar == pillar.id]
        table(rows, narrow=(0,))
    _show_contradictions(desk)
    _show_plan(desk)
    say()
    say(_("One question:  {}").format(command(desk, "wa status", " SEC02")))
    say(_("Answer:        {}").format(command(desk, "wa answer", " SEC02-BP01 done --note TEXT")))


def _figures(one: reviewing.Figures) -> list[Any]:
    count = one.count
    title = cell(one.title, "bold" if one.ftr else "dim")
    risks = [_("HRI {}").format(count.high), _("MRI {}").format(count.medium)]
    word = count.word
    if count.confirmed and not count.is_confirmed:
        word = _("{} of {} confirmed, the rest estimate").format(count.confirmed, count.of)
    return [title, _("{}/{} answered").format(count.answered, count.of), *risks, f"({word})"]


def _question(state: QuestionState) -> list[Any]:
    return [state.question.number, cell(state.words, _RISKS[state.risk]), state.question.title]


def _show_contradictions(desk: Desk) -> None:
    found = reviewing.contradictions(desk)
    if found:
        say()
        line(cell(_("Self-check and review disagree"), "bold"))
        for one in found:
            line(cell(glyph("≠ "), "yellow"), one.words, indent=2)


def _show_plan(desk: Desk) -> None:
    items = reviewing.plan(desk)
    if not items:
        return
    say()
    line(cell(_("Improvement plan, the highest risk first"), "bold"))
    rows = []
    for item in items:
        who = item.owner or _("no owner")
        when = str(item.due) if item.due else _("no day")
        rows.append([item.practice.bp, item.risk.lower(), who, when, item.plan or item.practice.title])
    table(rows, narrow=(0, 1, 3))


def _show_question(desk: Desk, state: QuestionState) -> None:
    asked = state.question
    line(cell(f"{asked.number}  {asked.title}", "bold"))
    line(asked.ask)
    line(cell(state.words, _RISKS[state.risk]))
    if not state.applies:
        line(_("reason: {}").format(state.reason), indent=2)
    if state.none:
        line(_("none of these is done"), indent=2)
    if state.note:
        line(_("note: {}").format(state.note), indent=2)
    line(cell(_("[x] done  [ ] not done  [-] does not apply  [?] not said  (risk if missing)"), "dim"))
    differ = reviewing.contradictions(desk)
    for practice in asked.practice:
        said = state.said[practice.id] or ("not-done" if state.none else "")
        risk = cell(f" ({practice.risk.lower()})", "dim")
        line(f"{_MARKS[said]} {practice.bp}  {practice.title}", risk, indent=2)
        _show_practice(desk, practice.id)
        for one in differ:
            if one.practice == practice.id:
                line(cell(glyph("≠ "), "yellow"), one.words, indent=6)


def _show_practice(desk: Desk, practice: str) -> None:
    answer = desk.session.practice.get(practice)
    if answer is not None:
        told = {_("reason"): answer.reason, _("note"): answer.note, _("plan"): answer.plan,
                _("owner"): answer.owner, _("due"): str(answer.due or "")}  # fmt: skip
        for label, text in told.items():
            if text:
                line(f"{label}: {text}", indent=6)
    for one in says(desk, practice):
        outcome = sign(str(one.state.outcome))
        line(cell(_("self-check {}: {}").format(one.state.id, outcome), "dim"), indent=6)
