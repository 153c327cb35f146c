"""What an agent reports as wrong, outdated or missing, at the element it is about."""

from __future__ import annotations

from django import forms
from django.core.validators import RegexValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from channels.asking import note_verdict
from channels.desk.scopes import CHANNEL, for_staff
from channels.paths import shown_locales
from kb.access import Scope
from kb.feedback.operations import MAX_COMMENT, record_feedback

VERDICTS = [
    ("wrong", _("Wrong")),
    ("outdated", _("Out of date")),
    ("missing", _("Something is missing")),
]
SAFE_NAME = RegexValidator(r"^[A-Za-z0-9.-]*\Z")


class ReportForm(forms.Form):
    """As the desk sends it; everything but the comment stands in the page already."""

    key = forms.CharField(max_length=80, validators=[SAFE_NAME])
    locale = forms.ChoiceField(choices=[(tag, tag) for tag in shown_locales()])
    element = forms.CharField(max_length=36, required=False, validators=[SAFE_NAME])
    rendition = forms.CharField(max_length=64, required=False, validators=[SAFE_NAME])
    verdict = forms.ChoiceField(choices=VERDICTS)
    comment = forms.CharField(max_length=MAX_COMMENT, required=False)


@require_POST
@for_staff
def report(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    form = ReportForm(request.POST)
    if not form.is_valid():
        return render(request, "desk/report_failed.html", {"form": form}, status=422)
    said = form.cleaned_data
    kept = record_feedback(
        scope=scope,
        channel=CHANNEL,
        source=request.user.get_username(),
        at=scope.now,
        **said,
    )
    if kept is None:
        return render(request, "desk/report_failed.html", status=404)
    note_verdict(kept.verdict, scope=scope, channel=CHANNEL, locale=kept.locale)
    return render(request, "desk/report_kept.html")
