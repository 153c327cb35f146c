"""What the supervisors' overview says of surges."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from kb.feedback.surges.queries import Seen, open_surges
from kb.feedback.surges.seeing import sight_of

register = template.Library()


@register.simple_tag
def surges_now(user: Any) -> list[Seen]:
    """Those that go on and are not known, as far as this person may see them."""
    sight = sight_of(user, now=timezone.now())
    return open_surges(sight=sight) if sight is not None else []
