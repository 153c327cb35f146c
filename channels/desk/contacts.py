"""The customer's matter at the desk: what was copied for it, and the next customer."""

from __future__ import annotations

from django import forms
from django.core.validators import RegexValidator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from channels.contacts.models import ContactStep
from channels.contacts.operations import Step, end_contact, go_on_or_begin
from channels.desk.scopes import at_desk, for_staff
from channels.desk.sendable import PLAIN, SENT_CHANNELS
from channels.desk.serving import is_for_another, note, serving_of
from channels.paths import shown_locales
from kb.access import Scope
from kb.document import Document
from kb.publication.queries import Candidate, authorize

SAFE_NAME = RegexValidator(r"^[A-Za-z0-9.-]*\Z")
COPIED_AS = (PLAIN, *(code for code, _letter in SENT_CHANNELS))


class CopiedForm(forms.Form):
    """As the page says it: a whole answer in one channel's words, or one element."""

    key = forms.CharField(max_length=80, validators=[SAFE_NAME])
    locale = forms.ChoiceField(choices=[(tag, tag) for tag in shown_locales()])
    channel = forms.ChoiceField(choices=[(code, code) for code in COPIED_AS], required=False)
    element = forms.UUIDField(required=False)


@require_POST
@for_staff
def copied(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    """Told by the page after it has copied; nothing comes back."""
    form = CopiedForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    said = form.cleaned_data
    wanted = Candidate(said["key"], said["locale"])
    answer = next(iter(authorize(scope=at_desk(scope), candidates=[wanted])), None)
    element = str(said["element"] or "")
    if answer is None or (element and element not in _elements(answer.document)):
        raise Http404
    step = Step(
        ContactStep.Kind.COPIED, wanted.key, wanted.locale, element=element, channel=said["channel"]
    )
    note(request, step, at=scope.now)
    return HttpResponse(status=204)


@require_POST
@for_staff
def next_customer(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    """Ends the one that was on the line, not one whose call has come since."""
    if is_for_another(request):
        return render(request, "desk/line_changed_page.html", status=409)
    if former := serving_of(request).contact:
        end_contact(former, at=scope.now)
    go_on_or_begin(request.user, at=scope.now)
    return redirect("desk:home")


def _elements(document: Document) -> set[str]:
    return {passage.element for passage in document.passages}
