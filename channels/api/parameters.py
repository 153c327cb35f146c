"""What stands in an address: read strictly, so that a misspelt name never widens an answer."""

from __future__ import annotations

import re
from collections.abc import Collection

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from channels.api.callers import Caller
from channels.api.problems import ApiProblem, Fault, bad_parameter

WALK = re.compile(r"[0-9a-f]{8}(\.[0-9a-f]{8}){0,39}", re.ASCII)
WHOLE_NUMBER = re.compile(r"[0-9]{1,30}")


def check_names(query: QueryDict, known: Collection[str]) -> None:
    """Raises ApiProblem for a parameter that the call does not have, or that stands twice."""
    faults = []
    for name, values in query.lists():
        if name not in known:
            names = ", ".join(sorted(known)) or "—"
            detail = _("This call has no such parameter; it has: %(names)s.") % {"names": names}
            faults.append(Fault(detail, "unknown", parameter=name))
        elif len(values) > 1:
            faults.append(Fault(_("Give it once."), "repeated", parameter=name))
    if faults:
        raise ApiProblem("bad-parameter", faults=faults)


def locale_in(given: str | None, caller: Caller) -> str:
    """The asked locale, or the key's first. Raises ApiProblem for one the key does not have."""
    if given is None and caller.locales:
        return caller.locales[0]
    if given not in caller.locales:
        raise ApiProblem("unknown-locale", locales=", ".join(caller.locales))
    return given


def words_in(query: QueryDict, name: str, known: Collection[str]) -> frozenset[str]:
    """A comma-separated list of known words. Raises ApiProblem."""
    if name not in query:
        return frozenset()
    words = [word.strip() for word in str(query[name]).split(",")]
    wrong = [word for word in words if word not in known]
    if wrong:
        detail = _("Unknown “%(word)s”: use some of %(known)s, separated by commas.") % {
            "word": wrong[0][:40],
            "known": ", ".join(known),
        }
        raise bad_parameter(name, detail, "unknown")
    return frozenset(words)


def path_in(query: QueryDict, name: str) -> tuple[str, ...]:
    """Ids of choices with dots between; none at the beginning. Raises ApiProblem."""
    if not query.get(name):
        return ()
    if not WALK.fullmatch(str(query[name])):
        detail = _("Write the ids of the choices in order, with dots between: 3f2a90bc.1d4e77aa")
        raise bad_parameter(name, detail, "invalid")
    return tuple(str(query[name]).split("."))


def number_in(query: QueryDict, name: str, *, default: int, least: int, most: int) -> int:
    """Raises ApiProblem, which names both bounds."""
    if name not in query:
        return default
    text = str(query[name])
    value = int(text) if WHOLE_NUMBER.fullmatch(text) else None
    if value is None or not least <= value <= most:
        detail = _("Use a whole number from %(least)s to %(most)s.")
        raise bad_parameter(name, detail % {"least": least, "most": most}, "out_of_range")
    return value
