"""The AWS profiles that this machine knows, for a picker."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ftr_tui.aws.access import Profile


def known_profiles() -> tuple[Profile, ...]:
    """Return the profiles of the AWS configuration; none where it cannot be read."""
    from ftr_tui.aws.access import AccessError, list_profiles

    try:
        return list_profiles()
    except AccessError:
        # The scan itself says what is wrong with the file; the default credentials may still work.
        return ()
