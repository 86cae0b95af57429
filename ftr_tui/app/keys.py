"""The one table of keys. Each has an id, so that the settings can give it another key.

Capital letters go to screens, everywhere; small letters act on what the cursor is on.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from textual.binding import Binding
from textual.keys import Keys, key_to_character

from ftr_tui.model.i18n import _


@dataclass(frozen=True, slots=True)
class Key:
    """One entry: ``id`` is ``AREA.NAME``; ``keys`` are Textual's names, joined by commas."""

    id: str
    keys: str
    action: str
    label: str
    tip: str = ""
    show: bool = True
    group: str = ""
    """Neighbours of one group are joined in the key bar, under the label of the first."""
    priority: bool = False

    @property
    def area(self) -> str:
        """Return the part of the id before the dot."""
        return self.id.partition(".")[0]


# What is listed first stays longest when the key bar runs out of room.
TABLE: Final[tuple[Key, ...]] = (
    Key("list.choose", "enter", "choose", "choose"),
    Key("interview.yes", "y", "answer('yes')", "yes", "Answer yes and go to the next open question"),
    Key("interview.no", "n", "answer('no')", "no", "Answer no and go to the next open question"),
    Key("interview.na", "minus", "answer('not-applicable')", "n/a", "Does not apply, where AWS allows it"),
    Key("interview.confirm", "enter", "confirm", "confirm", "Confirm what evidence filled in"),
    Key("interview.response", "r", "response", "response", "Write the response that AWS reads"),
    Key("interview.gap", "g", "gap", "gap", "The next control that stands in the way"),
    Key("interview.undo", "u", "undo", "undo", "Take the last answer back"),
    Key("interview.previous", "left_square_bracket", "step(-1)", "control", "The control before", group="c"),
    Key("interview.next", "right_square_bracket", "step(1)", "control", "The control after", group="c"),
    Key("interview.find", "slash", "find", "find", "Find a control by its id or words"),
    Key("interview.later", "l", "later", "don't know", "Don't know yet: stays open, with a name beside it"),
    Key("interview.draft", "f", "draft", "draft", "Begin the response with what evidence shows"),
    Key("interview.owner", "o", "owner", "owner", "Say who takes care of this, and until when"),
    Key("interview.whose", "w", "whose", "whose", "Which gaps: all, mine, overdue, unassigned"),
    Key("interview.sign", "G", "sign", "sign off", "A second person signs this control's answers"),
    Key("interview.view", "v", "view", "view", "The whole text, all evidence"),
    Key("interview.document", "d", "document", "document", "Add a file or link that proves it"),
    Key("interview.confirm-all", "E", "confirm_all", "confirm all", "Confirm all that evidence proved here"),
    Key("interview.who", "at", "who", "who", "Who is answering"),
    Key("interview.scan", "x", "scan", "scan", "Read evidence from AWS"),
    Key("interview.export", "e", "export", "export", "Write the dossier or the answers to a file"),
    Key("interview.copy", "c", "copy", "copy line", "Copy a line of the next step; nothing here runs it"),
    Key("interview.cite", "D", "cite", "cite", "End the response with its documents", show=False),
    Key("interview.part", "1", "part(1)", "response", "Response", show=False),
    Key("interview.part-2", "2", "part(2)", "evidence", "Evidence", show=False),
    Key("interview.part-3", "3", "part(3)", "documents", "Documents", show=False),
    Key("interview.part-4", "4", "part(4)", "coach", "What a reviewer would miss", show=False),
    Key("interview.part-5", "5", "part(5)", "next step", "What to change, with AWS CLI lines", show=False),
    Key("interview.clear", "backspace", "clear", "clear", "Take an answer away: open again", show=False),
    Key("interview.conflict", "T", "conflict", "conflict", "Settle what two people changed", show=False),
    Key("interview.leave", "escape", "leave", "home", "Hide the guidance; then all sessions", show=False),
    Key("home.open", "enter", "open", "open", "Open the session at the cursor"),
    Key("home.new", "n", "new", "new", "A new session"),
    Key("home.demo", "d", "demo", "demo", "A sample product with sample evidence; no AWS needed"),
    Key("home.scan", "x", "scan", "scan", "Read evidence from AWS for this session"),
    Key("home.take-in", "b", "take_in", "bring in", "AWS's workbook, filled, or findings of another machine"),
    Key("home.sort", "s", "sort", "sort", "By name, the most gaps first, the next day first"),
    Key("home.find", "slash", "find", "find", "Find a session"),
    Key("home.export", "e", "export", "export", "Write the dossier or the answers to a file"),
    Key("home.release", "v", "release", "release", "What a newer release of the list changes"),
    Key("home.programme", "i", "programme", "programme", "What is known of the FTR programme, as of when"),
    Key("summary.open", "enter", "open", "go there", "Open the control at the cursor"),
    Key("summary.owner", "o", "owner", "owner", "Say who takes care of this, and until when"),
    Key("summary.whose", "w", "whose", "whose", "Which gaps: all, mine, overdue, unassigned"),
    Key("summary.export", "e", "export", "export", "Write the dossier or the answers to a file"),
    Key("summary.find", "slash", "find", "find", "Find in the list"),
    Key("summary.part", "1", "part(1)", "gaps", "The list of gaps"),
    Key("summary.part-2", "2", "part(2)", "sections", "Sections, pillars, coverage"),
    Key("summary.part-3", "3", "part(3)", "reports", "What a report is checked for; milestones"),
    Key("summary.part-4", "4", "part(4)", "accounts", "Controls by AWS account"),
    Key("summary.part-5", "5", "part(5)", "sources", "What each source says, and why they differ"),
    Key("summary.fewer", "left_square_bracket", "accounts(-1)", "page", "The page before", group="a"),
    Key("summary.more", "right_square_bracket", "accounts(1)", "page", "More of them", group="a"),
    Key("summary.undo", "u", "undo", "undo", "Take the last change back", show=False),
    Key("summary.leave", "escape", "leave", "home", "Back to all sessions", show=False),
    Key("binder.open", "enter", "open", "look", "What it should hold, and what is there"),
    Key("binder.add", "d", "add", "add", "Add a file or link for the document at the cursor"),
    Key("binder.day", "t", "day", "date", "The day of what it shows"),
    Key("binder.owner", "o", "owner", "owner", "Who keeps it up to date"),
    Key("binder.looked", "v", "looked", "seen again", "Changed and looked over: the new content counts"),
    Key("binder.diagram", "g", "diagram", "diagram", "Compare the drawn diagram with what was seen"),
    Key("binder.cite", "r", "cite", "cite", "End the responses with the names of their documents"),
    Key("binder.pack", "z", "pack", "zip", "Pack everything with an index into one file"),
    Key("binder.remove", "backspace", "remove", "take away", "Take it off the list; the file stays"),
    Key("binder.undo", "u", "undo", "undo", "Take the last change back"),
    Key("binder.find", "slash", "find", "find", "Find in the list"),
    Key("binder.leave", "escape", "leave", "home", "Back to all sessions", show=False),
    Key("road.open", "enter", "open", "look", "The whole step, and what blocks the next"),
    Key("road.done", "y", "done", "done", "This step is done, on which day; again takes it back"),
    Key("road.plan", "t", "plan", "plan", "The day on which it is planned"),
    Key("road.comments", "c", "comments", "AWS's list", "The day on which AWS's list of gaps came"),
    Key("road.until", "e", "until", "last day", "The last day that AWS named: to fix, or of the approval"),
    Key("road.people", "o", "people", "people", "Who takes part"),
    Key("road.note", "r", "note", "note", "A note on this step"),
    Key("road.undo", "u", "undo", "undo", "Take the last change back"),
    Key("road.leave", "escape", "leave", "home", "Back to all sessions", show=False),
    Key("calendar.open", "enter", "open", "look", "The whole task, and when it was done"),
    Key("calendar.done", "y", "done", "done", "Done: on which day, with which proof"),
    Key("calendar.due", "t", "due", "due", "Another day; of an event, when it happened"),
    Key("calendar.owner", "o", "owner", "owner", "Who does it"),
    Key("calendar.pace", "p", "pace", "pace", "Every how many days"),
    Key("calendar.off", "minus", "off", "not needed", "Not needed here, and why; again: it is"),
    Key("calendar.new", "n", "new", "own task", "A task of your own"),
    Key("calendar.export", "e", "export", "ics", "Write it for Google, Outlook or Apple"),
    Key("calendar.undo", "u", "undo", "undo", "Take the last change back"),
    Key("calendar.find", "slash", "find", "find", "Find in the list"),
    Key("calendar.leave", "escape", "leave", "home", "Back to all sessions", show=False),
    Key("wa.done", "y", "mark('done')", "done", "This practice is done; on to the next"),
    Key("wa.not-done", "n", "mark('not-done')", "not done", "This practice is not done; on to the next"),
    Key("wa.aside", "minus", "aside", "n/a", "It does not apply, with one of AWS's reasons"),
    Key("wa.note", "r", "note", "note", "How you do it, why not, or why it does not apply: in detail"),
    Key("wa.plan", "p", "plan", "plan", "What you do about what is not done, who, by when"),
    Key("wa.previous", "left_square_bracket", "step(-1)", "question", "The question before", group="q"),
    Key("wa.next", "right_square_bracket", "step(1)", "question", "The question after", group="q"),
    Key("wa.gap", "g", "gap", "gap", "The next question that is not answered, the FTR pillars first"),
    Key("wa.take", "t", "take_over", "take over", "Take over what the self-check or the evidence says"),
    Key("wa.none", "0", "none", "none of these", "None of the practices is done; again takes it back"),
    Key("wa.plans", "i", "plan_list", "improvements", "The improvement plan, the highest risk first"),
    Key("wa.find", "slash", "find", "find", "Find a question by its number or words"),
    Key("wa.undo", "u", "undo", "undo", "Take the last change back"),
    Key("wa.view", "v,enter", "view", "view", "The whole practice, and all that is said of it"),
    Key("wa.control", "c", "control", "control", "Go to the control of the self-check that touches it"),
    Key("wa.applies", "a", "applies", "applies", "The whole question does not apply; again: it does"),
    Key("wa.question", "e", "note_question", "question note", "A note on the question as a whole"),
    Key("wa.clear", "backspace", "clear", "clear", "Take away what was said of the practice", show=False),
    Key("wa.conflict", "T", "conflict", "conflict", "Settle what two people changed", show=False),
    Key("wa.leave", "escape", "leave", "home", "Hide the guidance; then all sessions", show=False),
    Key("rounds.open", "enter", "open", "look", "The whole comment, and what we answer"),
    Key("rounds.answer", "r", "answer", "answer", "What we answer; the next export holds it"),
    Key("rounds.state", "y", "state", "sent, accepted", "On to sent, then accepted, then open again"),
    Key("rounds.sent", "s", "sent", "all sent", "All that is open and answered was sent to AWS today"),
    Key("rounds.owner", "o", "owner", "owner", "Who answers, and by when"),
    Key("rounds.add", "n", "new", "comment", "Type a comment of AWS in"),
    Key("rounds.round", "a", "round", "new round", "Comments came back: on which day"),
    Key("rounds.until", "e", "until", "last day", "The day of the round, the last day to fix, a note"),
    Key("rounds.take-in", "b", "take_in", "bring in", "Take the comments out of AWS's workbook"),
    Key("rounds.control", "c", "control", "control", "Go to the control that it is about"),
    Key("rounds.correct", "t", "correct", "correct", "Correct what was typed in: the control, the text"),
    Key("rounds.remove", "backspace", "remove", "take away", "Take a comment away that was typed by mistake"),
    Key("rounds.undo", "u", "undo", "undo", "Take the last change back"),
    Key("rounds.find", "slash", "find", "find", "Find in the list"),
    Key("rounds.conflict", "T", "conflict", "conflict", "Settle what two people changed", show=False),
    Key("rounds.leave", "escape", "leave", "home", "Back to all sessions", show=False),
    Key("release.open", "enter", "open", "look", "The whole change, old beside new"),
    Key("release.build", "b", "build", "workbook", "Build a list from AWS's newer workbook"),
    Key("release.move", "y", "move", "move", "Move to the newer list; nothing is lost"),
    Key("release.other", "o", "other", "another", "Compare with another release"),
    Key("release.undo", "u", "undo", "undo", "Take the move back"),
    Key("release.find", "slash", "find", "find", "Find in the list"),
    Key("release.leave", "escape", "leave", "home", "Back to all sessions", show=False),
    Key("taken.pick", "space", "pick", "pick", "Take what the workbook says, or leave what is here"),
    Key("taken.all", "a", "pick_all", "all", "All that it says but needless N/A; again: as at first"),
    Key("taken.view", "v", "view", "view", "Both sides whole"),
    Key("taken.done", "enter", "done", "take in", "Take in what is picked"),
    Key("taken.find", "slash", "find", "find", "Find in the list"),
    Key("mock.start", "n", "new_rehearsal", "rehearse", "Start a rehearsal, or go on with one"),
    Key("mock.open", "enter", "choose", "open", "Go on, look at a debrief, or say that something was sent"),
    Key("mock.reveal", "space", "reveal", "go on", "What a strong answer holds; elsewhere: go on"),
    Key("mock.digit-0", "0", "digit(0)", "sure, score", "After space: the score", group="d"),
    Key("mock.digit-1", "1", "digit(1)", "score", "Before space how sure, after it the score", group="d"),
    Key("mock.digit-2", "2", "digit(2)", "score", "Before space how sure, after it the score", group="d"),
    Key("mock.digit-3", "3", "digit(3)", "score", "Before space how sure, after it the score", group="d"),
    Key("mock.digit-4", "4", "digit(4)", "sure", "Before space: very sure", show=False),
    Key("mock.supply", "s", "supply", "to supply", "Promise it for after the meeting: what, who, by when"),
    Key("mock.said", "a", "said", "we said", "In a real review: what we answered"),
    Key("mock.park", "x", "park", "park", "Put it off: it leads the next rehearsal"),
    Key("mock.follow-up", "w", "follow_up", "follow-up", "Another question about the same item"),
    Key("mock.log", "plus", "log", "log a question", "A question that is in no list; it is asked next time"),
    Key("mock.break", "b", "take_break", "break", "A break now; the clock goes on"),
    Key("mock.seat", "h", "seat", "who's next", "Let the next one answer"),
    Key("mock.pause", "z", "pause", "pause", "Stop the clock, or let it go on"),
    Key("mock.note", "t", "note", "note", "A note on this question"),
    Key("mock.skip", "p", "skip", "pass", "Leave this item out"),
    Key("mock.undo", "u", "undo_step", "undo", "Take the last step back"),
    Key("mock.finish", "F", "finish", "finish", "End it now and look at the debrief"),
    Key("mock.review", "R", "real_review", "real review", "Log the real meeting, without scores"),
    Key("mock.team", "T", "team", "team", "Who is in the room, with roles, in hot seat order"),
    Key("mock.day", "D", "day", "review day", "On which day the real review is"),
    Key("mock.warm-up", "U", "warm_up", "warm-up", "Ten artefacts, ten minutes: how many open?"),
    Key("mock.export", "e", "export", "export", "Write the debrief or another page to a file"),
    Key("mock.leave", "escape", "leave", "leave", "Leave; the clock stops and everything is kept"),
    Key("scope.start", "enter", "start", "start", "Read what is picked, or else what the cursor is on"),
    Key("scope.pick", "space", "pick", "pick", "Pick the profile at the cursor, or drop it"),
    Key("scope.regions", "r", "regions", "Regions", "Name the Regions, or read all enabled ones"),
    Key("scope.deep", "d", "deep", "deep", "Also read what takes long"),
    Key("scope.again", "a", "again", "all again", "Read all again, not only the rest"),
    Key("scope.find", "slash", "find", "find", "Find a profile"),
    Key("list.up", "up,k", "cursor_up", "up", "One up", show=False),
    Key("list.down", "down,j", "cursor_down", "down", "One down", show=False),
    Key("list.page-up", "pageup", "page(-1)", "page up", "A page up", show=False),
    Key("list.page-down", "pagedown", "page(1)", "page down", "A page down", show=False),
    Key("list.first", "home", "first", "first", "The first", show=False),
    Key("list.last", "end", "last", "last", "The last", show=False),
    Key("list.filter", "slash", "filter", "find", "Type to narrow the list; escape shows all"),
    Key("text.leave", "escape", "leave", "done", "Keep the text and leave the box"),
    Key("text.editor", "ctrl+o", "editor", "editor", "Write in your own editor ($VISUAL or $EDITOR)"),
    Key("dialog.leave", "escape", "leave", "cancel", "Leave without a change"),
    Key("form.next", "enter", "next", "next", "The next line; at the last, take them all", priority=True),
    Key("line.take", "enter", "submit", "take", "Take the text as it is"),
    Key("dialog.copy", "c", "copy", "copy", "Copy the text"),
    Key("global.interview", "I", "go('interview')", "interview", "The self-check", show=False),
    Key("global.summary", "S", "go('summary')", "summary", "Gaps, readiness and export"),
    Key("global.mock", "M", "go('mock-review')", "mock review", "Rehearse the review meeting"),
    Key("global.binder", "B", "go('binder')", "binder", "Documents: missing, stale, changed", show=False),
    Key("global.calendar", "C", "go('calendar')", "calendar", "What is due, and when", show=False),
    Key("global.road", "P", "go('road')", "road", "The steps to AWS Qualified Software", show=False),
    Key("global.wa", "W", "go('well-architected')", "Well-Architected", "The six pillars", show=False),
    Key("global.rounds", "N", "go('rounds')", "AWS's comments", "What AWS wrote back, as items", show=False),
    Key("global.release", "V", "go('release')", "release", "Another release of the list", show=False),
    Key("global.account", "A", "account", "account", "What was read, what changed, what was not", show=False),
    Key("global.stop", "X", "stop_scan", "stop scan", "End the scan; what it has read is kept", show=False),
    Key("global.copy", "K", "save_copy", "save a copy", "While saving fails: a copy elsewhere", show=False),
    Key("global.write", "O", "write_here", "write", "After looking on only: write as well", show=False),
    Key("global.home", "H", "go('home')", "home", "All sessions"),
    Key("global.quit", "q", "leave_app", "quit", "Quit; everything is saved"),
    Key("global.quit-anywhere", "ctrl+q", "leave_app", "quit", "Also from a text", show=False, priority=True),
    Key("global.palette", "colon,ctrl+p", "command_palette", "commands", "Everything by name", show=False),
    Key("global.help", "question_mark", "help", "help", "What the keys do here"),
)  # fmt: skip
BY_ID: Final = {key.id: key for key in TABLE}
ACTIONS: Final = frozenset(key.action.partition("(")[0] for key in TABLE)
"""The names of all actions that keys of ours run."""
RANK: Final = {key.id: rank for rank, key in enumerate(TABLE)}
"""Place in the key bar: ``active_bindings`` puts a remapped key at its end, so it is no guide."""

# What terminals cannot tell from backspace, tab, enter, or take for themselves.
_NOT_ALLOWED: Final = frozenset(f"ctrl+{letter}" for letter in "hijmsz")
_FIXED: Final = frozenset({"ctrl+c", "tab", "shift+tab"})
_SHOWN: Final = {
    "space": "space", "minus": "-", "left_square_bracket": "[", "right_square_bracket": "]",
    "slash": "/", "at": "@", "question_mark": "?", "colon": ":", "plus": "+",
    "backspace": "backspace", "underscore": "_", "backslash": "\\", "escape": "esc",
    "pageup": "pgup", "pagedown": "pgdn",
}  # fmt: skip


def bindings(area: str) -> list[Binding | tuple[str, str] | tuple[str, str, str]]:
    """Return the table's entries of ``area`` as the ``BINDINGS`` of a widget, a screen or the app."""
    return [
        Binding(
            key.keys,
            key.action,
            _(key.label),
            show=key.show,
            tooltip=_(key.tip),
            id=key.id,
            priority=key.priority,
        )
        for key in TABLE
        if key.area == area
    ]


def shown(key: str) -> str:
    """Return how a key is written on the screen: ``-``, ``enter``, ``ctrl+o``."""
    modifiers, _plus, last = key.rpartition("+")
    name = _SHOWN.get(last) or (key_to_character(last) or last)
    return f"{modifiers}+{name}" if modifiers else name


def split(keys: str) -> list[str]:
    """Return the single keys of ``y,?`` under Textual's names."""
    from textual.keys import _character_to_key  # no public twin exists

    names = [key.strip() for key in keys.split(",") if key.strip()]
    return [_character_to_key(name) if len(name) == 1 else name for name in names]


def _is_key(key: str) -> bool:
    *modifiers, last = key.split("+")
    if any(modifier not in ("ctrl", "shift", "alt") for modifier in modifiers):
        return False
    known = {member.value for member in Keys}
    return last in known or last in _SHOWN or key_to_character(last) is not None


def _is_function_key(key: str) -> bool:
    last = key.rpartition("+")[2]
    return last[:1] == "f" and last[1:].isdigit()


def check(keymap: Mapping[str, str]) -> list[str]:
    """Return what is wrong with a user's keymap (id -> keys), one plain line each."""
    problems: list[str] = []
    for name, keys in keymap.items():
        if name not in BY_ID:
            near = difflib.get_close_matches(name, BY_ID, n=1)
            hint = _("; did you mean {near}?").format(near=near[0]) if near else ""
            problems.append(_("{id}: no such key id").format(id=name) + hint)
            continue
        found = split(keys)
        if not found:
            problems.append(_("{id}: no key given").format(id=name))
        for key in found:
            if key in _NOT_ALLOWED:
                problems.append(
                    _("{id}: {key} is not allowed, terminals use it otherwise").format(id=name, key=key)
                )
            elif key in _FIXED:
                problems.append(_("{id}: {key} cannot be given away").format(id=name, key=key))
            elif not _is_key(key):
                problems.append(_("{id}: {key} is not a key").format(id=name, key=key))
        if found and all(map(_is_function_key, found)):
            problems.append(_("{id}: a function key must not be the only one").format(id=name))
    return problems + _clashes({k: v for k, v in keymap.items() if k in BY_ID})


def _clashes(keymap: Mapping[str, str]) -> list[str]:
    """Return the keys that two entries claim, of one area or of an area and ``global``."""
    problems: list[str] = []
    claims: dict[str, list[Key]] = {}
    for entry in TABLE:
        for key in split(keymap.get(entry.id, entry.keys)):
            claims.setdefault(key, []).append(entry)
    for key, entries in claims.items():
        for number, first in enumerate(entries):
            for second in entries[number + 1 :]:
                if first.area == second.area or "global" in (first.area, second.area):
                    problems.append(
                        _("{key} would be both {a} and {b}").format(key=shown(key), a=first.id, b=second.id)
                    )
    return problems


def usable(keymap: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return what to pass to ``App.set_keymap``, and the problems; with any problem nothing is remapped."""
    problems = check(keymap)
    return ({} if problems else {name: ",".join(split(keys)) for name, keys in keymap.items()}), problems


def letters(words: Iterable[str], taken: Iterable[str]) -> list[str]:
    """Return a letter for each word, one of its own if there is one free; empty when none is left."""
    used = set(taken)
    out: list[str] = []
    for word in words:
        own = [c for c in word.casefold() if c.isascii() and c.isalpha()]
        free = next((c for c in [*own, *"abcdefghijklmnopqrstuvwxyz"] if c not in used), "")
        used.add(free)
        out.append(free)
    return out


def taken(area: str, keymap: Mapping[str, str]) -> set[str]:
    """Return the single characters that ``area`` and ``global`` use under a user's keymap."""
    return {
        key
        for entry in TABLE
        if entry.area in (area, "global", "list")
        for key in split(keymap.get(entry.id, entry.keys))
        if len(key) == 1
    }
