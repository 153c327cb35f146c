"""What templates ask for where an agent asks the team leader."""

from __future__ import annotations

import uuid

from django import template

register = template.Library()


@register.simple_tag
def new_request() -> str:
    """Names the next question from this page."""
    return str(uuid.uuid4())
