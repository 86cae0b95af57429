"""What came back from AWS, as items; and what a session said under an earlier release of its list."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, Field

from ftr_tui.model.given import Answer, Owner, Response
from ftr_tui.model.stored import Stored
from ftr_tui.model.text import CleanStr


class Round(Stored):
    """One time that comments came back from AWS."""

    id: CleanStr = Field(pattern=r"^N[0-9]{1,6}$")
    came: date
    until: date | None = None
    """The last day to fix, as AWS named it; None: six months after ``came``."""
    note: CleanStr = ""
    by: CleanStr = ""
    at: AwareDatetime
    """When it was written down."""


class Comment(Stored):
    """One comment of AWS as an item: what they want, who answers, by when, how it stands."""

    id: CleanStr = Field(pattern=r"^K[0-9]{1,6}$")
    round: CleanStr
    """The round (``N1``) in which it came."""
    control: CleanStr = ""
    """Empty: it is about the submission as a whole."""
    text: CleanStr
    """What AWS wrote."""
    answer: CleanStr = ""
    """What we answer; the next export ends the control's response with it."""
    owner: CleanStr = ""
    due: date | None = None
    state: Literal["open", "sent", "accepted"] = "open"
    sent: date | None = None
    accepted: date | None = None
    by: CleanStr = ""
    at: AwareDatetime


class Former(Stored):
    """What was said under one release and did not carry over to another: shown beside the open question.

    In ``Session.former`` under ``ID@RELEASE``, ID that of a question or a control; one may be both
    (``SECOPS-001``), so one Former may hold an answer and a response. Nothing is lost: moving back to that
    release, or on to one that asks the same again, puts it where it was.
    """

    release: CleanStr
    why: Literal["reworded", "removed", "answers"]
    """The sentence changed, the question or control is gone, or it takes other answers now."""
    ask: CleanStr = ""
    """The question as it was put then; of a control that is gone its title."""
    aws_text: CleanStr = ""
    """The hash of AWS's sentence that the answer was given to; empty: not known."""
    answer: Answer | None = None
    response: Response | None = None
    """The response of a control that is gone."""
    owner: Owner | None = None
    at: AwareDatetime
    """When the session moved on."""
