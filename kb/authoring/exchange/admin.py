"""The screen to export and import: each is done in the background."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import Permission
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.auth import any_permission_required, permission_required
from wagtail.admin.menu import MenuItem

from kb.authoring.exchange.sight import EXPORT, IMPORT
from kb.authoring.exchange.work import CHECKING, EXPORTING, IMPORTING
from kb.authoring.grants_admin import topics
from kb.authoring.jobs import operations, queries
from kb.authoring.jobs.addresses import address_of

NAME, GO = "exchange", "exchange_import"
LARGEST_UPLOAD = 200 * 1024 * 1024
ENDINGS = (".zip", ".xlsx")


class ExportForm(forms.Form):
    form = forms.ChoiceField(
        label=gettext_lazy("As"),
        choices=[
            ("folder", gettext_lazy("Folder of Markdown, in a zip")),
            ("workbook", gettext_lazy("Workbook (XLSX)")),
        ],
    )
    which = forms.ChoiceField(
        label=gettext_lazy("Which texts"),
        choices=[
            ("latest", gettext_lazy("The latest texts, drafts included")),
            ("live", gettext_lazy("What readers get now")),
        ],
    )
    topic = forms.ChoiceField(label=gettext_lazy("Topic"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["topic"]
        field.choices = [("", _("All")), *topics()]


class ImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("An export that you have changed: the zip, or the workbook."),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(ENDINGS):
            raise forms.ValidationError(_("Choose a .zip or .xlsx file."))
        if file.size > LARGEST_UPLOAD:
            raise forms.ValidationError(_("The file may have at most 200 MB."))
        return file


@any_permission_required(EXPORT, IMPORT)
def exchange(request: HttpRequest) -> HttpResponse:
    """Both forms, each for whoever has its right."""
    may_export, may_import = request.user.has_perm(EXPORT), request.user.has_perm(IMPORT)
    asked = request.POST.get("do") if request.method == "POST" else None
    if asked == "export" and may_export:
        export_form, import_form = ExportForm(request.POST), ImportForm()
        if export_form.is_valid():
            return _started(request, EXPORTING, export_form.cleaned_data)
    elif asked == "import" and may_import:
        export_form, import_form = ExportForm(), ImportForm(request.POST, request.FILES)
        if import_form.is_valid():
            upload = import_form.cleaned_data["file"]
            return _started(request, CHECKING, {"name": upload.name}, upload=upload)
    elif asked:
        raise Http404
    else:
        export_form, import_form = ExportForm(), ImportForm()
    context = {
        "page_title": _("Export and import"),
        "header_icon": "download",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": _("Export and import")},
        ],
        "export_form": export_form if may_export else None,
        "import_form": import_form if may_import else None,
    }
    return render(request, "exchange/exchange.html", context)


def _started(
    request: HttpRequest, kind: str, arguments: dict[str, Any], upload: Any = None
) -> HttpResponse:
    job = operations.start(kind, user=request.user, arguments=arguments, upload=upload)
    return redirect(address_of(job))


@require_POST
@permission_required(IMPORT)
def go(request: HttpRequest, pk: int) -> HttpResponse:
    """Makes drafts of what one's own check has shown."""
    checked = get_object_or_404(queries.jobs_of(request.user), pk=pk, kind=CHECKING, state="done")
    if not checked.upload or checked.starter_id != request.user.pk:
        messages.error(request, _("The file is not kept any more. Upload it again."))
        return redirect(NAME)
    return _started(request, IMPORTING, {"of": pk})


class ExchangeMenuItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm(EXPORT) or request.user.has_perm(IMPORT))


def menu_item() -> MenuItem:
    """For Wagtail's hook register_admin_menu_item."""
    label = gettext_lazy("Export and import")
    return ExchangeMenuItem(label, reverse(NAME), icon_name="download", order=170)


def permissions() -> Any:
    """For Wagtail's hook register_permissions: groups can be given these."""
    return Permission.objects.filter(
        content_type__app_label="kb", codename__in=("export_knowledge", "import_knowledge")
    )


def urls() -> list[Any]:
    """For Wagtail's hook register_admin_urls."""
    return [
        path("exchange/", exchange, name=NAME),
        path("exchange/<int:pk>/import/", go, name=GO),
    ]
