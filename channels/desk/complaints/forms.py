"""What can be said of a complaint at the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from channels.desk.verdicts import VERDICTS
from channels.paths import shown_locales
from kb.feedback.complaints.models import MAX_NOTE, MAX_WORDS, Complaint, ComplaintReason
from kb.feedback.complaints.queries import reasons_by_cause

SAFE_NAME = RegexValidator(r"^[A-Za-z0-9.-]*\Z")
MAX_COMMENT = 300


class CauseForm(forms.Form):
    """One field for both: `process`, or the number of a reason, which has its cause."""

    cause = forms.CharField(max_length=20)

    def clean_cause(self) -> tuple[str, ComplaintReason | None]:
        said = self.cleaned_data["cause"]
        for cause, _label, reasons in reasons_by_cause():
            if said == cause:
                return cause, None
            for reason in reasons:
                if said == str(reason.pk):
                    return cause, reason
        raise forms.ValidationError(_("Choose a cause."))


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


class NoteForm(forms.Form):
    text = forms.CharField(max_length=MAX_NOTE)


class EndForm(forms.Form):
    outcome = forms.ChoiceField(choices=Complaint.Outcome.choices)
    answered = forms.ChoiceField(choices=Complaint.Answered.choices)
    result = forms.CharField(max_length=MAX_NOTE)
