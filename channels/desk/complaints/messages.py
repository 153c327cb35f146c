"""Sending a customer what came of the complaint: filled in, looked at as it goes out, approved."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from channels.delivery.answers import ComplaintAnswer, answer_complaint
from channels.delivery.operations import OptedOut, Sender, TooManySent, WishUsed
from channels.delivery.queries import is_kept
from channels.delivery.recipients import BadRecipient
from channels.desk.complaints.drafts import Draft, draft_of
from channels.desk.complaints.pages import found_or_404, show_complaint
from channels.desk.complaints.replies import Composed, compose
from channels.desk.complaints.whose import scope_for
from channels.desk.messages import BAD_RECIPIENT, OPTED_OUT, TOO_MANY
from channels.desk.scopes import CHANNEL, for_staff
from kb.access import Scope
from kb.feedback.complaints.models import Complaint
from kb.feedback.complaints.operations import approve_message
from kb.feedback.complaints.rules import CannotDo
from kb.feedback.complaints.steps import By, check_may_work


@require_POST
@for_staff
def message(request: HttpRequest, *, scope: Scope, pk: uuid.UUID) -> HttpResponse:
    """First shown as it would go out; sent once that very text is approved."""
    one = found_or_404(pk, request=request, scope=scope)
    theirs = scope_for(one, request, scope=scope)
    draft = draft_of(one, request.POST.dict(), scope=theirs)
    by = By(request.user, scope.now)
    try:
        check_may_work(one, by)
        composed = _composed(draft, one, scope=theirs)
        approved = request.POST.get("approved", "")
        if not constant_time_compare(approved, composed.digest):
            return _again(request, one, draft, composed, scope=scope, is_changed=bool(approved))
        _send(one, draft, composed, by, scope=theirs)
    except CannotDo as refusal:
        return _again(request, one, draft, None, scope=scope, problem=refusal.message)
    messages.success(request, _("The message is on its way. What became of it stands below."))
    return redirect("desk:complaint", pk)


def _composed(draft: Draft, one: Complaint, *, scope: Scope) -> Composed:
    if draft.chosen is None or not draft.channel:
        raise CannotDo(_("There is no approved wording for this. Tell the customer yourself."))
    return compose(draft.chosen, draft.values, channel=draft.channel, complaint=one, scope=scope)


def _again(
    request: HttpRequest, one: Complaint, draft: Draft, composed: Composed | None, *,
    scope: Scope, problem: str = "", is_changed: bool = False,
) -> HttpResponse:  # fmt: skip
    more: dict[str, Any] = {"draft": draft, "composed": composed, "is_changed": is_changed}
    status = 422 if problem else 200
    return show_complaint(
        request, one, scope=scope, problem=problem, opened="message", status=status, **more
    )


def _send(one: Complaint, draft: Draft, composed: Composed, by: By, *, scope: Scope) -> None:
    template, sender = draft.chosen, Sender(by.user.pk, by.user.get_username())
    assert template is not None
    answer = ComplaintAnswer(
        complaint=one.pk,
        channel=draft.channel,
        key=template.answer.key,
        locale=template.answer.locale,
        element=template.element,
        approved_on=CHANNEL,
        rendition=template.rendition,
        text=composed.text,
    )
    try:
        request = uuid.UUID(draft.request)
    except ValueError:
        raise CannotDo(_("This page is not as it was. Open the complaint again.")) from None
    try:
        with transaction.atomic():
            is_again = is_kept(request, sender_id=sender.user_id)
            sent = answer_complaint(
                answer, scope=scope, recipient=draft.recipient, request=request, sender=sender,
                at=by.at,
            )  # fmt: skip
            if not is_again:
                approve_message(one, shown_as=sent.shown_as, by=by)
    except BadRecipient:
        raise CannotDo(str(BAD_RECIPIENT[draft.channel])) from None
    except OptedOut:
        raise CannotDo(str(OPTED_OUT)) from None
    except TooManySent:
        raise CannotDo(str(TOO_MANY % {"most": settings.MESSAGES_PER_HOUR})) from None
    except WishUsed as used:
        problem = _("Something was sent from here already, to %(shown_as)s. Open it again.")
        raise CannotDo(problem % {"shown_as": used.shown_as}) from None
