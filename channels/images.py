"""Pictures leave through here alone: seen where an element that holds them may be seen."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe
from wagtail.images import get_image_model
from wagtail.images.models import SourceImageIOError
from wagtail.permissions import policy_registry

from channels.desk.scopes import scope_on_the_line
from channels.help.scopes import public_scope
from kb.publication.images import is_image_visible

# Fits a help page at twice the pixels of its column.
SIZE = "max-1400x1400"
FOLDER = "images"
MAY_WORK_WITH_IMAGES = ("add", "change", "choose")


@require_safe
def image(request: HttpRequest, image_id: int) -> HttpResponseBase:
    """The picture as pages show it; 404 for whoever may see no place of it."""
    is_public = _is_public(image_id)
    if not (is_public or _is_for_staff(request, image_id)):
        raise Http404
    found = get_image_model().objects.filter(pk=image_id).first()
    if found is None:
        raise Http404
    try:
        rendition = found.get_rendition(SIZE)
    except SourceImageIOError:
        raise Http404 from None
    tag = f"{found.get_file_hash()}.{SIZE}"
    return _file(request, rendition.file.name, tag=tag, is_public=is_public)


@require_safe
def working_copy(request: HttpRequest, name: str) -> HttpResponseBase:
    """The thumbnails of Wagtail's screens, for those who work with pictures there."""
    path = f"{FOLDER}/{name}"
    if not _works_with_images(request) or not default_storage.exists(path):
        raise Http404
    return _file(request, path, tag=name, is_public=False)


def _is_public(image_id: int) -> bool:
    scope = public_scope(now=timezone.now())
    return scope is not None and is_image_visible(scope=scope, image=image_id)


def _is_for_staff(request: HttpRequest, image_id: int) -> bool:
    """In an answer of theirs, as far as the customer on the line is verified; editors need it in
    drafts too."""
    if _works_with_images(request):
        return True
    scope = scope_on_the_line(request, now=timezone.now())
    return scope is not None and is_image_visible(scope=scope, image=image_id)


def _works_with_images(request: HttpRequest) -> bool:
    if not request.user.is_authenticated:
        return False
    policy: Any = policy_registry.get_by_type(get_image_model())
    return bool(policy.user_has_any_permission(request.user, MAY_WORK_WITH_IMAGES))


def _file(request: HttpRequest, path: str, *, tag: str, is_public: bool) -> HttpResponseBase:
    etag = quote_etag(tag)
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        response = FileResponse(default_storage.open(path))
    response["ETag"] = etag
    # Asked for each time: a picture goes with its element.
    response["Cache-Control"] = "no-cache" if is_public else "private, no-cache"
    if not is_public:
        patch_vary_headers(response, ("Cookie",))
    return response
