"""What is new for one person since their last shift."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kb.access import Scope
from kb.document import CORE_KINDS, Document
from kb.publication.since import Changed, changed_since
from kb.reading.material import ElementChange, changes_between, texts_of
from kb.reading.models import SeenChange, Shift

# Whoever was away for longer, or finds more, begins with the newest.
MOST_DAYS, MOST_ANSWERS = 14, 100


@dataclass(frozen=True, slots=True)
class NewsItem:
    """`state`: new, changed, or withdrawn, of which nothing but the key is told. `lead`: how a new
    answer begins. `is_seen`: by the person who asks."""

    key: str
    locale: str
    question: str
    topic: str
    state: str
    seq: int
    at: datetime
    elements: tuple[ElementChange, ...] = ()
    lead: str = ""
    is_seen: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """The newest first; `since`: when this person was last there, None for who never was."""

    since: datetime | None
    items: tuple[NewsItem, ...] = ()

    @property
    def unseen(self) -> int:
        return sum(not item.is_seen for item in self.items)

    def find(self, key: str, locale: str) -> NewsItem | None:
        return next((one for one in self.items if (one.key, one.locale) == (key, locale)), None)


def news_for(user_id: int, *, scope: Scope, locale: str) -> News:
    """`scope`: of the one channel on which this person reads."""
    shift = Shift.objects.filter(user_id=user_id).first()
    return news_of(shift, scope=scope, locale=locale) if shift else News(None)


def news_of(shift: Shift, *, scope: Scope, locale: str) -> News:
    """What makes no difference to this reader, or only in signs, is left out."""
    oldest = scope.now - timedelta(days=MOST_DAYS)
    since, after = (shift.since, shift.after) if shift.since > oldest else (oldest, None)
    changed = changed_since(
        scope=scope, locale=locale, since=since, after=after, limit=MOST_ANSWERS
    )
    if not changed:
        return News(since)
    seen = _seen(shift.user_id, locale=locale)
    items = (_item(one, scope=scope) for one in changed)
    return News(since, tuple(
        replace(item, is_seen=item.seq <= seen.get(item.key, 0)) for item in items if item
    ))  # fmt: skip


def _seen(user_id: int, *, locale: str) -> dict[str, int]:
    rows = SeenChange.objects.filter(user_id=user_id, locale=locale)
    return dict(rows.values_list("key", "seq"))


def _item(one: Changed, *, scope: Scope) -> NewsItem | None:
    if one.now is None:
        return NewsItem(one.key, one.locale, "", one.topic, "withdrawn", one.seq, one.at)
    document = one.now.document
    told = NewsItem(one.key, one.locale, document.question, one.topic, "new", one.seq, one.at)
    if one.before is None:
        return replace(told, lead=_lead(document, scope=scope))
    elements = changes_between(one.before, document, scope=scope)
    return replace(told, state="changed", elements=elements) if elements else None


def _lead(document: Document, *, scope: Scope) -> str:
    """Nothing that waits for a customer to be verified: the list may stand there before one."""
    free = (p for p in document.passages if not p.labels.verification)
    core = tuple(p for p in free if p.kind in CORE_KINDS)[:1]
    texts = texts_of(replace(document, passages=core), scope=scope)
    return next((text.text for text in texts.values()), "")
