"""What was decided in the form is done once the form is saved, and remembered with who and why."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.messages import render

from kb.authoring.models import KnowledgePage
from kb.authoring.same_wordings import HERE, SPLIT, Decision, clashes_of
from kb.care.clashes import digest_of_pair
from kb.care.models import ConflictDecision
from kb.care.wordings import fold
from kb.locales import to_outside

CORE = ("answer", "steps")


def act_on_decisions(request: HttpRequest, page: Any) -> None:
    """For Wagtail's after_create_page and after_edit_page hooks. An autosave decides nothing: the
    editor may still be writing why."""
    if not isinstance(page, KnowledgePage) or not request.accepts("text/html"):
        return
    decisions: tuple[Decision, ...] = getattr(page, "wording_decisions", ())
    for decision in decisions:
        remember(page, decision, user=request.user)
        _carry_out(request, page, decision)
    # With the hooks of others that save the page again, nothing is done twice.
    page.wording_decisions = ()
    _tell_open(request, page)


def remember(page: Any, decision: Decision, *, user: Any) -> None:
    locale = to_outside(page.locale.language_code)
    clash = decision.clash
    digest = digest_of_pair(locale, fold(clash.wording), page.pk, clash.page_id)
    ConflictDecision.objects.update_or_create(
        digest=digest,
        defaults={
            "about": f"{clash.wording}: {page.key} / {clash.key}"[:255],
            "verdict": decision.verdict,
            "why": decision.why,
            "by_id": user.pk,
            "by_name": user.get_username(),
            "at": timezone.now(),
        },
    )


def _carry_out(request: HttpRequest, page: Any, decision: Decision) -> None:
    other = KnowledgePage.objects.get(pk=decision.clash.page_id)
    if decision.verdict == HERE:
        draft_without(other, decision.clash.wording, user=request.user)
    elif decision.verdict == SPLIT:
        _draft_for(page, decision.here, user=request.user)
        _draft_for(other, decision.there, user=request.user)
    else:
        return
    text = _("“%(question)s” has a new draft; hand it in for approval too.")
    messages.success(request, text % {"question": other.title})


def draft_without(page: Any, wording: str, *, user: Any) -> None:
    """A new revision of the answer without this wording; its question stays."""
    draft = page.get_latest_revision_as_object()
    folded = fold(wording)
    kept = [line for line in draft.wordings.splitlines() if fold(line) != folded]
    draft.wordings = "\n".join(kept)
    draft.save_revision(user=user, log_action="wagtail.edit")


def _draft_for(page: Any, label: str, *, user: Any) -> None:
    """A new revision whose core elements are for these readers; labels of that kind that they
    have already stay."""
    dimension, _colon, code = label.partition(":")
    draft = page.get_latest_revision_as_object()
    for child in draft.elements:
        if child.block_type in CORE and not child.value.get(dimension):
            child.value[dimension] = [code]
    draft.save_revision(user=user, log_action="wagtail.edit")


def _tell_open(request: HttpRequest, page: Any) -> None:
    """A draft is saved whatever clashes; the panel in the form asks again when it is handed in."""
    count = len(clashes_of(page, request.user))
    if count:
        text = ngettext(
            "%(count)s wording stands on another live answer too: decide about it in the form.",
            "%(count)s wordings stand on other live answers too: decide about them in the form.",
            count,
        )
        messages.warning(request, render(text % {"count": count}, None))
