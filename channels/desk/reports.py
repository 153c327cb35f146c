"""What an agent reports as wrong, unclear or missing, at the element it is about, and what became
of it."""

from __future__ import annotations

from django import forms
from django.core.validators import RegexValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from channels.asking import note_verdict
from channels.desk.scopes import CHANNEL, at_desk, for_staff
from channels.desk.verdicts import VERDICTS
from channels.paths import shown_locales
from kb.access import Scope
from kb.care.corrections import mark_read, reports_by
from kb.feedback.operations import MAX_COMMENT, record_feedback
from kb.publication.queries import Candidate, authorize

SHOWN = 50
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
        reporter_id=request.user.pk,
        **said,
    )
    if kept is None:
        return render(request, "desk/report_failed.html", status=404)
    note_verdict(kept.verdict, scope=scope, channel=CHANNEL, locale=kept.locale)
    return render(request, "desk/report_kept.html")


@require_safe
@for_staff
def my_reports(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    """Newest first. What has an outcome counts as read once this page was shown."""
    person = int(request.user.pk or 0)
    reports = reports_by(person, limit=SHOWN)
    here = at_desk(scope)
    wanted = [Candidate(one.feedback.key, one.feedback.locale) for one in reports]
    seen = {(a.key, a.locale): a for a in authorize(scope=here, candidates=wanted)}
    rows = [(one, seen.get((one.feedback.key, one.feedback.locale))) for one in reports]
    response = render(request, "desk/my_reports.html", {"rows": rows})
    mark_read(person, shown=reports, now=scope.now)
    return response
