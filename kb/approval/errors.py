"""Why an approval is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kb.problem import Problem
from kb.problem import msgid as _

if TYPE_CHECKING:
    from kb.approval.request_tables import ApprovalStep

SECOND_PERSON = _(
    "You wrote part of this, have decided another step of it, or may not decide this step. "
    "Somebody else must."
)
CHANGED_SINCE = _("This has changed since it was handed in. Read it again, then decide.")
PARTS_CHANGED = _(
    "Something it uses has changed since it was handed in, so it would go out otherwise than it "
    "was read. Open its approval screen, read it again, then decide."
)
NOT_YET = _("Its turn has not come: first “%(steps)s” must be approved. Nothing was decided.")
NOBODY = _(
    "Not handed in: nobody is left who could decide “%(step)s”. Its people wrote part of this, or "
    "there are too few of them. Ask for more people or a deputy; the draft is kept."
)


class ApprovalRefused(Exception):
    """Nothing was approved and nothing went out; `problem` says what to do."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.code)


class NotASecondPerson(ApprovalRefused):
    """An author, or somebody who may not approve, tried to decide."""

    def __init__(self) -> None:
        super().__init__(Problem(code="not_second_person", message=SECOND_PERSON))


class NotYet(ApprovalRefused):
    """Other steps come first."""

    def __init__(self, first: Sequence[ApprovalStep]) -> None:
        params = (("steps", ", ".join(str(step.kind) for step in first)),)
        super().__init__(Problem(code="not_yet", message=NOT_YET, params=params))


class ChangedSince(ApprovalRefused):
    """What would go out is not what was handed in for approval."""

    def __init__(self) -> None:
        super().__init__(Problem(code="changed_since", message=CHANGED_SINCE))


class PartsChanged(ApprovalRefused):
    """The text is the same, but something it uses is not."""

    def __init__(self) -> None:
        super().__init__(Problem(code="parts_changed", message=PARTS_CHANGED))


class NobodyToDecide(ApprovalRefused):
    """A step is asked for that nobody could fill."""

    def __init__(self, steps: Sequence[object]) -> None:
        names = ", ".join(str(step) for step in steps)
        params = (("step", names),)
        super().__init__(Problem(code="nobody_to_decide", message=NOBODY, params=params))
