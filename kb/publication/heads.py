"""That an answer is there and its place is open to a scope: the first half of every read that
keeps the elements elsewhere, so it is one statement of our own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection

from kb.access import Scope
from kb.publication.models import Live
from kb.publication.queries import places_of
from kb.publication.withholding import Withholding, current_withholdings

# The interval of now by the unique index (key, locale, valid_from), its home topic, and whether
# anything at all is withheld, which is rare. Building this through the ORM costs four times as
# much as running it (docs/benchmarks.md).
HEAD = """
SELECT live.id, live.seq, topic.key, topic.lineage, topic.open,
       EXISTS (SELECT 1 FROM kb_withheld)
FROM kb_live live LEFT JOIN kb_livetopic topic ON topic.topic_id = live.topic_id
WHERE live.key = %s AND live.locale = %s AND live.valid_from <= %s AND live.valid_to > %s
  AND live.audience <= %s
"""


@dataclass(frozen=True, slots=True)
class LiveHead:
    """The elements are still to be checked one by one, with `withheld` and their labels."""

    id: int
    key: str
    locale: str
    seq: int
    topic: str
    withheld: tuple[Withholding, ...]


def find_head(*, scope: Scope, key: str, locale: str) -> LiveHead | None:
    """For readers that keep the elements themselves, with their labels (renditions)."""
    if locale not in scope.locales:
        return None
    now = connection.ops.adapt_datetimefield_value(scope.now)
    with connection.cursor() as cursor:
        cursor.execute(HEAD, [key, locale, now, now, int(scope.audience)])
        row = cursor.fetchone()
    if row is None:
        return None
    pk, seq, topic, lineage, is_open, is_withheld = row
    if not (is_open and scope.covers_topics(_lineage(lineage))):
        topic = _second_topic(pk, scope=scope)
    if topic is None:
        return None
    return LiveHead(pk, key, locale, seq, topic, current_withholdings() if is_withheld else ())


def live_row(head: LiveHead) -> Live | None:
    """The whole row behind a head, for rendering what no projection has rendered yet; None where
    it was replaced in the meantime."""
    return Live.objects.filter(pk=head.id).first()


@lru_cache(maxsize=1024)
def _lineage(text: str) -> Sequence[Any]:
    return tuple(json.loads(text))


def _second_topic(pk: int, *, scope: Scope) -> str | None:
    """The home is closed to this scope; another place of the answer may be open."""
    rows = list(Live.objects.only("pk", "key", "locale", "topic_id").filter(pk=pk))
    topic = places_of(rows, scope=scope).get(pk)
    return topic.key if topic else None
