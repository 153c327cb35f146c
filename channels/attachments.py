"""Attachments of bases leave through here alone: to staff who see an element that cites the basis,
with the customer who is on the line, while the attachment is valid; and to those who keep the
bases."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from channels.desk.scopes import scope_on_the_line
from kb.publication.attachments import find_attachment

FOLDER = "basis"
MAY_KEEP = "kb.change_basisrecord"


@require_safe
def attachment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """404 for whoever may not have it, as for what is not there."""
    scope = scope_on_the_line(request, now=timezone.now())
    found = find_attachment(scope=scope, pk=pk) if scope is not None else None
    if found is None:
        raise Http404
    return _file(found.file.name or "", found.file_name)


@require_safe
def working_copy(request: HttpRequest, name: str) -> HttpResponseBase:
    """The link in the form of a basis, for those who keep it; also of what is not valid now."""
    path = f"{FOLDER}/{name}"
    user: Any = request.user
    if not (user.is_authenticated and user.has_perm(MAY_KEEP)):
        raise Http404
    return _file(path, name)


def _file(path: str, name: str) -> HttpResponseBase:
    if not default_storage.exists(path):
        raise Http404
    response = FileResponse(default_storage.open(path), as_attachment=True, filename=name)
    response["Cache-Control"] = "private, no-store"
    return response
