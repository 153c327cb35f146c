"""The question put to the screen: which reader, which channel, which day, which version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from kb.access import ALL_TOPICS, Audience, Scope, Verification
from kb.access.models import AUDIENCE_CHOICES, VERIFICATION_CHOICES
from kb.authoring.label_values import choices_for
from kb.publication.impact.proposals import Proposal
from kb.publication.ports import Outlet, outlets

DIMENSIONS = ("regions", "segments", "products")
LIVE = ""


class AskForm(forms.Form):
    """Only what the person's own grants hold can be chosen."""

    channel = forms.ChoiceField(label=_("Channel"))
    audience = forms.ChoiceField(label=_("Audience"))
    verification = forms.ChoiceField(
        label=_("Customer verified"), choices=VERIFICATION_CHOICES, required=False
    )
    at = forms.DateTimeField(label=_("On the day"), widget=AdminDateTimeInput)
    version = forms.ChoiceField(label=_("Version"), required=False)
    regions = forms.MultipleChoiceField(label=_("Regions"), required=False)
    segments = forms.MultipleChoiceField(label=_("Customer segments"), required=False)
    products = forms.MultipleChoiceField(label=_("Products"), required=False)

    def __init__(
        self, data: Any, *, scope: Scope, proposals: Sequence[Proposal], now: datetime
    ) -> None:
        super().__init__(data or None, initial={"at": localtime(now), "audience": "customer"})
        fields: dict[str, Any] = self.fields
        fields["channel"].choices = [(o.code, o.name) for o in held_outlets(scope)]
        fields["audience"].choices = [
            (code, name)
            for code, name in AUDIENCE_CHOICES
            if Audience.from_code(code) <= scope.audience
        ]
        fields["version"].choices = [(LIVE, _("As published")), *map(_choice, proposals)]
        for name in DIMENSIONS:
            held = getattr(scope, name)
            fields[name].choices = [pair for pair in choices_for(name) if pair[0] in held]
            fields[name].widget = forms.CheckboxSelectMultiple(choices=fields[name].choices)
            if not fields[name].choices:
                del fields[name]


@dataclass(frozen=True, slots=True)
class Asked:
    outlet: Outlet
    scope: Scope
    version: str
    at: datetime


def held_outlets(scope: Scope) -> list[Outlet]:
    return [outlet for outlet in outlets() if outlet.code in scope.channels]


def asked_of(form: AskForm, *, locale: str) -> Asked:
    """Of a valid form; topics are asked elsewhere."""
    said = form.cleaned_data
    outlet = next(outlet for outlet in outlets() if outlet.code == said["channel"])
    scope = Scope(
        channels=frozenset({outlet.code}),
        audience=min(Audience.from_code(said["audience"]), outlet.ceiling),
        topics=ALL_TOPICS,
        locales=frozenset({locale}),
        now=said["at"],
        verification=Verification.from_code(said["verification"] or "none"),
        **{name: frozenset(said.get(name) or ()) for name in DIMENSIONS},
    )
    return Asked(outlet, scope, said["version"], said["at"])


def _choice(proposal: Proposal) -> tuple[str, Any]:
    day = localtime(proposal.starts_at).strftime("%Y-%m-%d %H:%M")
    text = _("Scheduled for %(day)s") if proposal.is_scheduled else _("Draft")
    return str(proposal.revision), text % {"day": day} if proposal.is_scheduled else text
