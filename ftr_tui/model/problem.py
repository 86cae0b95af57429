"""What a user did, or a file holds, that cannot be used: one clear line, never a traceback."""

from __future__ import annotations


class Problem(Exception):  # noqa: N818  it is the user's problem, said in words
    """A message for a person: what, in which file, at which key and line, and what to do.

    ``str()`` is one line, ``file:line: key: reason. next step``, with the parts that are known.
    """

    def __init__(
        self, reason: str, *, file: str = "", line: int | None = None, key: str = "", hint: str = ""
    ) -> None:
        self.reason = reason
        self.file = file
        self.line = line
        self.key = key
        self.hint = hint
        where = file + (f":{line}" if file and line else "")
        parts = [p for p in (where, key) if p]
        super().__init__(": ".join([*parts, reason]) + (f" ({hint})" if hint else ""))


class ListMissing(Problem):
    """The list of a session is not on this machine; it can be built there."""


class SaveProblem(Problem):
    """A save that did not reach the disk; what was to be saved is still in memory."""
