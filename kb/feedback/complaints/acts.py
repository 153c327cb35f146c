"""What can be done about a complaint, as forms say it: the same at the desk and in the admin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from kb.feedback.complaints import operations
from kb.feedback.complaints.models import MAX_NOTE, Complaint, ComplaintReason
from kb.feedback.complaints.operations import Ending
from kb.feedback.complaints.queries import reasons_by_cause
from kb.feedback.complaints.rules import CannotDo
from kb.feedback.complaints.steps import By


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


class NoteForm(forms.Form):
    text = forms.CharField(max_length=MAX_NOTE)


class EndForm(forms.Form):
    outcome = forms.ChoiceField(choices=Complaint.Outcome.choices)
    answered = forms.ChoiceField(choices=Complaint.Answered.choices)
    result = forms.CharField(max_length=MAX_NOTE)


Said = Mapping[str, Any]


def note(one: Complaint, said: Said, by: By) -> None:
    text = checked(NoteForm(said), _("Write what was done, in at most 500 characters."))["text"]
    operations.note(one, text, by)


def set_cause(one: Complaint, said: Said, by: By) -> None:
    cause, reason = checked(CauseForm(said), _("Choose a cause."))["cause"]
    operations.set_cause(one, cause=cause, reason=reason, by=by)


def join(one: Complaint, said: Said, by: By) -> None:
    operations.join(one, by)


def close(one: Complaint, said: Said, by: By) -> None:
    problem = _("Say whether the customer was right, how they were told, and what came of it.")
    operations.close(one, Ending(**checked(EndForm(said), problem)), by)


def reopen(one: Complaint, said: Said, by: By) -> None:
    text = checked(NoteForm(said), _("Say why it is opened again."))["text"]
    operations.reopen(one, text, by)


def checked(form: forms.Form, problem: str) -> dict[str, Any]:
    """Raises CannotDo."""
    if not form.is_valid():
        raise CannotDo(problem)
    return dict(form.cleaned_data)


ACTS: dict[str, Callable[[Complaint, Said, By], None]] = {
    "note": note,
    "cause": set_cause,
    "join": join,
    "close": close,
    "reopen": reopen,
}
