"""Ending a basis, and looking at what cites it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import permission_required
from wagtail.admin.widgets.button import Button

from kb.authoring.models import BasisRecord
from kb.authoring.names import name_and_number
from kb.care.basis_tasks import end, open_tasks
from kb.care.closing import Words, close_as_asked, typed_for
from kb.care.models import BasisTask
from kb.care.rows import settle
from kb.care.screens import go_back, show
from kb.care.seeing import VIEW, editable, visible
from kb.care.subjects import edit_url, shown

TASKS, CLOSE, END = "care_basis_tasks", "care_basis_close", "care_basis_end"
MAY_END = "kb.change_basisrecord"
A_PAGE = 50


class EndForm(forms.Form):
    """Empty means repealed without anything in its place."""

    replaced_by = forms.ModelChoiceField(
        BasisRecord.objects.none(),
        required=False,
        label=gettext_lazy("Replaced by"),
        help_text=gettext_lazy("Leave it empty where nothing takes its place."),
    )

    def __init__(self, *args: Any, record: BasisRecord, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = BasisRecord.objects.filter(state=BasisRecord.State.IN_FORCE)
        field: Any = self.fields["replaced_by"]
        field.queryset = others.exclude(pk=record.pk)


@permission_required(MAY_END)
def end_basis(request: HttpRequest, pk: int) -> HttpResponse:
    record = BasisRecord.objects.filter(pk=pk, state=BasisRecord.State.IN_FORCE).first()
    if record is None:
        raise Http404
    form = EndForm(request.POST or None, record=record)
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data["replaced_by"]
        opened = end(record, replaced_by=wish, now=timezone.now())
        messages.success(request, _told_end(opened))
        return redirect(TASKS)
    title = _("Repeal or replace")
    return show(
        request, "care/end_basis.html", title=title, icon="doc-full", form=form, name=record
    )


def _told_end(opened: int) -> str:
    if not opened:
        return _("It has ended. Nothing cites it.")
    text = ngettext(
        "It has ended. %(count)s element cites it; its owner has a task.",
        "It has ended. %(count)s elements cite it; their owners have tasks.",
        opened,
    )
    return text % {"count": opened}


@require_safe
@permission_required(VIEW)
def tasks(request: HttpRequest) -> HttpResponse:
    settle(today=timezone.localdate())
    found = open_tasks(visible(request.user))
    if request.GET.get("whose") == "mine":
        found = found.filter(care__owner=request.user)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("p"))
    rows = list(page)
    names = shown({task.care_id: task.care for task in rows}.values())
    mine = set(
        editable(request.user)
        .filter(pk__in=[task.care_id for task in rows])
        .values_list("pk", flat=True)
    )
    today = timezone.localdate()
    return show(
        request,
        "care/basis_tasks.html",
        title=_("Bases that ended"),
        icon="doc-full",
        rows=[
            {
                "task": task,
                "title": names[task.care_id].title if task.care_id in names else "–",
                "url": edit_url(task.care) if task.care_id in mine else "",
                "owner": name_and_number(task.care.owner) if task.care.owner else "",
                "is_late": task.due_on < today,
                "is_mine": task.care_id in mine,
                "typed": typed_for(request, task),
            }
            for task in rows
        ],
        page=page,
        whose=request.GET.get("whose", ""),
        keep="whose=mine&" if request.GET.get("whose") == "mine" else "",
    )


@require_POST
@permission_required(VIEW)
def close_task(request: HttpRequest, pk: int) -> HttpResponse:
    task: BasisTask | None = open_tasks(editable(request.user)).filter(pk=pk).first()
    if task is None:
        raise Http404
    words = Words(
        unchanged=_("Nothing was saved there since the basis ended. Edit it first."),
        no_reason=_("Say why it is still right without its basis."),
        done=_("Noted, with your name."),
    )
    close_as_asked(request, task, words=words)
    return go_back(request, reverse(TASKS))


def end_button(snippet: Any, user: Any, next_url: str = "") -> list[Button]:
    """For Wagtail's hook register_snippet_listing_buttons."""
    if not isinstance(snippet, BasisRecord) or snippet.state != BasisRecord.State.IN_FORCE:
        return []
    if not user.has_perm(MAY_END):
        return []
    url = reverse(END, args=[snippet.pk])
    return [Button(_("Repeal or replace"), url, icon_name="cross", priority=50)]


def urls() -> list[Any]:
    return [
        path("care/bases/", tasks, name=TASKS),
        path("care/bases/<int:pk>/end/", end_basis, name=END),
        path("care/bases/tasks/<int:pk>/close/", close_task, name=CLOSE),
    ]
