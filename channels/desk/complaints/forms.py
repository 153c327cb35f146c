"""What can be said of a complaint at the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from channels.desk.verdicts import VERDICTS
from channels.paths import shown_locales
from kb.feedback.complaints.acts import CauseForm
from kb.feedback.complaints.models import MAX_WORDS

SAFE_NAME = RegexValidator(r"^[A-Za-z0-9.-]*\Z")
MAX_COMMENT = 300


class KnowledgeForm(forms.Form):
    """An answer, or one element of it, and what is wrong there, if anything is."""

    key = forms.CharField(max_length=80, validators=[SAFE_NAME])
    locale = forms.ChoiceField(choices=[(tag, tag) for tag in shown_locales()])
    element = forms.CharField(max_length=36, required=False, validators=[SAFE_NAME])
    verdict = forms.ChoiceField(choices=VERDICTS, required=False)
    comment = forms.CharField(max_length=MAX_COMMENT, required=False)


class TakeForm(CauseForm, KnowledgeForm):
    """The answer that is open, if one is."""

    words = forms.CharField(max_length=MAX_WORDS)
    request = forms.UUIDField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].required = self.fields["locale"].required = False
