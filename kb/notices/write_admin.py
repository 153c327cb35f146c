"""Filling in a notice: from a template, from nothing, or as a correction of one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.auth import permission_required

from kb.access import Scope
from kb.authoring.staff_scopes import staff_scope
from kb.feedback.surges.operations import note_notice
from kb.feedback.surges.queries import find_surge
from kb.feedback.surges.seeing import sight_of
from kb.notices.forms import NoticeForm, ends_after
from kb.notices.operations import SUBMIT, submit
from kb.notices.screens import ONE, show
from kb.notices.seeing import find_notice, screen_locale
from kb.notices.tables import WORDINGS, Notice, NoticeTemplate, NoticeVersion

USUAL_HOURS = 2
# What a template is chosen for stays while it is.
CAME_WITH = ("answer", "surge")


@permission_required(SUBMIT)
def new(request: HttpRequest) -> HttpResponse:
    """`template`: which to begin from; `answer`: a key to link; `surge`: the alert it comes of,
    which is told of the notice."""
    scope = _scope_of(request)
    asked = request.POST.get("template") or request.GET.get("template", "")
    number = asked if asked.isdecimal() and len(asked) < 19 else 0
    template = NoticeTemplate.objects.filter(pk=number).first()
    start = _begun(template, scope=scope)
    start["answers"] = "\n".join(filter(None, [start["answers"], request.GET.get("answer", "")]))
    form = NoticeForm(request.POST or None, initial=start, scope=scope)
    if request.method == "POST" and form.is_valid():
        return _submitted(request, form, template=str(template or ""))
    title = _("New emergency notice")
    return show(
        request,
        "notices/write.html",
        title=title,
        form=form,
        chosen=template,
        templates=NoticeTemplate.objects.all(),
        keep=urlencode({k: v for k in CAME_WITH if (v := request.GET.get(k, ""))}),
    )


@permission_required(SUBMIT)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest version, to be changed; what holds goes on until the correction is released."""
    scope = _scope_of(request)
    notice = find_notice(pk, scope=scope)
    if notice is None:
        raise Http404
    newest = notice.versions.all()[0]
    form = NoticeForm(request.POST or None, initial=_as_it_was(newest), scope=scope)
    if request.method == "POST" and form.is_valid():
        return _submitted(request, form, template=notice.template, notice=notice)
    title = _("Correct: %(title)s") % {"title": notice.title}
    return show(request, "notices/write.html", title=title, form=form, notice=notice)


def _scope_of(request: HttpRequest) -> Scope:
    """Whoever has no grants addresses nobody."""
    scope = staff_scope(request.user, now=timezone.now())
    if scope is None:
        raise Http404
    return scope


def _submitted(
    request: HttpRequest, form: NoticeForm, *, template: str, notice: Notice | None = None
) -> HttpResponse:
    version = submit(
        form.draft(template=template),
        by=request.user,
        scope=form.scope,
        locale=screen_locale(),
        notice=notice,
    )
    _tell_surge(request, version)
    messages.success(request, _("Submitted. It goes out once somebody else releases it."))
    return redirect(ONE, version.notice_id)


def _tell_surge(request: HttpRequest, version: NoticeVersion) -> None:
    """The alert it was begun from, where this person sees that."""
    asked, at = request.GET.get("surge", ""), version.submitted_at
    sight = sight_of(request.user, now=at) if asked.isdecimal() and len(asked) < 19 else None
    if sight is not None and (found := find_surge(int(asked), sight=sight)):
        note_notice(found.surge, notice_id=version.notice_id, by=request.user, at=at)


def _begun(template: NoticeTemplate | None, *, scope: Scope) -> dict[str, Any]:
    hours = template.hours if template else USUAL_HOURS
    start: dict[str, Any] = {"ends_at": ends_after(hours, now=timezone.localtime(scope.now))}
    if template is None:
        return start | {"answers": "", "audience": "public"}
    texts = {name: getattr(template, name) for name in (*WORDINGS, "audience", "answers")}
    return start | texts | {"title": str(template)}


def _as_it_was(version: NoticeVersion) -> dict[str, Any]:
    names = (*WORDINGS, "audience", "regions", "topics", "teams", "starts_at", "ends_at")
    start = {name: getattr(version, name) for name in names}
    return start | {"title": version.notice.title, "answers": "\n".join(version.answers)}
