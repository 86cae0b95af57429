"""What may be typed. Imports nothing but argparse, so that --help is there at once."""

from __future__ import annotations

import argparse
import difflib
import re
from collections.abc import Sequence
from typing import Any, NoReturn

from ftr_tui import __version__
from ftr_tui.model.i18n import _

ROUTES = ("sheet", "wafr", "soc2")
SCREENS = (
    "interview",
    "mock-review",
    "summary",
    "binder",
    "road",
    "calendar",
    "well-architected",
    "rounds",
    "release",
)
_CHOICE = re.compile(r"invalid choice: '?(.*?)'? \(choose from (.*)\)$")
_WORD = re.compile(r"[\w.-]+")


class Parser(argparse.ArgumentParser):
    """An argument parser that says what is wrong in one line, with the nearest word that fits."""

    def __init__(self, **given: Any) -> None:
        # A shortened option that works today may be ambiguous in the next release.
        super().__init__(**{"allow_abbrev": False, **given})

    def error(self, message: str) -> NoReturn:
        """Write one line to stderr and exit 2."""
        from ftr_tui.model.text import one_line

        found = _CHOICE.search(message)
        if found:
            near = difflib.get_close_matches(found[1], _WORD.findall(found[2]), 1)
            name = message.removeprefix("argument ").partition(":")[0]
            what = _("no command {!r}") if name == "COMMAND" else name + _(" takes no {!r}")
            hint = near[0] if near else "" if name == "COMMAND" else found[2].replace("'", "")
            message = what.format(found[1])
            message += _("; did you mean {}?").format(hint) if near else f"; {hint}" if hint else ""
        text = one_line(f"{self.prog}: {message} ({self.prog} --help)", 1000)
        self.exit(2, text + "\n")


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Return what was asked for; SystemExit after --help, --version and on a mistake."""
    return build().parse_args(list(argv))


def build() -> Parser:
    """Return the parser of the whole command line."""
    parser = Parser(
        prog="ftr-tui",
        description=_("Through the AWS Foundational Technical Review: self-check, evidence, hand-in."),
        epilog=_("Without a command the app opens. Exit status: 0 done, 1 status: not ready, 2 input or AWS"
                 " access cannot be used, 70 a fault of ftr-tui, 74 output could not be written."),
    )  # fmt: skip
    parser.add_argument("--version", action="version", version=f"ftr-tui {__version__}")
    parser.add_argument("--sessions", metavar="DIR", help=_("folder of the sessions (./sessions)"))
    _look(parser)
    parser.set_defaults(run="ftr_tui.cli.app:home", is_app=True)
    add = _Adder(parser)
    _add_app(add)
    _add_answering(add)
    _add_reading(add)
    _add_papers(add)
    _add_hand_in(add)
    _add_files(add)
    return parser


class _Adder:
    """Adds commands; each takes --sessions as well."""

    def __init__(self, parser: Parser) -> None:
        self._commands = parser.add_subparsers(metavar="COMMAND", dest="command", parser_class=Parser)

    def __call__(self, name: str, run: str, words: str, *, is_app: bool = False) -> Parser:
        command: Parser = self._commands.add_parser(name, help=words, description=words)
        # SUPPRESS: a default here would undo what was given before the command.
        command.add_argument("--sessions", metavar="DIR", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        command.set_defaults(run=run, is_app=is_app)
        return command


def _look(command: argparse.ArgumentParser, default: Any = None) -> None:
    mouse = argparse.BooleanOptionalAction
    command.add_argument("--mouse", action=mouse, default=default, help=_("whether the app takes the mouse"))
    command.add_argument(
        "--theme", metavar="NAME", default=default, help=_("colours of the app, for this run")
    )


def _add_app(add: _Adder) -> None:
    demo = add("demo", "ftr_tui.cli.app:demo", _("look around in a sample product, without AWS"), is_app=True)
    _look(demo, argparse.SUPPRESS)
    opened = add("open", "ftr_tui.cli.app:open_app", _("open a session in the app"), is_app=True)
    opened.add_argument("name", metavar="NAME")
    opened.add_argument("--screen", choices=SCREENS, default="", help=_("where to begin"))
    _look(opened, argparse.SUPPRESS)
    new = add("new", "ftr_tui.cli.answer:new", _("make a session"))
    new.add_argument("name", metavar="NAME")
    new.add_argument("--checklist", metavar="ID[@RELEASE]", default="", help=_("partner-hosted, or OTHER's"))
    new.add_argument("--route", action="append", choices=ROUTES, help=_("may be given more than once"))
    new.add_argument("--product", metavar="TEXT", default="")
    words = _("begin with team, calendar and drafts of another product")
    new.add_argument("--from", dest="other", metavar="OTHER", help=words)


def _add_answering(add: _Adder) -> None:
    ask = add("ask", "ftr_tui.cli.ask:run", _("the interview as plain lines of text"))
    ask.add_argument("name", metavar="NAME")
    ask.add_argument("--by", metavar="WHO", default="", help=_("who answers"))
    _add_rehearse(add)
    answer = add("answer", "ftr_tui.cli.answer:answer", _("give one answer, or those of a CSV file"))
    answer.add_argument("name", metavar="NAME")
    answer.add_argument("question", metavar="QUESTION", nargs="?")
    answer.add_argument("value", metavar="VALUE", nargs="?")
    answer.add_argument("--response", metavar="TEXT", help=_("the text that AWS reads"))
    answer.add_argument("--by", metavar="WHO", default="", help=_("who answers"))
    answer.add_argument("--reason", metavar="TEXT", default="", help=_("why this stands against evidence"))
    answer.add_argument("--from", dest="file", metavar="FILE.csv", help=_("columns question,value,response"))
    own = add("own", "ftr_tui.cli.own:run", _("who closes a gap, by when and how"))
    own.add_argument("name", metavar="NAME")
    own.add_argument("control", metavar="CONTROL")
    own.add_argument("--who", metavar="WHO", help=_("a person, or a role of the team; - takes it away"))
    own.add_argument("--due", metavar="DAY", help=_("until when: 2026-12-05; - takes it away"))
    own.add_argument("--plan", metavar="TEXT", help=_("what will be done; an empty text takes it away"))
    words = _("a second person signs answers off, where the session asks for it")
    sign = add("signoff", "ftr_tui.cli.signoff:run", words)
    sign.add_argument("name", metavar="NAME")
    sign.add_argument("item", metavar="QUESTION|CONTROL", nargs="?", help=_("what is signed"))
    sign.add_argument("--all", action="store_true", help=_("all that waits for a signature"))
    sign.add_argument("--by", metavar="WHO", default="", help=_("who signs; not who has answered"))
    sign.add_argument("--take-back", action="store_true", help=_("take the signature away"))
    sign.add_argument("--on", action="store_true", help=_("unsigned answers stand in the way from now on"))
    sign.add_argument("--off", action="store_true", help=_("they do no longer; no signature is lost"))
    sign.add_argument("--json", action="store_true")


def _add_rehearse(add: _Adder) -> None:
    words = _("the mock review; without a terminal as plain lines")
    rehearse = add("rehearse", "ftr_tui.cli.app:rehearse", words, is_app=True)
    rehearse.add_argument("name", metavar="NAME")
    rehearse.add_argument("--minutes", metavar="N", type=int, help=_("120, 60, 25, or your own (5 to 600)"))
    rehearse.add_argument("--short", action="store_true", help=_("25 minutes with the weakest items"))
    rehearse.add_argument("--solo", action="store_true", help=_("one person for all roles"))
    kinds = ("rehearsal", "review")
    rehearse.add_argument("--kind", choices=kinds, help=_("review: the real meeting, without scores"))
    rehearse.add_argument("--route", choices=ROUTES, help=_("how you will be validated"))
    seats = _("who takes part, in hot seat order; may be given more than once")
    rehearse.add_argument("--seat", metavar="WHO", action="append", default=[], help=seats)
    rehearse.add_argument("--by", metavar="WHO", default="", help=_("who sits at the keyboard"))
    rehearse.add_argument("--plain", action="store_true", help=_("plain lines also on a terminal"))
    _look(rehearse, argparse.SUPPRESS)


def _add_reading(add: _Adder) -> None:
    scan = add("scan", "ftr_tui.cli.scan:run", _("read the AWS account: evidence for the answers"))
    scan.add_argument("name", metavar="NAME")
    scan.add_argument("--profile", metavar="P", action="append", default=[])
    scan.add_argument("--role", metavar="NAME", default="", help=_("role to take in each --account"))
    scan.add_argument("--account", metavar="ID", action="append", default=[])
    scan.add_argument("--external-id", metavar="ID", default="")
    scan.add_argument("--region", metavar="R", action="append", default=[], help=_("only these Regions"))
    words = _("an AWS Config aggregator: its tables of all member accounts, in place of walking them")
    scan.add_argument("--aggregator", metavar="NAME", default="", help=words)
    scan.add_argument("--deep", action="store_true", help=_("also read what takes long"))
    fresh = _("read all again, also where a scan whose login ended can be gone on with")
    scan.add_argument("--fresh", action="store_true", help=fresh)
    scan.add_argument("--full", metavar="FILE.csv", help=_("write every resource of every finding"))
    scan.add_argument("--force", action="store_true", help=_("write over FILE.csv"))
    scan.add_argument("--json", action="store_true")
    status = add("status", "ftr_tui.cli.status:run", _("where a session stands, and what is missing"))
    status.add_argument("name", metavar="NAME", nargs="?")
    status.add_argument("--all", action="store_true", help=_("every session of the folder"))
    words = _("only the gaps of a person or a role, or mine, overdue, unassigned")
    status.add_argument("--owner", metavar="WHO", default="", help=words)
    status.add_argument("--accounts", action="store_true", help=_("controls by AWS account"))
    words = _("what each source says: the scan, AWS's own judges, other tools' files")
    status.add_argument("--sources", action="store_true", help=words)
    status.add_argument("--json", action="store_true")
    fixes = add("fixes", "ftr_tui.cli.fixes:run", _("the next step for each gap, with AWS CLI lines"))
    fixes.add_argument("name", metavar="NAME")
    fixes.add_argument("id", metavar="CONTROL|QUESTION", nargs="*", help=_("only these"))
    fixes.add_argument("--full", action="store_true", help=_("a line for every resource that was kept"))
    fixes.add_argument("--json", action="store_true")
    rules = add("rules", "ftr_tui.cli.rules:run", _("what can be proved from an account, by which calls"))
    rules.add_argument("--checklist", metavar="ID[@RELEASE]", default="partner-hosted")
    rules.add_argument("--json", action="store_true")
    policy = add("policy", "ftr_tui.cli.rules:policy", _("the read-only IAM policy that scan and wa need"))
    policy.add_argument("--wa-push", action="store_true", help=_("what wa create, push, milestone need more"))
    policy.add_argument("--aggregator", action="store_true", help=_("what scan --aggregator needs, no more"))
    one = policy.add_mutually_exclusive_group()
    for kind, words in (
        ("terraform", _("a role with this policy, as a Terraform configuration")),
        ("cloudformation", _("a role with this policy, as a CloudFormation template, also for a StackSet")),
    ):
        one.add_argument(
            f"--{kind}", dest="template", action="store_const", const=kind, default="", help=words
        )
    words = _("the name of that role (FtrTuiRead)")
    policy.add_argument("--role-name", metavar="NAME", default="", help=words)
    from ftr_tui.cli.parser_wa import add_wa

    words = _("in step with the AWS Well-Architected Tool")
    add_wa(add("wa", "ftr_tui.cli.wa:pull", words), Parser)


def _add_hand_in(add: _Adder) -> None:
    taken = add(
        "import",
        "ftr_tui.cli.taking_in:run",
        _("take in AWS's filled workbook, findings, other tools' files"),
    )
    taken.add_argument("name", metavar="NAME", help=_("a session that is not there yet is made"))
    taken.add_argument("file", metavar="FILE")
    words = _("which differences to take: only what is open here (the default), all, or none (look)")
    taken.add_argument("--take", choices=("open", "all", "none"), help=words)
    words = _("take this one as well, such as IAM-002.1 or IAM-002; may be given more than once")
    taken.add_argument("--pick", metavar="ID", action="append", default=[], help=words)
    taken.add_argument("--by", metavar="WHO", default="", help=_("who answers"))
    words = _("findings: also of accounts that the session does not know")
    taken.add_argument("--force", action="store_true", help=words)
    words = _("another tool's file that names no account: the 12 digits of its own")
    taken.add_argument("--account", metavar="ID", default="", help=words)
    words = _("another tool's file that names no Region: its own")
    taken.add_argument("--region", metavar="NAME", default="", help=words)
    words = _("findings: take out again what came from a file of that name")
    taken.add_argument("--drop", action="store_true", help=words)
    taken.add_argument("--json", action="store_true")
    release = add(
        "release", "ftr_tui.cli.release:run", _("what another release of the list changes; move to it")
    )
    release.add_argument("name", metavar="NAME")
    release.add_argument(
        "--to", metavar="RELEASE", help=_("move to it; the answers that still hold come along")
    )
    words = _("build the list from AWS's newer workbook, then show what it changes")
    release.add_argument("--from-workbook", metavar="XLSX", help=words)
    words = _("the last month in which AWS takes that list, as AWS says: 2027-05")
    release.add_argument("--until", metavar="YYYY-MM", help=words)
    release.add_argument(
        "--force", action="store_true", help=_("build the list anew, or move without asking")
    )
    release.add_argument("--json", action="store_true")
    rounds = add("rounds", "ftr_tui.cli.rounds:run", _("AWS's comments: what is open, who answers, by when"))
    rounds.add_argument("name", metavar="NAME")
    rounds.add_argument(
        "--came", metavar="DAY", nargs="?", const="today", help=_("a new round came, on a day")
    )
    words = _("the round that --came, --until and --note change; the last one")
    rounds.add_argument("--round", metavar="N1", default="", help=words)
    rounds.add_argument("--until", metavar="DAY", help=_("last day to fix, as AWS named it; - takes it away"))
    rounds.add_argument("--note", metavar="TEXT", help=_("a note on the round"))
    words = _("a comment of the round; - reads it from stdin")
    rounds.add_argument("--add", metavar="TEXT", help=words)
    rounds.add_argument("--control", metavar="ID", help=_("the control that it is about"))
    rounds.add_argument("--item", metavar="K1", help=_("the comment that the options below are for"))
    words = _("what we answer; the next export holds it; - reads it from stdin")
    rounds.add_argument("--answer", metavar="TEXT", help=words)
    rounds.add_argument("--text", metavar="TEXT", help=_("what AWS wrote, corrected"))
    rounds.add_argument("--owner", metavar="WHO")
    rounds.add_argument("--due", metavar="DAY", help=_("- takes it away"))
    rounds.add_argument("--state", choices=("open", "sent", "accepted"))
    rounds.add_argument("--sent", action="store_true", help=_("all that is answered was sent to AWS today"))
    words = _("take a comment away that was typed by mistake, or a round without comments")
    rounds.add_argument("--remove", metavar="K1|N1", help=words)
    rounds.add_argument("--json", action="store_true")


def _add_papers(add: _Adder) -> None:
    binder = add("binder", "ftr_tui.cli.binder:run", _("the documents: what is missing, stale or changed"))
    binder.add_argument("name", metavar="NAME")
    binder.add_argument("--add", metavar="FILE|URL", help=_("add a document"))
    binder.add_argument(
        "--kind", metavar="ID", default="", help=_("which document it is, such as restore-test")
    )
    binder.add_argument("--title", metavar="TEXT", default="")
    binder.add_argument("--shows", metavar="DAY", help=_("the day of what it shows: 2026-11-24"))
    binder.add_argument("--owner", metavar="WHO", default="", help=_("who keeps it up to date"))
    binder.add_argument("--control", metavar="ID", action="append", default=[], help=_("a control it proves"))
    binder.add_argument("--copy", action="store_true", help=_("copy the file beside the session"))
    binder.add_argument("--looked", metavar="D03", help=_("it was changed and looked over"))
    binder.add_argument("--remove", metavar="D03", help=_("take it off the list; the file stays"))
    binder.add_argument("--cite", action="store_true", help=_("end the responses with their documents"))
    binder.add_argument("--zip", metavar="FILE", help=_("pack everything with an index"))
    binder.add_argument("--force", action="store_true", help=_("write over FILE"))
    binder.add_argument("--json", action="store_true")
    diagram = add("diagram", "ftr_tui.cli.diagram:run", _("compare a drawn diagram with what was seen"))
    diagram.add_argument("name", metavar="NAME")
    diagram.add_argument("file", metavar="FILE", nargs="?", help=_("without it: the binder's diagram"))
    diagram.add_argument("--json", action="store_true")
    words = _("where a deployment guide seems to answer each control of customer-deployed")
    guide = add("check-guide", "ftr_tui.cli.check_guide:run", words)
    guide.add_argument("name", metavar="NAME")
    guide.add_argument("file", metavar="GUIDE.md", help=_("a guide in Markdown; - reads it from stdin"))
    guide.add_argument("--json", action="store_true")
    route = add("route", "ftr_tui.cli.route:run", _("what a Well-Architected or SOC 2 report is checked for"))
    route.add_argument("name", metavar="NAME")
    words = _("what you say of a check, such as SOC-002: yes, no, later, or - for nothing any more")
    route.add_argument("--check", nargs=2, metavar=("ID", "VALUE"), help=words)
    route.add_argument("--on", metavar="DAY", help=_("SOC-001: the day of the signature: 2026-11-24"))
    route.add_argument("--note", metavar="TEXT", default="", help=_("where it stands in the report"))
    route.add_argument("--by", metavar="WHO", default="", help=_("who says so"))
    route.add_argument("--add", choices=ROUTES, help=_("prepare this route as well"))
    route.add_argument("--drop", choices=ROUTES, help=_("prepare it no more; no answer is lost"))
    route.add_argument("--json", action="store_true")
    road = add("road", "ftr_tui.cli.road:run", _("the steps to AWS Qualified Software"))
    road.add_argument("name", metavar="NAME")
    road.add_argument("--step", metavar="ID", help=_("the step that the options below are for"))
    road.add_argument("--done", metavar="DAY", nargs="?", const="today", help=_("done, today or on a day"))
    road.add_argument("--not-done", action="store_true")
    road.add_argument("--planned", metavar="DAY", help=_("planned for a day; - takes it away"))
    road.add_argument("--people", metavar="WHO", action="append", help=_("who takes part"))
    road.add_argument("--note", metavar="TEXT")
    road.add_argument("--comments", metavar="DAY", help=_("the day on which AWS's list of gaps came"))
    road.add_argument("--until", metavar="DAY", help=_("last day to fix, or of the approval, as AWS said"))
    road.add_argument("--json", action="store_true")
    calendar = add("calendar", "ftr_tui.cli.calendar:run", _("what is due, and what was done when"))
    calendar.add_argument("name", metavar="NAME")
    calendar.add_argument("--task", metavar="ID", help=_("the task that the options below are for"))
    calendar.add_argument(
        "--done", metavar="DAY", nargs="?", const="today", help=_("done, today or on a day")
    )
    calendar.add_argument("--proof", metavar="FILE|URL|D03", help=_("what proves it"))
    calendar.add_argument("--copy", action="store_true", help=_("copy the proof beside the session"))
    calendar.add_argument("--note", metavar="TEXT", default="")
    calendar.add_argument(
        "--respond", action="store_true", help=_("write the day into the responses that ask for it")
    )
    calendar.add_argument("--take-back", metavar="C3", help=_("it was not done after all"))
    calendar.add_argument(
        "--due", metavar="DAY", help=_("due on a day; for an event: it happened; - takes it away")
    )
    calendar.add_argument("--owner", metavar="WHO")
    calendar.add_argument("--every", metavar="DAYS", help=_("another pace; - is the usual one again"))
    calendar.add_argument("--off", metavar="WHY", help=_("not needed, and why"))
    calendar.add_argument("--on", action="store_true", help=_("needed after all"))
    calendar.add_argument("--title", metavar="TEXT", help=_("makes --task a task of your own"))
    calendar.add_argument("--json", action="store_true")


def _add_files(add: _Adder) -> None:
    check = add("check", "ftr_tui.cli.files:check", _("find faults in questionnaires and sessions"))
    check.add_argument("files", metavar="FILE", nargs="*", help=_("without a file: the shipped ones"))
    export = add(
        "export",
        "ftr_tui.cli.files:export",
        _("AWS's sheet (.xlsx), a dossier (.html, .pdf, .md), the answers (.csv, .json), a calendar (.ics)"),
    )
    export.add_argument("name", metavar="NAME")
    export.add_argument("file", metavar="FILE")
    words = _("what it is to hold, where the ending leaves a choice; else the ending says it")
    export.add_argument("--what", choices=("answers", "dossier", "fixes", "debrief", "calendar"), help=words)
    words = _("AWS's empty workbook as you downloaded it, for .xlsx")
    export.add_argument("--template", metavar="XLSX", help=words)
    words = _("also into a workbook of another release: only what it asks in the same words")
    export.add_argument("--anyway", action="store_true", help=words)
    words = _("stable tokens in place of account ids, ARNs, e-mail addresses and names")
    export.add_argument("--redact", action="store_true", help=words)
    export.add_argument("--force", action="store_true", help=_("write over a file that is there"))
    words = _("put the state before the last save in the place of a session that does not open")
    add("restore", "ftr_tui.cli.merge:restore", words).add_argument("name", metavar="NAME")
    words = _("join two states of a session file, as git's merge driver: into OURS")
    merge = add("merge", "ftr_tui.cli.merge:run", words)
    for name in ("base", "ours", "theirs"):
        merge.add_argument(name, metavar=name.upper())
    merge.add_argument("--path", metavar="FILE", default="", help=_("the file's name in the repository"))
    add("git-setup", "ftr_tui.cli.merge:setup", _("make git merge sessions question by question"))
    completion = add("completion", "ftr_tui.cli.complete:run", _("print the completion script of a shell"))
    completion.add_argument("shell", choices=("bash", "zsh", "tcsh"))
