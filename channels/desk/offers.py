"""The matter is solved, and one sentence more: what the desk shows then, and how it was taken."""

from __future__ import annotations

import uuid

from django import forms
from django.core.validators import RegexValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from channels.contacts.models import Contact
from channels.contacts.operations import mark_solved
from channels.contacts.queries import steps_of
from channels.desk.scopes import CHANNEL, at_desk, for_staff
from channels.desk.serving import contact_of, customer_of, is_for_another, serving_of
from channels.next_sentence import NextSentence, next_sentence
from channels.paths import shown_locales
from kb.access import Scope
from kb.offers import operations
from kb.offers.choosing import Matter
from kb.offers.models import MadeOffer
from kb.offers.operations import Speaker
from kb.publication.queries import Candidate, find_answer

SAFE_NAME = RegexValidator(r"^[A-Za-z0-9.-]*\Z")


class SolvedForm(forms.Form):
    """The answer that settled it, as the page names it."""

    key = forms.CharField(max_length=80, validators=[SAFE_NAME])
    locale = forms.ChoiceField(choices=[(tag, tag) for tag in shown_locales()])


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(choices=MadeOffer.Outcome.choices)


@require_POST
@for_staff
def solved(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    """Marked once; asked again, the page shows what it showed."""
    if is_for_another(request):
        return render(request, "desk/line_changed.html", status=409)
    form = SolvedForm(request.POST)
    if not form.is_valid():
        return render(request, "desk/solved_failed.html", status=422)
    wanted = Candidate(form.cleaned_data["key"], form.cleaned_data["locale"])
    if find_answer(scope=at_desk(scope), key=wanted.key, locale=wanted.locale) is None:
        return render(request, "desk/solved_failed.html", status=404)
    contact = contact_of(request, at=scope.now)
    if contact is None:
        return render(request, "desk/line_changed.html", status=409)
    serving_of(request).contact = contact
    mark_solved(contact, key=wanted.key, at=scope.now)
    sentence = _one_more(request, contact, wanted, scope=scope)
    return render(request, "desk/next_sentence.html", {"sentence": sentence})


def _one_more(
    request: HttpRequest, contact: Contact, solved_by: Candidate, *, scope: Scope
) -> NextSentence | None:
    others = frozenset(step.key for step in steps_of(contact) if step.key)
    return next_sentence(
        scope=scope,
        channel=CHANNEL,
        customer=customer_of(request, now=scope.now),
        matter=Matter(contact.pk, solved_by, others | {contact.solved_key} - {""}),
        speaker=Speaker(_name_of(request), contact.team),
    )


@require_POST
@for_staff
def taken(request: HttpRequest, *, scope: Scope, pk: uuid.UUID) -> HttpResponse:
    """By whoever said it; for others it is not there."""
    if is_for_another(request):
        return render(request, "desk/line_changed.html", status=409)
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        return render(request, "desk/solved_failed.html", status=422)
    outcome = form.cleaned_data["outcome"]
    made = operations.answer(pk, outcome=outcome, by=_name_of(request), at=scope.now)
    if made is None:
        return render(request, "desk/solved_failed.html", status=404)
    return render(request, "desk/offer_taken.html", {"made": made})


def _name_of(request: HttpRequest) -> str:
    return f"user:{request.user.pk}"
