"""Figures as people read them, in the language of the screen. Pure."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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


def duration(number: int | None) -> str:
    """Of matters that take days: hours are the smallest that is told."""
    if number is None:
        return UNKNOWN
    days, hours = divmod(number // 3600, 24)
    if not days:
        return _("%(hours)s h") % {"hours": hours} if hours else _("under an hour")
    if not hours:
        return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    return _("%(days)s d %(hours)s h") % {"days": days, "hours": hours}
