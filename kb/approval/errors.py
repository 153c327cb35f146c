"""Why an approval is refused."""

from __future__ import annotations

from kb.problem import Problem
from kb.problem import msgid as _

SECOND_PERSON = _(
    "You wrote part of this or may not approve it. Somebody who has not written any of it "
    "must approve."
)
CHANGED_SINCE = _("This has changed since it was handed in. Read it again, then decide.")


class ApprovalRefused(Exception):
    """Nothing was approved and nothing went out; `problem` says what to do."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.code)


class NotASecondPerson(ApprovalRefused):
    """An author, or somebody who may not approve, tried to decide."""

    def __init__(self) -> None:
        super().__init__(Problem(code="not_second_person", message=SECOND_PERSON))


class ChangedSince(ApprovalRefused):
    """What would go out is not what was handed in for approval."""

    def __init__(self) -> None:
        super().__init__(Problem(code="changed_since", message=CHANGED_SINCE))
