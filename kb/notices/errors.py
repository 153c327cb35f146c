"""Why something about a notice is refused. The admin says it to whoever asked, and nothing has
happened."""

from __future__ import annotations

from kb.approval.errors import ApprovalRefused
from kb.problem import Problem
from kb.problem import msgid as _


class NoticeRefused(ApprovalRefused):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(Problem(code=code, message=message))


OWN = (
    "own",
    _("You wrote part of this notice, so somebody else must release it. Nothing went out."),
)
NO_RIGHT = ("no_right", _("You may not do this. Ask whoever keeps the groups for the right."))
TOO_MANY = (
    "too_many",
    _("It would reach more people than your own grants do. Name the regions, topics or readers "
      "that are yours."),
)  # fmt: skip
DECIDED = (
    "decided",
    _("Somebody has decided this version already, or a newer one was submitted. Look again."),
)
CHANGED = (
    "changed",
    _("What stands here is not what was submitted. Submit it again, then let it be released."),
)
OVER = ("over", _("Its end has passed. Correct it with a later end, and submit it again."))
NO_REASON = ("no_reason", _("Say why: whoever submitted it reads this."))
NOT_IN_FORCE = ("not_in_force", _("It does not hold any more, so there is nothing to end."))
