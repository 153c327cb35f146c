"""What can be done to many at once: each is checked for rights by itself, and what was refused is
reported with the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from kb.approval.errors import ApprovalRefused
from kb.authoring.forms import problems_of
from kb.care.models import Care
from kb.care.operations import Act, Progress, give_owner, mark_reviewed, say_nothing, set_due
from kb.care.seeing import editable
from kb.care.subjects import MODELS, edit_url, shown
from kb.problem import Problem, say
from kb.problem import msgid as _
from kb.publication.errors import Refused
from kb.transactions import in_one_transaction

NOT_YOURS = _("You may not edit it, or it is gone.")
NOT_AN_ANSWER = _("Only answers can be labelled here.")
NOT_LIVE = _("It is not live.")
WAITS = _("It waits for approval already.")
NOTHING_NEW = _("It has no draft that is newer than what is live.")
NO_WORKFLOW = _("You may not hand it in.")
NOTHING_TO_LABEL = _("It has the label already, or has no elements.")
LONGEST_REPORT = 500
# Of what a person chose, by the name of each field.
Wish = Mapping[str, Any]
Do = Callable[[Care, Wish, Act], None]


class Left(Exception):
    """It stays as it is; `problem` says why."""

    def __init__(self, code: str, message: str) -> None:
        self.problem = Problem(code, message)
        super().__init__(code)


@dataclass(slots=True)
class Report:
    """`refused`: the title, the reason, and where it is edited; empty for what one may not see."""

    done: int = 0
    refused: list[tuple[str, str, str]] = field(default_factory=list)


def run(
    action: str, ids: Sequence[int], wish: Wish, act: Act, *, progress: Progress = say_nothing
) -> Report:
    """`ids`: of rows of care. Whatever happens to one, the others go on."""
    report = Report()
    mine = editable(act.by)
    do = ACTIONS[action]
    for number, pk in enumerate(ids, 1):
        row = mine.filter(pk=pk).first()
        try:
            if row is None:
                raise Left("not_yours", NOT_YOURS)
            in_one_transaction(partial(_do, do, pk, wish, act))
            report.done += 1
        except (Left, Refused, ApprovalRefused) as error:
            _note(report, pk, row, error, may_tell=row is not None)
        progress(number, len(ids))
    return report


def _do(do: Do, pk: int, wish: Wish, act: Act) -> None:
    """Read again: what an earlier try left in memory is no longer so."""
    do(Care.objects.get(pk=pk), wish, act)


def _note(report: Report, pk: int, row: Care | None, error: Any, *, may_tell: bool) -> None:
    if len(report.refused) >= LONGEST_REPORT:
        return
    title, url = f"#{pk}", ""
    if row is not None and may_tell:
        title, url = shown([row])[row.pk].title, edit_url(row)
    problems = error.problems if isinstance(error, Refused) else (error.problem,)
    report.refused.append((title, " ".join(say(problem) for problem in problems), url))


def _reviewed(row: Care, wish: Wish, act: Act) -> None:
    mark_reviewed([row], act)


def _owner(row: Care, wish: Wish, act: Act) -> None:
    give_owner([row], wish["owner"], act)


def _days(row: Care, wish: Wish, act: Act) -> None:
    set_due([row], wish["days"], act)


def _withdraw(row: Care, wish: Wish, act: Act) -> None:
    thing = _thing(row)
    if not thing.live:
        raise Left("not_live", NOT_LIVE)
    if (
        row.subject == Care.Subject.ANSWER
        and not thing.permissions_for_user(act.by).can_unpublish()
    ):
        raise Left("not_yours", NOT_YOURS)
    thing.unpublish(user=act.by)


def _hand_in(row: Care, wish: Wish, act: Act) -> None:
    thing = _thing(row)
    if thing.workflow_in_progress:
        raise Left("waits", WAITS)
    if thing.live and not thing.has_unpublished_changes:
        raise Left("nothing_new", NOTHING_NEW)
    draft = thing.get_latest_revision_as_object()
    if problems := problems_of(draft):
        raise _Unfit(problems)
    workflow = thing.get_workflow()
    if workflow is None or not _may_submit(row, thing, act.by):
        raise Left("no_workflow", NO_WORKFLOW)
    workflow.start(thing, act.by)


class _Unfit(Left):
    """What the form would say."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0].code, problems[0].message)
        self.problem = problems[0]


def _may_submit(row: Care, thing: Any, user: Any) -> bool:
    if row.subject != Care.Subject.ANSWER:
        return bool(user.has_perm(f"kb.change_{thing._meta.model_name}"))
    return bool(thing.permissions_for_user(user).can_submit_for_moderation())


def _label(row: Care, wish: Wish, act: Act) -> None:
    """A draft in which every element that is for some has this value too, or, where none is, in
    which all are for it alone."""
    if row.subject != Care.Subject.ANSWER:
        raise Left("not_an_answer", NOT_AN_ANSWER)
    dimension, _colon, code = wish["label"].partition(":")
    draft = _thing(row).get_latest_revision_as_object()
    values = [child.value for child in draft.elements]
    held = [value for value in values if value.get(dimension)]
    changed = False
    for value in held or values:
        if code not in (value.get(dimension) or ()):
            value[dimension] = [*(value.get(dimension) or ()), code]
            changed = True
    if not changed:
        raise Left("nothing_to_label", NOTHING_TO_LABEL)
    draft.save_revision(user=act.by, log_action="wagtail.edit")


def _thing(row: Care) -> Any:
    return MODELS[row.subject].objects.get(pk=row.object_id)


ACTIONS: Mapping[str, Do] = {
    "reviewed": _reviewed,
    "owner": _owner,
    "days": _days,
    "label": _label,
    "hand-in": _hand_in,
    "withdraw": _withdraw,
}
