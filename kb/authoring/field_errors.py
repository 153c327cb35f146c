"""What is wrong within an element, put at its very fields as Wagtail's forms show it."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from kb.problem import Place

# Where in the element, and what to do.
Said = tuple[Place, str]


def error_at_fields(found: Iterable[Said]) -> ValidationError:
    """Names lead into fields, numbers into the items of a list."""
    here: list[str] = []
    inside: dict[str | int, list[Said]] = {}
    for place, text in found:
        if place:
            inside.setdefault(place[0], []).append((place[1:], text))
        else:
            here.append(text)
    errors = {step: error_at_fields(deeper) for step, deeper in inside.items()}
    if not errors:
        return ValidationError(here)
    is_list = all(isinstance(step, int) for step in errors)
    kind = ListBlockValidationError if is_list else StructBlockValidationError
    error: ValidationError = kind(block_errors=errors, non_block_errors=here)
    return error
