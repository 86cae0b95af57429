"""The zip of a workbook: its parts, its sheets by name, and a copy in which only some parts differ."""

from __future__ import annotations

import posixpath
import zipfile
from functools import cached_property
from io import BytesIO

from ftr_tui.exchange.workbook.markup import Element, parse
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.model.text import one_line

_ROOT = "_rels/.rels"


class Package:
    """The parts of one workbook; ``changed`` holds the new bytes of those that differ."""

    def __init__(self, data: bytes, file: str) -> None:
        self.file = file
        self.changed: dict[str, bytes] = {}
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError) as error:
            raise Problem(_("is no .xlsx workbook"), file=file) from error
        self._infos = {info.filename: info for info in self._zip.infolist()}

    def part(self, name: str) -> bytes:
        """Return the bytes of a part as it stands now; Problem if it is not there or damaged."""
        if name in self.changed:
            return self.changed[name]
        try:
            return self._zip.read(self._infos[name])
        except (KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
            raise self._damaged(name) from error
        except Exception as error:  # zlib.error and others of the compressors
            raise self._damaged(name) from error

    def _damaged(self, name: str) -> Problem:
        return Problem(_("is damaged: the part {} cannot be read").format(one_line(name, 60)), file=self.file)

    def tree(self, name: str) -> Element:
        """Return a part as a tree."""
        try:
            return parse(self.part(name), name)
        except Problem as error:
            raise Problem(error.reason, file=self.file) from error

    @cached_property
    def workbook(self) -> str:
        """Return the name of the part that lists the sheets."""
        return self._target(_ROOT, "/officeDocument") or "xl/workbook.xml"

    @cached_property
    def core(self) -> str:
        """Return the name of the part that says who saved it when; empty if there is none."""
        return self._target(_ROOT, "/core-properties")

    @cached_property
    def styles(self) -> str:
        """Return the name of the part with the formats; empty if there is none."""
        return self._target(_rels_of(self.workbook), "/styles")

    @cached_property
    def sheets(self) -> dict[str, str]:
        """Return sheet title -> name of its part, in order."""
        targets = self._targets(_rels_of(self.workbook))
        listed = self.tree(self.workbook).child("sheets")
        out: dict[str, str] = {}
        for sheet in listed.every("sheet") if listed else []:
            kind, target = targets.get(sheet.attributes.get("id", ""), ("", ""))
            if kind.endswith("/worksheet") and target in self._infos:
                out[sheet.attributes.get("name", "")] = target
        return out

    @cached_property
    def strings(self) -> list[str]:
        """Return the shared texts, without their formats."""
        name = self._target(_rels_of(self.workbook), "/sharedStrings")
        return [runs(item) for item in self.tree(name).every("si")] if name else []

    def _target(self, rels: str, kind: str) -> str:
        found = self._targets(rels).values()
        return next((target for given, target in found if given.endswith(kind) and target in self._infos), "")

    def _targets(self, rels: str) -> dict[str, tuple[str, str]]:
        """Return relation id -> (its kind, the part it names)."""
        if rels not in self._infos:
            return {}
        folder = posixpath.dirname(posixpath.dirname(rels))
        out: dict[str, tuple[str, str]] = {}
        for relation in self.tree(rels).every("Relationship"):
            given = relation.attributes.get("Target", "")
            path = given.lstrip("/") if given.startswith("/") else posixpath.join(folder, given)
            out[relation.attributes.get("Id", "")] = (
                relation.attributes.get("Type", ""),
                posixpath.normpath(path),
            )
        return out

    def packed(self) -> bytes:
        """Return the workbook; parts that did not change have the same bytes, names, order and dates."""
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for info in self._zip.infolist():
                new = zipfile.ZipInfo(info.filename, info.date_time)
                new.compress_type = zipfile.ZIP_STORED if info.compress_type == 0 else zipfile.ZIP_DEFLATED
                new.external_attr = info.external_attr
                new.create_system = info.create_system
                target.writestr(new, self.part(info.filename))
        return out.getvalue()


def runs(item: Element) -> str:
    """Return the text of a shared or inline string: its own, or that of its runs; no reading aids."""
    own = [t.text for t in item.every("t")]
    return "".join([*own, *(t.text for run in item.every("r") for t in run.every("t"))])


def _rels_of(part: str) -> str:
    return posixpath.join(posixpath.dirname(part), "_rels", posixpath.basename(part) + ".rels")
