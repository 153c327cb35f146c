"""How the cells of tables of figures are written."""

from __future__ import annotations

from typing import Any

from django import template

from channels.supervising.units import UNKNOWN, percent

register = template.Library()


@register.filter
def figure(cell: Any) -> str:
    """A fraction is a share of one."""
    if cell is None:
        return UNKNOWN
    return percent(cell) if isinstance(cell, float) else str(cell)


@register.filter
def hundredth(rate: float | None) -> str:
    """Of a drawing that is a hundred wide."""
    return f"{100 * (rate or 0):.1f}"


@register.filter
def is_number(cell: Any) -> bool:
    return cell is None or isinstance(cell, int | float)


@register.filter
def of_most(number: int, most: int) -> str:
    """The width of a bar beside the widest, of a hundred."""
    return f"{100 * number / most:.1f}" if most else "0"
