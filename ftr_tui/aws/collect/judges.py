"""AWS's own judges: asked only where facts show that they are on; their calls are counted apart.

Nobody waits for them: one that gives no answer leaves nothing open, and no rule rests on them.
"""

from __future__ import annotations

from ftr_tui.aws.collect import judge_advisor, judge_hub, judge_rules

COLLECTORS = (*judge_hub.COLLECTORS, *judge_rules.COLLECTORS, *judge_advisor.COLLECTORS)
