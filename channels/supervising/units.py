"""Figures as people read them, in the language of the screen. Pure."""

from __future__ import annotations

from django.utils.translation import gettext as _

UNKNOWN = "–"


def percent(rate: float | None) -> str:
    return UNKNOWN if rate is None else f"{100 * rate:.0f}%"


def seconds(number: int | None) -> str:
    if number is None:
        return UNKNOWN
    minutes, rest = divmod(number, 60)
    if not minutes:
        return _("%(seconds)s s") % {"seconds": rest}
    if not rest:
        return _("%(minutes)s min") % {"minutes": minutes}
    return _("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": rest}
