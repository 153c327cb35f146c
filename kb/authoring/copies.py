"""Copying a page in the admin. A copy is a new draft; a second place (Wagtail's alias) shows the
same answer under another topic from the answer's next approval on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import CopyForm


class DraftCopyForm(CopyForm):
    """Wagtail's form offers superusers to publish the copies: here nobody may."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("publish_copies", "alias"):
            self.fields.pop(name, None)


class AnswerCopyForm(DraftCopyForm):
    """Also offers a second place of the same answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The view and its template know it by Wagtail's name.
        self.fields["alias"] = forms.BooleanField(
            required=False,
            label=_("A second place of the same answer"),
            help_text=_(
                "It follows every change of the answer, and appears with the answer's next "
                "approval."
            ),
        )

    def clean(self) -> dict[str, Any]:
        # Wagtail's own check would want the permission to publish, since its aliases go out at
        # once. Here the view makes one as live as the page it holds: not at all.
        is_second_place = self.cleaned_data.pop("alias", False)
        cleaned: dict[str, Any] = super().clean()
        cleaned["alias"] = is_second_place
        if is_second_place:
            self.page.specific.live = False
        return cleaned


def refuse_conversion(request: HttpRequest, page: Any) -> HttpResponse:
    """For Wagtail's hook before_convert_alias_page: it would publish a second answer at once."""
    messages.error(
        request,
        gettext(
            "A second place cannot become an answer of its own. Copy the answer instead: the copy "
            "is a draft that goes through approval."
        ),
    )
    return redirect("wagtailadmin_explore", page.get_parent().pk)
