"""`ask`: the interview as plain lines, for screen readers, dumb terminals and pipes."""

from __future__ import annotations

from argparse import Namespace

from ftr_tui.actions import asking, fixes, status
from ftr_tui.actions.asking import Step
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.importing import UNSURE, find_value
from ftr_tui.actions.opening import open_session
from ftr_tui.cli.coaching import tell_coached
from ftr_tui.cli.out import line, note, say, sign
from ftr_tui.cli.run import Ended
from ftr_tui.cli.typed import Leave, read_line
from ftr_tui.model.checklist import Control
from ftr_tui.model.effective import Standing
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.problem import Problem, SaveProblem
from ftr_tui.store import sessions


def run(args: Namespace) -> int:
    """Ask what is open until it ends, or the person does; every answer is saved at once."""
    desk = open_session(sessions.folder(args.sessions), args.name, who=args.by)
    talk = Talk(desk)
    try:
        talk.all()
    except Leave:
        pass
    except (KeyboardInterrupt, Ended):
        say()
        talk.goodbye()
        raise
    talk.goodbye()
    if desk.trouble and not desk.save():
        raise SaveProblem(desk.trouble)
    return 0


class Talk:
    """One interview: the desk, where it is, and what was asked in this run."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.past: list[Step] = []
        self.saved = 0

    def all(self) -> None:
        """Ask step after step."""
        say(_("{}: {} questions wait. Every answer is saved at once.").format(
            self.desk.session.product, asking.left(self.desk)
        ))  # fmt: skip
        say(_("Keys: the letter before each answer; l don't know yet; enter confirms evidence, or goes on;"))
        say(_("? more about it; b back; q quit."))
        at: Step | None = None
        shown = ""
        back: Step | None = None
        while (step := back or asking.following(self.desk, at, set(self.past))) is not None:
            back = None
            if step.item.id != shown:
                self._head(step)
                shown = step.item.id
            if step not in self.past:
                self.past.append(step)
            if self._ask(step):
                at = step
                continue
            # What is left by going back was not asked, so it comes again.
            self.past.remove(step)
            back = self.past[-1] if self.past else step
            if back is step:
                say(_("This is the first one."))
        say()
        say(_("Nothing more is open here."))

    def goodbye(self) -> None:
        """Say what was saved, where it stands, and how to go on."""
        desk = self.desk
        text = ngettext("{} change saved in {}", "{} changes saved in {}", self.saved)
        say(text.format(self.saved, desk.file.path))
        say(" ".join(f"{sign(str(o))} {n}" for o, n in desk.review.counts.items()))
        gaps = status.gaps(desk)
        if not gaps:
            more = status.command(desk, "export", f" {desk.name}.md")
            say(_("Ready on the sheet route. Next: {}").format(more))
            return
        say(_("In the way: {}, first {}").format(len(gaps), ", ".join(g.item for g in gaps[:3])))
        if text := fixes.in_short(desk):
            say(_("{}: {}").format(text, status.command(desk, "fixes")))
        say(_("Go on with: {}").format(status.command(desk, "ask")))

    # --- one step -------------------------------------------------------------------------------

    def _ask(self, step: Step) -> bool:
        """Ask one step; False if the person wants to go back."""
        return self._response(step) if step.kind == "response" else self._question(step)

    def _head(self, step: Step) -> None:
        item = step.item
        section = next(s.title for s in self.desk.checklist.section if s.id == item.section)
        say()
        line(f"{item.id}  {item.title}  ({section})")
        line(item.asks if isinstance(item, Control) else item.help, indent=2)

    def _question(self, step: Step) -> bool:
        desk = self.desk
        answer = desk.answer_of(step.id)
        keys = asking.keys(answer.question)
        say()
        line(f"{step.id}  {answer.question.ask}")
        for text in asking.former_lines(desk, step.id):
            line(text, indent=4)
        for text in asking.evidence_lines(answer, desk.scope_agreed()):
            line(text, indent=4)
        stands = asking.stands(answer)
        if stands:
            line(_("now: {}").format(stands), indent=4)
        choices = ", ".join(f"{key} {value}" for key, value in keys.items())
        while True:
            typed = read_line(f"[{choices}, l, enter, ?, b, q] ")
            word = typed.strip().lower()
            if word == "b":
                return False
            if word == "?":
                self._more(step)
            elif word == "":
                if self._enter(step.id):
                    return True
            elif self._given(step.id, keys.get(word, typed)):
                return True

    def _enter(self, question: str) -> bool:
        """Confirm what evidence says if there is something to confirm, else go on; False to ask again."""
        standing = self.desk.answer_of(question).standing
        if standing is Standing.CONTRADICTED:
            say(_("You and the evidence differ: answer once more, and say why if you stay with it."))
            return False
        if standing is not Standing.UNCONFIRMED:
            return True
        needs = self.desk.needs_to_confirm(question)
        if needs is not None and needs.once:
            line(_("This is asked once, for the accounts that were read:"), indent=4)
        if needs is not None and not self._agrees(needs.text):
            say(_("Not confirmed."))
            return True
        if self.desk.confirm(question):
            self._told(question)
        return True

    def _given(self, question: str, typed: str) -> bool:
        try:
            value = find_value(self.desk.checklist.questions[question], typed)
        except Problem as error:
            say(str(error))
            return False
        if value is None:
            self.desk.unsure(question)
            self._told(question)
            return True
        reason = ""
        needs = self.desk.needs(question, value)
        if needs is not None:
            line(_("Evidence says otherwise: {}").format(needs.text), indent=4)
            reason = read_line(_("Why does your answer hold all the same? (empty: ask again) ")).strip()
            if not reason:
                return False
        self.desk.answer(question, value, reason=reason)
        self._told(question)
        return True

    def _agrees(self, text: str) -> bool:
        for assumption in text.split("\n"):
            line(_("This holds only if: {}").format(assumption), indent=4)
        return read_line(_("Is that so? [y, n] ")).strip().lower() in ("y", "yes")

    def _response(self, step: Step) -> bool:
        item = step.item
        say()
        line(_("{}: AWS reads an explanation here. Write it on one line; empty: later.").format(item.id))
        draft = self.desk.session.borrowed(item.id)
        if draft is not None:
            line(_("a draft from {}, = takes it over as it stands: {}").format(draft.from_, draft.text))
        typed = read_line("> ").strip()
        if typed == "=" and draft is not None:
            typed = draft.text
        if typed.lower() == "b":
            return False
        if typed.lower() == "?":
            self._more(step)
            return self._response(step)
        if typed:
            masked = self.desk.respond(item.id, typed)
            if masked:
                say(_("{} things that look like secrets were masked").format(masked))
            self._told(item.id)
            tell_coached(self.desk, item.id)
        return True

    def _told(self, what: str) -> None:
        """Say what was saved, or that it was not."""
        desk = self.desk
        if desk.trouble:
            note(_("{}; it is kept in memory and tried again with the next answer").format(desk.trouble))
            return
        self.saved += 1
        state = desk.review.states[desk.checklist.owner_of.get(what, what)]
        value = ""
        if what in state.answers:
            value = f" {state.answers[what].value or UNSURE}"
        say(_("saved: {}{}. {} {}").format(what, value, state.id, sign(str(state.outcome))))

    def _more(self, step: Step) -> None:
        item = step.item
        if not isinstance(item, Control):
            line(item.help, indent=4)
            return
        if item.help_of:
            line(_("AWS has changed what it asks; the help is that of {}").format(item.help_of), indent=4)
        if item.why:
            line(_("why: {}").format(item.why), indent=4)
        for text in item.accepted:
            line(_("accepted: {}").format(text), indent=4)
        for text in item.refused:
            line(_("refused: {}").format(text), indent=4)
        if item.example:
            line(_("example: {}").format(item.example.strip()), indent=4)
        if draft := self.desk.session.borrowed(item.id):
            line(_("a draft from {}, no response yet: {}").format(draft.from_, draft.text), indent=4)
        if self.desk.session.response_text(item.id):
            line(_("response now: {}").format(self.desk.session.response_text(item.id)), indent=4)
        if step.kind == "question":
            finding = self.desk.answer_of(step.id).finding
            for command in finding.recheck if finding else []:
                line(_("see for yourself: {}").format(command), indent=4)
