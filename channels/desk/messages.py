"""What an agent sends to the customer on the line, and what became of it."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from channels.contacts.models import ContactStep
from channels.contacts.operations import Step
from channels.delivery.operations import (
    AnswerChanged,
    NothingToSend,
    OptedOut,
    Sender,
    TooManySent,
    Wish,
    WishUsed,
    send,
)
from channels.delivery.queries import find_delivery, next_look, sent_since
from channels.delivery.recipients import BadRecipient
from channels.desk.scopes import at_desk, for_staff
from channels.desk.sendable import SENT_CHANNELS
from channels.desk.serving import is_for_another, note
from channels.paths import shown_locales
from kb.access import Scope
from kb.publication.queries import Candidate, authorize

SAFE_NAME = RegexValidator(r"^[A-Za-z0-9.-]*\Z")
MOST_TYPED = 80
SHOWN = 100


class MessageForm(forms.Form):
    """Everything but channel and recipient stands in the page already."""

    channel = forms.ChoiceField(choices=[(code, code) for code, _letter in SENT_CHANNELS])
    key = forms.CharField(max_length=80, validators=[SAFE_NAME])
    locale = forms.ChoiceField(choices=[(tag, tag) for tag in shown_locales()])
    recipient = forms.CharField(max_length=MOST_TYPED)
    request = forms.UUIDField()

    def wish(self, renditions: Any) -> Wish:
        """`renditions`: of the texts on the sender's screen, by the name of their field."""
        said = self.cleaned_data
        return Wish(rendition=renditions.get(f"rendition_{said['channel']}", ""), **said)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def messages(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    """What was sent today; a post sends."""
    return (
        send_message(request, scope=scope) if request.method == "POST" else _today(request, scope)
    )


def _today(request: HttpRequest, scope: Scope) -> HttpResponse:
    """With the questions of the answers that this person still sees."""
    morning = timezone.localtime(scope.now).replace(hour=0, minute=0, second=0, microsecond=0)
    sent = sent_since(morning, sender_id=int(request.user.pk or 0), limit=SHOWN)
    wanted = [Candidate(one.key, one.locale) for one in sent]
    seen = {(a.key, a.locale): a for a in authorize(scope=at_desk(scope), candidates=wanted)}
    rows = [(one, seen.get((one.key, one.locale))) for one in sent]
    return render(request, "desk/messages.html", {"rows": rows, "most": SHOWN})


def send_message(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    if is_for_another(request):
        return _refused(request, ANOTHER, status=409)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _refused(request, INCOMPLETE, status=422)
    sender = Sender(int(request.user.pk or 0), request.user.get_username())
    try:
        delivery = send(form.wish(request.POST), scope=scope, sender=sender, at=scope.now)
    except BadRecipient:
        return _refused(request, BAD_RECIPIENT[form.cleaned_data["channel"]], status=422)
    except NothingToSend:
        return _refused(request, NOTHING, status=404)
    except AnswerChanged:
        return _refused(request, CHANGED, status=422)
    except OptedOut:
        return _refused(request, OPTED_OUT, status=422)
    except TooManySent:
        return _refused(request, TOO_MANY % {"most": settings.MESSAGES_PER_HOUR}, status=422)
    except WishUsed as used:
        problem = USED % {"shown_as": used.shown_as}
        return _refused(request, problem, status=422, request_id=uuid.uuid4())
    sent = Step(ContactStep.Kind.SENT, delivery.key, delivery.locale, channel=delivery.channel)
    note(request, sent, at=scope.now)
    # What was sent within this very request has come further than it says.
    return _shown(request, find_delivery(delivery.pk, sender_id=sender.user_id), is_new=True)


@require_safe
@for_staff
def message(request: HttpRequest, *, scope: Scope, pk: uuid.UUID) -> HttpResponse:
    """Where it has come to, to its sender alone."""
    return _shown(request, find_delivery(pk, sender_id=int(request.user.pk or 0)))


def _shown(request: HttpRequest, delivery: Any, *, is_new: bool = False) -> HttpResponse:
    context = {
        "delivery": delivery,
        "is_new": is_new,
        "request_id": uuid.uuid4(),
        "next_look": next_look(delivery, now=timezone.now()) if delivery else 0,
    }
    status = 200 if delivery else 404
    return render(request, "desk/message.html", context, status=status)


def _refused(
    request: HttpRequest, problem: Any, *, status: int, request_id: uuid.UUID | None = None
) -> HttpResponse:
    """`request_id`: where the page names its next message by another one."""
    context = {"problem": problem, "request_id": request_id}
    return render(request, "desk/message_refused.html", context, status=status)


INCOMPLETE = _("Choose how it is to be sent, and say to whom.")
BAD_RECIPIENT = {
    "sms": _("This is no mobile number. Write 11 digits, or + and the country for one abroad."),
    "wechat": _("This is no WeChat ID. It comes with the conversation; it cannot be typed."),
}
ANOTHER = _("Another customer is on the line now; nothing was done.")
NOTHING = _("There is nothing to send here any more. Open the answer again.")
USED = _("From here something was sent already, to %(shown_as)s. Press Send to send this too.")
OPTED_OUT = _(
    "This customer wants no messages here. Say it on the telephone; a reply 订阅 or START allows "
    "them again."
)
TOO_MANY = _(
    "You have sent %(most)s messages within the hour, as many as one person may. Say it on the "
    "telephone, or wait."
)
CHANGED = _("The answer has changed since you opened it. Open it again, and look before you send.")
