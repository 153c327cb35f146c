"""What stands within reach on the empty desk: pins, favourites of the team, what is asked much more
than usual now, what was opened lately, and what is asked most these days; each answer once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels.contacts.queries import opened_lately
from channels.desk.models import Kept
from channels.desk.scopes import CHANNEL
from channels.reads.queries import most_read
from channels.rows import Row, listed_rows
from kb.access import Scope
from kb.feedback.surges.queries import surging_keys
from kb.publication.queries import Authorized, Candidate, authorize

MOST_OF = {"pin": 30, "favourite": 30, "surge": 3, "recent": 5, "hot": 5}
HOT_DAYS, HOT_KNOWN, HOT_SECONDS = 7, 60, 300
SURGES_KNOWN, SURGES_SECONDS = 30, 20
NAMES = {
    "pin": _("Pinned"),
    "favourite": _("Team favourites"),
    "surge": _("Asked much more than usual now"),
    "recent": _("Opened lately"),
    "hot": _("Asked most these days"),
    "new": _("New and changed"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """`rows`: each with its number on the desk, over all sections."""

    code: str
    rows: tuple[tuple[int, Row], ...]

    @property
    def name(self) -> Any:
        return NAMES[self.code]


@dataclass(slots=True)
class _Filling:
    """Sections in the order they are filled; what stands in one stands in no later one."""

    titles: Mapping[str, str]
    seen: set[Candidate] = field(default_factory=set)
    count: int = 0

    def section(self, code: str, answers: Sequence[Authorized], *, most: int) -> Section:
        fresh = [a for a in answers if Candidate(a.key, a.locale) not in self.seen][:most]
        self.seen |= {Candidate(a.key, a.locale) for a in fresh}
        rows = listed_rows(fresh, titles=self.titles)
        first, self.count = self.count + 1, self.count + len(rows)
        return Section(code, tuple(enumerate(rows, first)))


def sections(
    *, user_id: int, scope: Scope, locale: str, newest: Sequence[Authorized], most_new: int,
    titles: Mapping[str, str],
) -> tuple[Section, ...]:  # fmt: skip
    """Those with something in them. `newest`: answers that changed last, at most `most_new` where
    nothing else stands here, about half as many else. Two queries beside those of authorising."""
    kept = _kept(user_id)
    kept["surge"] = [Candidate(key, locale) for key in _surging()]
    kept["hot"] = [Candidate(key, locale) for key in hot_keys(scope=scope, locale=locale)]
    wanted = list(dict.fromkeys(one for found in kept.values() for one in found))
    seen = {Candidate(a.key, a.locale): a for a in authorize(scope=scope, candidates=wanted)}
    visible = {code: [seen[one] for one in found if one in seen] for code, found in kept.items()}
    return tuple(_filled(visible, newest, most_new=most_new, titles=titles))


def _filled(
    visible: Mapping[str, Sequence[Authorized]], newest: Sequence[Authorized], *,
    most_new: int, titles: Mapping[str, str],
) -> Iterator[Section]:  # fmt: skip
    filling = _Filling(titles)
    for code, most in MOST_OF.items():
        section = filling.section(code, visible.get(code, ()), most=most)
        if section.rows:
            yield section
    new = filling.section("new", newest, most=(most_new + 1) // 2 if filling.count else most_new)
    if new.rows:
        yield new


def _kept(user_id: int) -> dict[str, list[Candidate]]:
    mine = Q(user_id=user_id) | Q(team__user__id=user_id)
    rows = Kept.objects.filter(mine).order_by("position", "pk")
    found: dict[str, list[Candidate]] = {}
    for kind, key, locale in rows.values_list("kind", "key", "locale"):
        found.setdefault(kind, []).append(Candidate(key, locale))
    return found | {"recent": [Candidate(*named) for named in opened_lately(user_id)]}


def pins_of(user_id: int, *, scope: Scope) -> tuple[Authorized, ...]:
    """In their own order, as far as this scope may see them."""
    rows = Kept.objects.filter(kind=Kept.Kind.PIN, user_id=user_id).order_by("position", "pk")
    wanted = [Candidate(key, locale) for key, locale in rows.values_list("key", "locale")]
    return authorize(scope=scope, candidates=wanted)


def _surging() -> Sequence[str]:
    """Known for some seconds for everybody; who may see them is asked of each."""
    found: Sequence[str] | None = cache.get("desk-surges")
    if found is None:
        found = surging_keys(limit=SURGES_KNOWN)
        cache.set("desk-surges", found, SURGES_SECONDS)
    return found


def hot_keys(*, scope: Scope, locale: str) -> Sequence[str]:
    """By what all agents read, so known for some minutes for everybody; who may see them is asked
    of each. Far more than are shown, for readers of few."""
    since = (scope.now - timedelta(days=HOT_DAYS)).date()
    name = f"desk-hot:{locale}:{since}"
    found: Sequence[str] | None = cache.get(name)
    if found is None:
        found = most_read(channel=CHANNEL, locale=locale, since=since, limit=HOT_KNOWN)
        cache.set(name, found, HOT_SECONDS)
    return found
