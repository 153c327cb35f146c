"""Asking teams to read an answer: a form that whoever may read the answer finds beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import Group
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.auth import permission_required
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail.admin.widgets.button import Button

from kb.authoring.models import KnowledgePage
from kb.locales import to_outside
from kb.publication.impact.screens import kind_name
from kb.publication.queries import Authorized, find_answer
from kb.publication.since import changed_last
from kb.reading.asking import Person, Wish, ask
from kb.reading.material import MATERIAL_KINDS, ElementText, texts_of
from kb.reading.people import scope_of, teams_within
from kb.reading.screens import LIST, show

ASK, RIGHT = "reading_ask", "kb.ask_reading"
# As working days go: until the evening of the third day.
DAYS, EVENING = 3, time(18)
MOST_SHOWN = 60


class AskForm(forms.Form):
    """`elements`: none chosen means whatever in the answer is acted on."""

    teams = forms.ModelMultipleChoiceField(
        Group.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label=pgettext_lazy("reading", "Who"),
        help_text=gettext_lazy("Whoever is in these groups now or later, and may see the answer."),
        error_messages={"required": gettext_lazy("Choose who is to read it.")},
    )
    due_at = forms.DateTimeField(label=gettext_lazy("By when"), widget=AdminDateTimeInput)
    why = forms.CharField(
        max_length=200,
        required=False,
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("One sentence that agents read above it."),
    )
    elements = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("What of it"),
        help_text=gettext_lazy(
            "Ticked is what changed last. With nothing ticked it is everything that agents act on, "
            "also what is added later."
        ),
    )

    def __init__(
        self, *args: Any, teams: Sequence[Group], texts: Mapping[str, ElementText], now: datetime,
        **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **more)
        self.now = now
        field: Any = self.fields["teams"]
        field.queryset = Group.objects.filter(pk__in=[team.pk for team in teams]).order_by("name")
        choices: Any = self.fields["elements"]
        choices.choices = [(text.element, _in_short(text)) for text in texts.values()]

    def clean_due_at(self) -> datetime:
        due: datetime = self.cleaned_data["due_at"]
        if due <= self.now:
            raise forms.ValidationError(_("This time has passed. Choose a later one."))
        return due


def _in_short(text: ElementText) -> str:
    words = " ".join(text.text.split())
    words = words if len(words) <= MOST_SHOWN else f"{words[:MOST_SHOWN]}…"
    return f"{kind_name(text.kind)}: {words}"


@permission_required(RIGHT)
def ask_teams(request: HttpRequest, locale: str, key: str) -> HttpResponse:
    now = timezone.now()
    scope = scope_of(request.user, now=now)
    answer = find_answer(scope=scope, key=key, locale=locale) if scope else None
    if scope is None or answer is None:
        raise Http404
    texts = texts_of(answer.document, scope=scope)
    form = AskForm(
        request.POST or None, teams=teams_within(request.user, now=now), texts=texts, now=now,
        initial=_beginning(answer, texts, now=now),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        person = Person(int(request.user.pk or 0), request.user.get_username())
        ask(Wish(key=key, locale=locale, **form.cleaned_data), by=person, at=now)
        messages.success(request, _("Asked. It stands on the desk of each of them now."))
        return redirect(LIST)
    return show(
        request, "reading/ask.html", title=_("Ask teams to read this"), form=form,
        question=answer.document.question,
    )  # fmt: skip


def _beginning(
    answer: Authorized, texts: Mapping[str, ElementText], *, now: datetime
) -> dict[str, Any]:
    changed = changed_last(answer.key, locale=answer.locale)
    acted_on = [e for e in changed if e in texts and texts[e].kind in MATERIAL_KINDS]
    day = timezone.localdate(now) + timedelta(days=DAYS)
    due = timezone.make_aware(datetime.combine(day, EVENING))
    return {"elements": acted_on, "due_at": due}


def page_button(page: Any, user: Any, view_name: str, **_unused: Any) -> list[Button]:
    """For Wagtail's hook register_page_header_buttons."""
    answer = page.specific if view_name == "edit" and page.live else None
    if not isinstance(answer, KnowledgePage) or answer.alias_of_id or not user.has_perm(RIGHT):
        return []
    # Beside a form that was refused the page has what was typed; no address has an empty key.
    key = KnowledgePage.objects.values_list("key", flat=True).get(pk=answer.pk)
    url = reverse(ASK, args=[to_outside(answer.locale.language_code), key])
    return [Button(_("Ask teams to read this"), url, icon_name="view", priority=65)]


def urls() -> list[Any]:
    return [path("reading/ask/<str:locale>/<str:key>/", ask_teams, name=ASK)]
