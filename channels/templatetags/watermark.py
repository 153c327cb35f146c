"""The staff number all over the desk, where the house wants it: whoever photographs a screen is
known by the picture."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings

register = template.Library()
# Enough for a large screen; the rest is cut off.
TIMES = range(160)


@register.inclusion_tag("desk/watermark.html", takes_context=True)
def watermark(context: Any) -> dict[str, Any]:
    user = context["request"].user if settings.STAFF_WATERMARK else None
    number = user.get_username() if user is not None and user.is_authenticated else ""
    return {"number": number, "times": TIMES if number else ()}
