"""Requests that no view should have to read: no text, too long, or with a key where logs see it."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest

from channels.api.key_format import is_well_formed
from channels.api.problems import ApiProblem

# The longest text anybody sends here has 2,000 characters, so this is plenty.
MAX_BODY_BYTES = 64 * 1024
KEY_PARAMETERS = frozenset({"key", "api_key", "apikey", "api-key", "access_token", "token"})


def find_illegible(request: HttpRequest) -> ApiProblem | None:
    query = request.META.get("QUERY_STRING", "")
    if "\0" in request.path_info or not is_text(query):
        return ApiProblem("bad-text")
    try:
        # For a host that is none of ours, and for thousands of parameters.
        request.get_host()
        if query and holds_key(request):
            return ApiProblem("key-in-address")
    except SuspiciousOperation:
        return ApiProblem("bad-request")
    return check_length(request.META.get("CONTENT_LENGTH") or "0")


def check_length(length: str) -> ApiProblem | None:
    if not (length.isascii() and length.isdigit()):
        return ApiProblem("bad-request")
    if len(length) > len(str(MAX_BODY_BYTES)) or int(length) > MAX_BODY_BYTES:
        return ApiProblem("body-too-large", most=MAX_BODY_BYTES)
    return None


def is_text(query: str) -> bool:
    """Is it UTF-8 without NUL, once percent signs are resolved?"""
    if query.isascii() and "%" not in query:
        return "\0" not in query
    # WSGI hands over bytes as Latin-1.
    raw = unquote_to_bytes(query.encode("latin-1", errors="replace"))
    try:
        return "\0" not in raw.decode()
    except UnicodeDecodeError:
        return False


def holds_key(request: HttpRequest) -> bool:
    """By its name or by its checksum."""
    for name, values in request.GET.lists():
        if name.lower() in KEY_PARAMETERS:
            return True
        if any(v.startswith(settings.API_KEY_PREFIX) and is_well_formed(v) for v in values):
            return True
    return False
