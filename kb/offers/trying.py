"""Who would get this? Any customer and any answer can be tried, with a draft in the place of what
is live; nothing of it is kept."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required

from kb.access import Scope, Verification
from kb.authoring.channel_names import name_of
from kb.authoring.conditions import in_words, language_choices
from kb.authoring.label_values import choices_for
from kb.authoring.models import Offer
from kb.authoring.staff_scopes import staff_scope
from kb.customers.context import CustomerContext
from kb.offers.choosing import Matter, find_at_hand, is_quiet, limits, live_offer, live_offers
from kb.offers.eligibility import Against, LiveOffer, Weighed, weigh
from kb.publication.queries import Candidate

NAME = "offers_try"
VIEW = "kb.view_offer"
LEVELS = {"none": Verification.NONE, "partial": Verification.PARTIAL, "full": Verification.FULL}
NOT_KNOWN = ("", _("not known"))


def _channels() -> list[tuple[str, Any]]:
    return [(code, name_of(code)) for code in settings.KB_CHANNELS]


def _or_unknown(choices: Callable[[], list[tuple[str, str]]]) -> Callable[[], list[Any]]:
    return lambda: [NOT_KNOWN, *choices()]


class TryForm(forms.Form):
    """A customer as the directory might tell of them, and the answer that settled the matter."""

    key = forms.CharField(label=_("Key of the answer"), max_length=80)
    locale = forms.ChoiceField(label=_("Language of the answer"), choices=language_choices)
    channel = forms.ChoiceField(label=_("Channel"), choices=_channels)
    segment = forms.ChoiceField(
        label=_("Customer segment"),
        required=False,
        choices=_or_unknown(lambda: choices_for("segments")),
    )
    region = forms.ChoiceField(
        label=_("Region or branch"),
        required=False,
        choices=_or_unknown(lambda: choices_for("regions")),
    )
    language = forms.ChoiceField(
        label=_("Customer's language"), required=False, choices=_or_unknown(language_choices)
    )
    verification = forms.ChoiceField(
        label=_("Verified"),
        choices=[
            ("none", pgettext_lazy("verified", "no")),
            ("partial", _("partly verified")),
            ("full", _("fully verified")),
        ],
    )
    products = forms.MultipleChoiceField(
        label=_("Products held"),
        required=False,
        choices=lambda: choices_for("products"),
        widget=forms.CheckboxSelectMultiple,
    )
    may_be_offered = forms.BooleanField(label=_("has agreed to offers"), required=False)

    @property
    def customer(self) -> CustomerContext:
        said = self.cleaned_data
        return CustomerContext(
            segment=said["segment"],
            region=said["region"],
            products=frozenset(said["products"]),
            locale=said["language"],
            may_be_offered=said["may_be_offered"],
            verification=LEVELS[said["verification"]],
        )


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of trying. `problem`: why nothing could be weighed at all."""

    rows: tuple[tuple[Weighed, tuple[str, ...]], ...] = ()
    problem: Any = ""


@require_safe
@permission_required(VIEW)
def try_offers(request: HttpRequest) -> HttpResponse:
    draft = _draft(request.GET.get("offer", ""))
    form = TryForm(request.GET) if request.GET.get("key") else TryForm(initial=_first(draft))
    scope = staff_scope(request.user, now=timezone.now())
    tried = _try(form, scope=scope, draft=draft) if scope and form.is_valid() else None
    context = {
        "page_title": _("Who gets what"),
        "header_icon": "view",
        "breadcrumbs_items": [
            {"url": reverse(Offer.snippet_viewset.get_url_name("list")), "label": _("Offers")},
            {"url": "", "label": _("Who gets what")},
        ],
        "form": form,
        "tried": tried,
        "draft": draft,
    }
    return render(request, "offers/try.html", context)


def _first(draft: LiveOffer | None) -> dict[str, str]:
    locale = draft.locale if draft else language_choices()[0][0]
    return {"locale": locale, "channel": settings.KB_CHANNELS[0], "verification": "none"}


def _draft(pk: str) -> LiveOffer | None:
    row = Offer.objects.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 19 else None
    draft = row.get_latest_revision_as_object() if row else None
    return live_offer(draft) if draft is not None and len(draft.element) else None


def _try(form: TryForm, *, scope: Scope, draft: LiveOffer | None) -> Tried:
    said = form.cleaned_data
    solved = Candidate(said["key"], said["locale"])
    if said["channel"] not in scope.channels:
        return Tried(problem=_("Your access grants do not hold this channel."))
    here = scope.for_channel(said["channel"])
    at_hand = find_at_hand(scope=here, solved=solved)
    if at_hand is None:
        return Tried(problem=_("No live answer has this key on this channel."))
    if is_quiet(Matter(uuid.uuid4(), solved)):
        return Tried(problem=_("Nothing is offered after an answer in this topic."))
    weighed = weigh(
        _with_draft(live_offers(scope=here, locale=solved.locale), draft),
        scope=here,
        customer=form.customer,
        at_hand=at_hand,
        heard=(),
        limits=limits(),
    )
    return Tried(tuple((one, why_not(one)) for one in weighed))


def _with_draft(live: tuple[LiveOffer, ...], draft: LiveOffer | None) -> tuple[LiveOffer, ...]:
    if draft is None:
        return live
    return (draft, *(one for one in live if one.pk != draft.pk))


def why_not(weighed: Weighed) -> tuple[str, ...]:
    """In sentences; conditions that are not met in their own."""
    said = [str(WHY_NOT[reason]) for reason in weighed.against if reason in WHY_NOT]
    unmet = [str(NOT_MET) % {"condition": c} for c in in_words(weighed.unmet)]
    return (*said, *unmet)


NOT_MET = _("Not met: %(condition)s")
WHY_NOT = {
    Against.OVER: _("It has ended."),
    Against.LABELS: _("It is not for this channel, these customers or this day."),
    Against.CONSENT: _("The customer has not agreed to offers."),
    Against.ANSWERED: _("The customer has given an answer to it."),
    Against.OFTEN: _("The customer has heard it often enough."),
    Against.ENOUGH: _("The customer has heard enough offers."),
}


def urls() -> list[Any]:
    """For Wagtail's hook register_admin_urls."""
    return [path("offers/try/", try_offers, name=NAME)]
