"""The screen on which superusers say what each group of staff may read."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from kb.access.models import AccessGrant
from kb.authoring.channel_names import name_of
from kb.authoring.label_values import choices_for
from kb.authoring.models import TopicPage
from kb.authoring.staff_scopes import EVERYTHING
from kb.authoring.topics import LIBRARY_KEY

Choices = list[tuple[str, str]]


def channels() -> Choices:
    return [(code, name_of(code)) for code in settings.KB_CHANNELS]


def topics() -> Choices:
    """Each topic once, by the title in the language it was first written in, in tree order."""
    found: dict[str, str] = {}
    for topic in TopicPage.objects.exclude(key=LIBRARY_KEY).order_by("path"):
        found.setdefault(topic.key, f"{'— ' * (topic.depth - 3)}{topic.title} ({topic.key})")
    return list(found.items())


CHOICES: dict[str, Callable[[], Choices]] = {
    "channels": channels,
    "topics": topics,
    "regions": lambda: choices_for("regions"),
    "segments": lambda: choices_for("segments"),
    "products": lambda: choices_for("products"),
}


def with_everything(choices: Callable[[], Choices]) -> Callable[[], Choices]:
    return lambda: [(EVERYTHING, str(_("All, also those to come"))), *choices()]


def holds(grant: AccessGrant, *, of: str) -> str:
    """For the list, where codes are known but a star is not; channels by their names."""
    held = getattr(grant, of)
    if EVERYTHING in held:
        return str(_("All, also those to come"))
    return str(_("; ")).join(str(name_of(code)) if of == "channels" else code for code in held)


class GrantForm(WagtailAdminModelForm):
    """Tick boxes in the place of lists; “all” stands alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in CHOICES.items():
            self.fields[name] = forms.MultipleChoiceField(
                choices=with_everything(choices),
                required=False,
                label=self.fields[name].label,
                widget=forms.CheckboxSelectMultiple,
            )
            self.initial.setdefault(name, getattr(self.instance, name))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        for name in CHOICES:
            if EVERYTHING in cleaned.get(name, ()):
                cleaned[name] = [EVERYTHING]
        return cleaned


def _column(name: str, label: Any) -> Column:
    return Column(name, label=capfirst(label), accessor=partial(holds, of=name))


class GrantViewSet(SnippetViewSet):
    model = AccessGrant
    icon = "key"
    menu_label = _("What groups may read")
    add_to_settings_menu = True
    list_display = ["group", "audience", _column("channels", _("channels")),
                    _column("topics", _("topics"))]  # fmt: skip
    copy_view_enabled = False
    panels = [FieldPanel("group"), FieldPanel("audience"), *(FieldPanel(n) for n in CHOICES)]

    def get_form_class(self, for_update: bool = False) -> Any:
        return self._edit_handler.get_form_class()

    def get_edit_handler(self) -> Any:
        handler = super().get_edit_handler()
        handler.base_form_class = GrantForm
        return handler
