"""What AWS Config rules say of resources, as rows of another judge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from ftr_tui.aws.config_facts import Fleet, place_of
from ftr_tui.aws.config_rows import at
from ftr_tui.model.elsewhere import Row, Said
from ftr_tui.model.text import mask_secrets, one_line
from ftr_tui.model.tool_ids import rule_name


def failed(items: Iterable[Any], known: Sequence[str], fleet: Fleet) -> list[Row]:
    """Return a row for each known rule that calls a resource non-compliant; of dead copies none."""
    out = []
    for item in items:
        place = place_of(item)
        if place is None or place[0] not in fleet.scope or fleet.dead(place):
            continue
        for told in at(item, "configuration.configRuleList") or ():
            check = rule_name(str(at(told, "configRuleName") or ""))
            # The query matched one element of the list: each still has to speak for itself.
            if check not in known or at(told, "complianceType") != "NON_COMPLIANT":
                continue
            name = one_line(str(at(item, "configuration.targetResourceId") or ""), 300)
            resource = mask_secrets(name)[0]
            when = _time(at(item, "configurationItemCaptureTime"))
            rule = one_line(str(at(told, "configRuleName")), 120)
            out.append(Row(check, Said.FAIL, *place, resource, f"{rule}: {resource}", when))
    return out


def _time(text: Any) -> datetime | None:
    try:
        when = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)
