"""Which answers somebody may read at the desk now: only these are named, and only these count."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from channels.supervising.seeing import Sight
from kb.publication.queries import Authorized, Candidate, authorize

Answer = tuple[str, str]
AT_ONCE = 500


def readable(answers: Iterable[Answer], *, sight: Sight) -> dict[Answer, Authorized]:
    """In the given order; forbidden and absent alike are left out."""
    wanted = [Candidate(key, locale) for key, locale in answers]
    found: dict[Answer, Authorized] = {}
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        found |= {(a.key, a.locale): a for a in authorize(scope=sight.scope, candidates=some)}
    return found


def readable_keys(answers: Collection[Answer], *, sight: Sight) -> frozenset[Answer]:
    return frozenset(readable(sorted(answers), sight=sight))
