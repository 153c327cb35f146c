"""The form with which a notice is filled in, begun from a template, or corrected."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateTimeInput

from kb.access import ALL_TOPICS, Audience, Scope
from kb.access.models import AUDIENCE_CHOICES
from kb.authoring.grants_admin import topics as all_topics
from kb.authoring.label_values import choices_for
from kb.authoring.teams import who_can_be_told
from kb.notices.linking import UnknownAnswer, keys_in
from kb.notices.operations import Draft
from kb.notices.placeholders import blanks_in, fill
from kb.notices.reach import Addressed, may_address
from kb.notices.seeing import screen_locale
from kb.notices.tables import LONGEST_HOURS, LONGEST_WORDING, WORDINGS
from kb.publication.topic_tree import titles_of
from kb.text import clean

BLANK = "blank-"
LONGEST_ANSWERS = 2000
LISTS = ("regions", "topics", "teams")


class NoticeForm(forms.Form):
    """`blanks`: the fields for what the wordings leave open."""

    title = forms.CharField(
        max_length=80,
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("For staff: by this it is found in lists and mails."),
    )
    wording_zh = forms.CharField(
        label=gettext_lazy("To customers, in Chinese"),
        help_text=gettext_lazy("The one wording: read out, and shown on every channel as it is."),
    )
    wording_en = forms.CharField(label=gettext_lazy("To customers, in English"))
    inner_zh = forms.CharField(
        required=False,
        label=gettext_lazy("For agents only, in Chinese"),
        help_text=gettext_lazy("What agents should know or do. It never leaves the desk."),
    )
    inner_en = forms.CharField(required=False, label=gettext_lazy("For agents only, in English"))
    audience = forms.ChoiceField(
        choices=AUDIENCE_CHOICES,
        label=gettext_lazy("Who may be told"),
        help_text=gettext_lazy(
            "Public: help pages too. Customer: wherever customers are known. Agent: on desks alone."
        ),
    )
    answers = forms.CharField(
        required=False,
        max_length=LONGEST_ANSWERS,
        label=gettext_lazy("Linked answers"),
        help_text=gettext_lazy(
            "One on each line: its key or its standard question. Each is marked on every channel."
        ),
    )
    starts_at = forms.DateTimeField(
        required=False,
        label=gettext_lazy("Begins"),
        help_text=gettext_lazy("Left empty: as soon as it is released."),
    )
    ends_at = forms.DateTimeField(
        label=gettext_lazy("Ends"), help_text=gettext_lazy("It goes away by itself then.")
    )
    regions = forms.MultipleChoiceField(required=False, label=gettext_lazy("Only these regions"))
    topics = forms.MultipleChoiceField(
        required=False, label=gettext_lazy("Only readers of these topics")
    )
    teams = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Only these teams"),
        help_text=gettext_lazy("It then stands on their desks alone, on no other channel."),
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = scope
        for name in (*WORDINGS, "answers"):
            self.fields[name].widget = AdminAutoHeightTextInput(attrs={"rows": 2})
        for name in WORDINGS:
            self.fields[name].max_length = LONGEST_WORDING  # type: ignore[attr-defined]
        for name in ("starts_at", "ends_at"):
            self.fields[name].widget = AdminDateTimeInput()
        self._offer_readers()
        self._ask_for_blanks()

    def _offer_readers(self) -> None:
        choices = {
            "regions": [one for one in choices_for("regions") if one[0] in self.scope.regions],
            "topics": topics_of(self.scope),
            "teams": [(name, name) for name in who_can_be_told()],
        }
        for name, offered in choices.items():
            field: Any = self.fields[name]
            field.choices = offered
            field.widget = forms.CheckboxSelectMultiple(choices=offered)
        held: Any = self.fields["audience"]
        held.choices = [
            one for one in AUDIENCE_CHOICES if Audience.from_code(one[0]) <= self.scope.audience
        ]

    def _ask_for_blanks(self) -> None:
        for number, name in enumerate(blanks_in(*map(self._text, WORDINGS))):
            field = forms.CharField(required=False, max_length=80, label=f"{{{name}}}")
            self.fields[f"{BLANK}{number}"] = field

    def _text(self, name: str) -> str:
        """As it stands in the form now."""
        return str((self.data if self.is_bound else self.initial).get(name) or "")

    @property
    def blanks(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith(BLANK)]

    @property
    def readers(self) -> list[Any]:
        """Fields that have anything to choose."""
        return [self[name] for name in LISTS if self.fields[name].choices]  # type: ignore[attr-defined]

    def clean_answers(self) -> tuple[str, ...]:
        try:
            return keys_in(self.cleaned_data["answers"], scope=self.scope)
        except UnknownAnswer as error:
            text = _("“%(line)s” is no answer that you may read. Take its key or its question.")
            raise forms.ValidationError(text % {"line": error.line}) from None

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        self._fill(said)
        self._check_times(said)
        if not self.errors and not self._may_address(said):
            self.add_error(None, TOO_MANY)
        return said

    def _fill(self, said: dict[str, Any]) -> None:
        names = blanks_in(*map(self._text, WORDINGS))
        values = {name: said.get(f"{BLANK}{n}", "") for n, name in enumerate(names)}
        for number, name in enumerate(names):
            if not values[name].strip():
                self.add_error(f"{BLANK}{number}", _("Fill this in: it stands in the wording."))
        for name in WORDINGS:
            if name in said:
                said[name] = fill(clean(said[name]).text.strip(), values)
                self._check_wording(name, said[name])

    def _check_wording(self, name: str, text: str) -> None:
        if len(text) > LONGEST_WORDING:
            self.add_error(name, _("Say it in %(most)s characters.") % {"most": LONGEST_WORDING})
        if "【" in text or "】" in text:
            self.add_error(
                name, _("Leave out 【】: text messages keep them for the sign in front.")
            )
        if "{{" in text:
            self.add_error(name, _("Facts are not filled in here: write the value itself."))

    def _check_times(self, said: dict[str, Any]) -> None:
        ends, now = said.get("ends_at"), self.scope.now
        begins = max(said.get("starts_at") or now, now)
        if ends is None:
            return
        if ends <= begins:
            self.add_error("ends_at", _("It must end after it begins, and not in the past."))
        elif ends - begins > timedelta(hours=LONGEST_HOURS):
            text = _("Two weeks at most: what lasts longer belongs into the answers themselves.")
            self.add_error("ends_at", text)

    def _may_address(self, said: dict[str, Any]) -> bool:
        to = Addressed(
            audience=Audience.from_code(said["audience"]),
            regions=frozenset(said["regions"]),
            topics=frozenset(said["topics"]),
            teams=frozenset(said["teams"]),
        )
        return may_address(self.scope, to, locale=screen_locale())

    def draft(self, *, template: str) -> Draft:
        """What was filled in; only where the form is valid."""
        said: dict[str, Any] = {
            name: tuple(value) if name in LISTS else value
            for name, value in self.cleaned_data.items()
            if not name.startswith(BLANK)
        }
        return Draft(template=template, **said)


def topics_of(scope: Scope) -> list[tuple[str, str]]:
    offered = all_topics()
    if scope.topics == ALL_TOPICS:
        return offered
    seen = titles_of([key for key, _name in offered], scope=scope, locale=screen_locale())
    return [one for one in offered if one[0] in seen]


def ends_after(hours: int, *, now: datetime) -> datetime:
    """On a whole five minutes, as people say times."""
    end = now + timedelta(hours=hours)
    return end.replace(minute=end.minute - end.minute % 5, second=0, microsecond=0)


TOO_MANY = gettext_lazy(
    "This would reach more people than your own grants do. Choose regions or topics that are yours."
)
BRACKETS = gettext_lazy("Leave out 【】: text messages keep them for the sign in front.")
