"""`rehearse`: the mock review as plain lines, for screen readers, dumb terminals and pipes."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Callable
from datetime import date

from ftr_tui.actions import status
from ftr_tui.actions.debriefing import debrief
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.opening import open_session
from ftr_tui.actions.rehearsing import Setup, Stage, View, warm_up
from ftr_tui.cli import run as running
from ftr_tui.cli.out import glyph, line, note, say
from ftr_tui.cli.typed import Leave, read_line
from ftr_tui.exchange.debrief import SCORES, summary
from ftr_tui.model.bank import Bank
from ftr_tui.model.clocks import clock
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem, SaveProblem
from ftr_tui.store import sessions

FULL, SHORT = 120, 25


def run(args: Namespace) -> int:
    """Rehearse, or go on where it stopped; every key is saved at once."""
    with running._signals(Namespace(is_app=False)):
        desk, bank, stage = _stage(args)
        talk = Talk(desk, bank, stage)
        try:
            talk.all()
        except Leave:
            pass
        except (KeyboardInterrupt, running.Ended):
            say()
            talk.goodbye()
            raise
        talk.goodbye()
        if desk.trouble and not desk.save():
            raise SaveProblem(desk.trouble)
        return 0


def begin(args: Namespace) -> None:
    """Begin what was asked for and let it stand, for the app to go on with; Problem says why not."""
    _stage(args)[2].pause()


def _stage(args: Namespace) -> tuple[Desk, Bank, Stage]:
    desk = open_session(sessions.folder(args.sessions), args.name, who=args.by)
    bank = desk.bank()
    stage = Stage.resume(desk, bank)
    wanted = args.minutes or args.short or args.solo or args.kind or args.route or args.seat
    if stage is None:
        return desk, bank, Stage.start(desk, bank, setup(desk, args))
    if wanted:
        hint = _("go on without options, f finishes it")
        raise Problem(_("{} is not finished yet").format(stage.view().title), hint=hint)
    return desk, bank, stage


def setup(desk: Desk, args: Namespace) -> Setup:
    """Return what the options say; who takes part, without them, is the team in its order."""
    members = [m.name for m in desk.session.member]
    unknown = [s for s in args.seat if s not in members]
    if unknown and members:
        raise Problem(_("{} is not in the team").format(unknown[0]), hint=", ".join(members))
    seats = args.seat or members or [desk.who]
    route = args.route or next((r for r in desk.session.routes if r == "sheet"), desk.session.routes[0])
    return Setup(
        kind=args.kind or "rehearsal",
        minutes=args.minutes or (SHORT if args.short else FULL),
        route=route,
        seats=(desk.who,) if args.solo and not args.seat else tuple(seats),
        solo=args.solo or len(seats) == 1,
        review_date=desk.session.review_date,
        short=args.short,
    )


class Talk:
    """One rehearsal in lines: what is shown, and what is typed."""

    def __init__(self, desk: Desk, bank: Bank, stage: Stage) -> None:
        self.desk = desk
        self.bank = bank
        self.stage = stage
        self._shown = ""
        self._slot = ""

    def all(self) -> None:
        """Show and read until it has ended."""
        view = self.stage.view()
        about = _("{}: {}, {} minutes. Every key is saved at once; ? lists the keys, q leaves.")
        say(about.format(self.desk.session.product, view.title, view.total // 60))
        if self.stage.rehearsal.elapsed:
            say(_("It goes on at {}.").format(clock(view.elapsed)))
        self.stage.go_on()
        while (view := self.stage.view()).phase != "done":
            self._show(view)
            self._do(read_line(self._prompt(view)).strip(), view)
            if self.desk.trouble:
                note(
                    _("{}; it is kept in memory and tried again with the next key").format(self.desk.trouble)
                )

    def goodbye(self) -> None:
        """Stop the clock; say where it stands and how to go on."""
        self.stage.pause()
        found = debrief(self.desk, self.bank, self.stage.rehearsal.id)
        say()
        for text in summary(found):
            say(glyph(text))
        say(_("saved in {}").format(self.desk.file.path))
        if found.ended is None:
            say(_("Go on with: {}").format(status.command(self.desk, "rehearse")))
        else:
            more = status.command(self.desk, "export", f" {self.desk.name}-debrief.md --what debrief")
            say(_("The whole debrief: {}").format(more))

    # --- showing --------------------------------------------------------------------------------

    def _show(self, view: View) -> None:
        key = f"{view.phase} {view.item} {view.number} {view.text} {view.slot_title}"
        if key == self._shown:
            return
        self._shown = key
        say()
        if view.slot_title != self._slot:
            self._slot = view.slot_title
            line(_("{} of {}  {}, {} minutes").format(
                clock(view.elapsed), clock(view.total), view.slot_title, view.slot_minutes
            ))  # fmt: skip
        if view.phase == "revealed":
            self._reveal(view)
        elif view.phase in ("ask", "scenario"):
            self._question(view)
        elif view.phase == "paused":
            say(_("The clock stands. {}").format(view.rule))
        elif view.phase == "break":
            say(_("Break."))
        for text in (*view.lines, *(view.answers if view.phase == "opening" else ())):
            line(glyph(text), indent=2)

    def _question(self, view: View) -> None:
        who = [_("answers: {}").format(view.seat) if view.seat else "", view.seat_why]
        who += [_("asks: {}").format(view.asker) if view.asker else ""]
        line("  ".join(p for p in (f"{view.item}  {view.item_title}".strip(), *who) if p))
        if view.rule:
            line(_("{} minutes behind: {}").format(max(0, round(view.behind)), view.rule), indent=2)
        count = _(" ({} of {})").format(view.number, view.of) if view.of > 1 else ""
        line(f"{view.kind}{count}: {view.text}", indent=2)
        if view.evidence_left is not None:
            line(_("evidence on the screen within {} seconds").format(view.evidence_left), indent=2)

    def _reveal(self, view: View) -> None:
        for text in view.strong:
            line(_("strong: {}").format(text), indent=2)
        for text in view.weak:
            line(_("red flag: {}").format(text), indent=2)
        self._sheet(view)
        if view.is_review:
            return
        if view.contradicted:
            line(_("Contradicted by evidence: whatever you give, it counts 0."), indent=2)
        elif view.evidence_left == 0:
            line(_("Not opened in time: at most 1, and it is to be supplied."), indent=2)
        ladder = "  ".join(f"{n} {word}" for n, word in enumerate(SCORES))
        line(_("score  {}; this item needs {}").format(ladder, view.needs), indent=2)

    def _sheet(self, view: View) -> None:
        for text in view.answers:
            line(_("sheet says: {}").format(glyph(text)), indent=2)
        for text in view.evidence:
            line(_("evidence says: {}").format(glyph(text)), indent=2)

    def _prompt(self, view: View) -> str:
        if view.is_review and view.phase in ("ask", "revealed"):
            return _("[a what we said, s, +, k, enter, ?, q] ")
        prompts = {
            "ask": _("sure? [1-4, enter reveals, w, s, x, +, ?, q] "),
            "revealed": _("score [0-3, w, s, x, +, ?, q] "),
            "paused": _("[enter or z goes on, q] "),
        }
        return prompts.get(view.phase, _("[enter goes on, s, +, ?, q] "))

    # --- what is typed --------------------------------------------------------------------------

    def _do(self, typed: str, view: View) -> None:
        try:
            self._act(typed, view)
        except Problem as error:
            say(str(error))

    def _act(self, typed: str, view: View) -> None:
        stage, word, rest = self.stage, typed[:1], typed[1:].strip()
        if not typed:
            self._enter(view)
        elif typed.isdecimal() or typed == "0!":
            self._digit(int(typed.rstrip("!")), view, missing=typed == "0!")
        elif word == "?":
            self._help(view)
        elif word == "+":
            about, text = _about(rest or read_line(_("which question? ")).strip(), stage)
            stage.log_question(text, about or ("" if view.is_review else view.item))
            say(_("logged; it is asked next time"))
        elif word.lower() == "s" and (not rest or typed[1:2] == " "):
            what, owner, due = _promise(rest or read_line(_("what, @who, day (2026-12-05)? ")).strip())
            stage.supply(what, owner, due)
            say(_("to supply: {}").format(what or "; ".join(view.open)))
        elif word.lower() in ("a", "t") and (not rest or typed[1:2] == " "):
            text = rest or read_line(_("text? ")).strip()
            (stage.answered if word.lower() == "a" else stage.note)(text)
        elif typed.lower() in self._keys():
            self._keys()[typed.lower()]()
        elif typed.lower() == "u":
            undone = stage.undo()
            say(_("undone: {}").format(undone) if undone else _("nothing to undo"))
        else:
            say(_("{!r} is no key here; ? lists them").format(typed))

    def _keys(self) -> dict[str, Callable[[], None]]:
        stage = self.stage
        pause = stage.go_on if stage.view().phase == "paused" else stage.pause
        return {
            "k": stage.skip, "x": stage.park, "w": stage.follow_up, "b": stage.take_break,
            "h": stage.next_seat, "z": pause, "f": stage.finish, "d": self._drill,
        }  # fmt: skip

    def _enter(self, view: View) -> None:
        if view.phase == "paused":
            self.stage.go_on()
        elif view.phase == "ask":
            self.stage.reveal()
        elif view.phase == "revealed":
            if view.is_review:
                self.stage.answered("")
            else:
                say(_("0 to 3 scores it; s promises it for later"))
        else:
            self.stage.advance()

    def _digit(self, number: int, view: View, *, missing: bool) -> None:
        if view.phase == "ask" and not missing:
            self.stage.sure(number)
            return
        self.stage.score(number, missing=missing or None)
        given = next((a for a in reversed(self.stage.rehearsal.asked) if not a.by_rule), None)
        if given is not None and given.capped:
            why = _("contradicted by evidence") if given.contradicted else _("not opened in time")
            say(_("counts {}: {}").format(given.score, why))

    def _drill(self) -> None:
        """The warm-up: ten artefacts, ten minutes, how many were opened."""
        shown = warm_up(self.bank, len(self.desk.session.rehearsal))
        for artefact in shown:
            say(f"  {artefact.title}")
        typed = read_line(_("ten minutes: how many could you open? ")).strip()
        if typed.isdigit():
            self.stage.drill([a.id for a in shown], int(typed))

    def _help(self, view: View) -> None:
        for text in (
            _("1-4 how sure, before the reveal; enter reveals, elsewhere goes on; 0-3 score after it"),
            _("0! not there at all: it becomes a task and is not drilled"),
            _("w the next question on this item; s WHAT @WHO DAY promise for later; x park; k skip"),
            _("+ TEXT a question that is in no list (+ IAM-006 TEXT about an item); t TEXT note"),
            _("a TEXT what we said, in a real review; h the next person answers; b break; z pause"),
            _("d warm-up, in the opening; u undo; f finish; q leave, everything is kept"),
        ):
            say("  " + text)
        self._sheet(view)


def _about(text: str, stage: Stage) -> tuple[str, str]:
    """Return the item that a question begins with, if it does, and the question."""
    first, _space, rest = text.partition(" ")
    known = {c.id for p in stage.parts for c in p.cards}
    return (first.upper(), rest) if first.upper() in known and rest else ("", text)


def _promise(text: str) -> tuple[str, str, date | None]:
    """Return what, who and the day of ``restore report @Linh 2026-12-05``; Problem for a day that is none."""
    owner = next(iter(re.findall(r"(?:^|\s)@(\S+)", text)), "")
    day = next(iter(re.findall(r"(?:^|\s)(\d{4}-\d\d-\d\d)(?=\s|$)", text)), "")
    what = " ".join(w for w in text.split() if w not in (f"@{owner}", day))
    try:
        return what, owner, date.fromisoformat(day) if day else None
    except ValueError:
        raise Problem(_("{} is no day").format(day)) from None
