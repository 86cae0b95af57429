"""What the AWS Well-Architected Tool said of one workload at the last pull or push.

Machine-written (``NAME.wa.toml``) and kept apart from what people said: losing it costs a pull and no answer.
"""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from ftr_tui.model.facts import Count
from ftr_tui.model.stored import Stored
from ftr_tui.model.text import CleanStr

BY = "Well-Architected Tool"
"""Who said what a pull brought, in ``by`` of a practice or a question."""


class ToolAnswer(Stored):
    """One question as the tool has it."""

    question: CleanStr
    pillar: CleanStr
    chosen: list[CleanStr] = []
    """ChoiceIds that are selected, "none of these" and ids that no lens here knows among them."""
    aside: dict[CleanStr, CleanStr] = {}
    """ChoiceId -> the tool's reason (``OUT_OF_SCOPE``, ..., ``NONE``), of choices that do not apply."""
    choice_notes: dict[CleanStr, CleanStr] = {}
    notes: CleanStr = ""
    applies: bool = True
    reason: CleanStr = ""
    """The tool's reason why the question does not apply."""
    risk: CleanStr = "UNANSWERED"
    """The tool's word: UNANSWERED, HIGH, MEDIUM, NONE, NOT_APPLICABLE, or one of a newer tool."""
    at: AwareDatetime
    """When this was read."""
    choices: list[CleanStr] = []
    """Every ChoiceId that the tool offers in its release of the lens."""
    noted: bool = True
    """Whether the notes could be read; where not, they are not known and nothing is said of them."""

    @property
    def answered(self) -> bool:
        """Whether somebody has answered it in the tool."""
        return bool(self.chosen or self.aside or not self.applies)


class Milestone(Stored):
    """One milestone, and how many questions had which risk then."""

    number: int = Field(ge=1, le=10**9)
    name: CleanStr
    recorded_at: AwareDatetime
    counts: dict[CleanStr, dict[CleanStr, Count]] = {}
    """Pillar id -> the tool's risk -> questions; empty where it could not be read."""


class Workload(BaseModel):
    """The file ``NAME.wa.toml``: written by ``wa pull|create|push|milestone``, never by hand."""

    model_config = ConfigDict(frozen=True, extra="allow", strict=True, allow_inf_nan=False)

    schema_: Literal[1] = Field(alias="schema", default=1)
    id: CleanStr = Field(pattern=r"^[0-9a-f]{32}$")
    name: CleanStr
    description: CleanStr = ""
    owner: CleanStr = ""
    environment: CleanStr = ""
    region: CleanStr
    account: CleanStr = ""
    lens_alias: CleanStr = ""
    lens_version: CleanStr = ""
    lens_status: CleanStr = ""
    """``CURRENT``, ``NOT_CURRENT``, ``DEPRECATED``, ``DELETED``, ``UNSHARED``."""
    pulled_at: AwareDatetime
    updated_at: AwareDatetime | None = None
    """When the tool says that the workload was last changed."""
    answers: dict[CleanStr, ToolAnswer] = {}
    """By QuestionId, also of questions that no lens here knows."""
    milestones: list[Milestone] = []
    unread: list[CleanStr] = []
    """What could not be read and why, in words."""
    apart: dict[CleanStr, dict[CleanStr, CleanStr]] = {}
    """QuestionId -> what session and tool still say differently -> what both said when they last agreed.

    ``never`` if they never did. What stands not here was in step as ``answers`` has it (``wa_diff``).
    """

    def changed(self, **fields: object) -> Workload:
        """Return a copy with ``fields`` replaced; nothing is validated again, so pass models."""
        return self.model_copy(update=fields)
