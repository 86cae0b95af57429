"""What every part of a session file has in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Stored(BaseModel):
    """A part of ``NAME.toml``. Unknown keys are kept: an older program must not lose a newer one's."""

    model_config = ConfigDict(frozen=True, extra="allow", strict=True, allow_inf_nan=False)
