"""Questionnaires: the shipped ones, and a ``questionnaires`` folder beside the user's sessions."""

from __future__ import annotations

import difflib
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from ftr_tui.model.checklist import Checklist
from ftr_tui.model.problem import Problem
from ftr_tui.model.programme import Programme
from ftr_tui.store.shipped import builtin_dir
from ftr_tui.store.toml_read import parse, read_bytes, shown, validate

if TYPE_CHECKING:
    from ftr_tui.model.bank import Bank
    from ftr_tui.model.guide_hints import GuideHints
    from ftr_tui.model.lens import Lens
    from ftr_tui.model.need import Coaching
    from ftr_tui.model.next_step import NextSteps
    from ftr_tui.model.reports import ReportRoutes
    from ftr_tui.model.services import Catalogue

M = TypeVar("M", bound=BaseModel)

PROGRAMME = "programme.toml"
BANK = "mock-review.toml"
SERVICES = "aws-services.toml"
REPORTS = "report-routes.toml"
COACH = "coach.toml"
GUIDE_HINTS = "guide-hints.toml"
NEXT_STEPS = "next-steps.toml"
LENS = "well-architected-"
"""How the names of the Well-Architected files begin; the release follows."""
_LENS_FILE = re.compile(re.escape(LENS) + r"(\d{4}-\d{2}-\d{2})\.toml")
_OTHER_KINDS = (PROGRAMME, BANK, SERVICES, REPORTS, COACH, GUIDE_HINTS, NEXT_STEPS, LENS)


class Library:
    """Finds content by id; a file of the user's own replaces the shipped one of the same name."""

    def __init__(self, own: Path | None = None) -> None:
        self.own = own

    def files(self) -> list[Path]:
        """Return all content files, the user's own in place of shipped ones, by name."""
        found = {p.name: p for p in sorted(builtin_dir().glob("*.toml"))}
        if self.own is not None and self.own.is_dir():
            found |= {p.name: p for p in sorted(self.own.glob("*.toml"))}
        return [found[name] for name in sorted(found)]

    def checklist(self, name: str, release: str | None = None) -> Checklist:
        """Return a checklist by id, the newest release unless one is given; Problem names what there is."""
        releases = self.releases(name)
        if not releases:
            near = difflib.get_close_matches(name, self.names(), 1)
            hint = f"did you mean {near[0]}?" if near else "known: " + ", ".join(self.names())
            raise Problem(f"no checklist {name!r}", hint=hint)
        wanted = release or max(releases, key=release_order)
        if wanted not in releases:
            raise Problem(f"no release {wanted!r} of {name}", hint="known: " + ", ".join(sorted(releases)))
        return load_checklist(releases[wanted])

    def releases(self, name: str) -> dict[str, Path]:
        """Return release -> file of one checklist. The file's name says both: ``ID-RELEASE.toml``."""
        # The last hyphen parts them: the file of "partner-hosted-lite" is no release of "partner-hosted".
        return {
            p.stem.rpartition("-")[2]: p
            for p in self.files()
            if p.stem.rpartition("-")[0] == name and not p.name.startswith(_OTHER_KINDS)
        }

    def names(self) -> list[str]:
        """Return the ids of the checklists."""
        stems = [p.stem for p in self.files() if not p.name.startswith(_OTHER_KINDS)]
        return sorted({s.rpartition("-")[0] for s in stems if "-" in s})

    def programme(self) -> Programme:
        """Return the programme file: road, documents, roles, notice."""
        path = next(p for p in self.files() if p.name == PROGRAMME)
        programme: Programme = _load(Programme, path, path.stat().st_mtime_ns)
        return programme

    def bank(self) -> Bank:
        """Return the mock review: follow-up questions per item, report blocks, scenarios, the two hours."""
        # Only a mock review needs it, and its models cost the first frame some milliseconds.
        from ftr_tui.model.bank import Bank

        path = next(p for p in self.files() if p.name == BANK)
        bank: Bank = _load(Bank, path, path.stat().st_mtime_ns)
        return bank

    def services(self) -> Catalogue:
        """Return what a diagram may show: AWS services and third parties, with their shapes and words."""
        from ftr_tui.model.services import Catalogue

        path = next(p for p in self.files() if p.name == SERVICES)
        catalogue: Catalogue = _load(Catalogue, path, path.stat().st_mtime_ns)
        return catalogue

    def reports(self) -> ReportRoutes:
        """Return the ways by a report: what is checked of it, and what is still to answer then."""
        from ftr_tui.model.reports import ReportRoutes

        path = next(p for p in self.files() if p.name == REPORTS)
        content: ReportRoutes = _load(ReportRoutes, path, path.stat().st_mtime_ns)
        return content

    def coach(self) -> Coaching:
        """Return the phrases and markers, by language, with which a response is read."""
        from ftr_tui.model.need import Coaching

        path = next(p for p in self.files() if p.name == COACH)
        content: Coaching = _load(Coaching, path, path.stat().st_mtime_ns)
        return content

    def guide_hints(self) -> GuideHints:
        """Return by which words a deployment guide seems to answer a control."""
        from ftr_tui.model.guide_hints import GuideHints

        path = next(p for p in self.files() if p.name == GUIDE_HINTS)
        content: GuideHints = _load(GuideHints, path, path.stat().st_mtime_ns)
        return content

    def next_steps(self) -> NextSteps:
        """Return what to change for each answer that fails, with the AWS CLI lines."""
        from ftr_tui.model.next_step import NextSteps

        path = next(p for p in self.files() if p.name == NEXT_STEPS)
        content: NextSteps = _load(NextSteps, path, path.stat().st_mtime_ns)
        return content

    def lens(self, release: str | None = None) -> Lens:
        """Return the Well-Architected questions, the newest release unless one is given."""
        # As with the mock review: only its own screen and commands need the model.
        from ftr_tui.model.lens import Lens

        # Another ending is no release, and would come last in the order of names.
        releases = {m[1]: p for p in self.files() if (m := _LENS_FILE.fullmatch(p.name))}
        wanted = release or max(releases)
        if wanted not in releases:
            known = ", ".join(sorted(releases))
            raise Problem(f"no release {wanted!r} of the Well-Architected questions", hint=f"known: {known}")
        path = releases[wanted]
        lens: Lens = _load(Lens, path, path.stat().st_mtime_ns)
        return lens

    def save_checklist(self, content: dict[str, Any]) -> Path:
        """Write a list that was built here into the user's own folder; SaveProblem if that fails.

        It holds AWS's text, so the folder's ``.gitignore`` keeps it out of the team's repository.
        """
        from ftr_tui.store import atomic
        from ftr_tui.store.sessions import encode

        if self.own is None:
            raise Problem("there is no questionnaires folder to write into")
        path = self.own / f"{content['id']}-{content['release']}.toml"

        def check(data: bytes, name: str) -> None:
            validate(Checklist, parse(data, name), data, name)

        data = encode(content, path.name, check)
        ignore = self.own / ".gitignore"
        try:
            atomic.make_folder(self.own)
            known = ignore.read_text("utf-8", errors="replace") if ignore.exists() else ""
        except OSError as error:
            raise atomic.failed(path, error) from error
        if path.name not in known.split():
            # Before the list itself: nothing of AWS's must be there for a moment and be committed.
            gap = "" if not known or known.endswith("\n") else "\n"
            atomic.write(ignore, f"{known}{gap}{path.name}\n".encode())
        atomic.write(path, data)
        return path


def release_order(release: str) -> list[tuple[bool, int, str]]:
    """Return what orders releases as people do: 2026.10 comes after 2026.2."""
    parts = re.findall(r"\d+|[^\d.]+", release)
    return [(p.isdigit(), int(p) if p.isdigit() else 0, p) for p in parts]


def load_checklist(path: Path) -> Checklist:
    """Return the checklist in ``path``; Problem gives file, line and key."""
    try:
        stamp = path.stat().st_mtime_ns
    except OSError:
        stamp = 0
    checklist: Checklist = _load(Checklist, path, stamp)
    return checklist


@lru_cache(maxsize=16)
def _load(model: type[M], path: Path, stamp: int) -> M:  # noqa: ARG001  the stamp is part of the cache key
    data = read_bytes(path)
    return validate(model, parse(data, shown(path)), data, shown(path))
