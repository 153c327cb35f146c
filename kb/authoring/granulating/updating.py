"""A newer version of the document goes into a draft, where nobody has worked on the draft since."""

from __future__ import annotations

import json
from typing import Any

from kb.authoring.granulating.drafting import content_digest, new_answer
from kb.authoring.granulating.editing import CannotEdit
from kb.authoring.granulating.models import ProposedPoint
from kb.authoring.granulating.rows import write_point
from kb.authoring.importers.bulk import make_page
from kb.authoring.models import KnowledgePage
from kb.problem import Problem
from kb.problem import msgid as _
from kb.transactions import in_one_transaction

WORKED_ON = Problem(
    "worked_on",
    _("Somebody has worked on the draft since. Compare both and change it in the editor."),
)
IS_CHECKED = Problem(
    "is_checked", _("The draft is waiting for approval or locked. Take it back first.")
)
DRAFT_GONE = Problem("draft_gone", _("The draft was deleted meanwhile."))


def is_untouched(row: ProposedPoint) -> bool:
    """Is the draft as it was made here?"""
    if row.page is None:
        return False
    return content_digest(row.page.get_latest_revision_as_object()) == row.made


def take_into_draft(pk: int, *, user: Any) -> None:
    """Raises CannotEdit, or Unsavable where the new text would not be saved."""

    def once() -> None:
        row = ProposedPoint.objects.select_for_update(of=("self",)).get(pk=pk)
        arriving = row.arriving
        if row.page is None or arriving is None:
            raise CannotEdit(DRAFT_GONE)
        page = KnowledgePage.objects.get(pk=row.page_id)
        if page.locked or page.workflow_in_progress:
            raise CannotEdit(IS_CHECKED)
        if not is_untouched(row):
            raise CannotEdit(WORKED_ON)
        write_point(row, arriving)
        row.made = _rewrite(page, row, user=user)
        row.incoming, row.change = None, ProposedPoint.Change.NONE
        row.save()

    in_one_transaction(once)


def _rewrite(page: Any, row: ProposedPoint, *, user: Any) -> str:
    """One more revision; what is live stays as it is."""
    made = make_page(new_answer(row, topic=page.get_parent().pk))
    draft = page.get_latest_revision_as_object()
    draft.title, draft.draft_title = made.title, made.title
    draft.wordings = made.wordings
    field = KnowledgePage._meta.get_field("elements")
    draft.elements = field.to_python(json.loads(field.value_to_string(made)))
    draft.save_revision(user=user)
    return content_digest(KnowledgePage.objects.get(pk=page.pk).get_latest_revision_as_object())
