"""Each minute, by the clock: calls that have settled are counted, and those that found nothing
come to questions like them.

A call is taken out of the store and counted in one transaction: however often this is begun and
interrupted, it counts once.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from kb.alone import alone
from kb.feedback.misses import halves, listening, store
from kb.feedback.misses.calls import KEPT, UNANSWERED, Call, Outcome
from kb.feedback.misses.grouping import group
from kb.feedback.misses.settling import AT_MOST, PAUSE, settle
from kb.feedback.misses.weighing import tell_weak
from kb.search import segmentation
from kb.search.snippets import pieces_of

A_ROUND = 5_000
# In a minute's turn; the rest waits for the next one.
SECONDS = 20.0
WAIT = 1.0
# Distinct questions that are kept; further ones are only counted.
MOST_QUESTIONS = 50_000
# Counts without words tell of nobody.
TALLIES_KEPT = timedelta(days=400)
COLUMNS = "id, at, seat, is_shared, is_typed, channel, audience, locale, outcome, words, answer"
SETTLED = f"""
SELECT {COLUMNS} FROM kb_miss_call WHERE at <= %s AND (at <= %s OR NOT is_typed = 1
  OR seat NOT IN (SELECT seat FROM kb_miss_call WHERE at > %s AND is_typed = 1))
ORDER BY id LIMIT {A_ROUND}
"""
TALLY = """
INSERT INTO kb_miss_tally (day, channel, audience, locale, outcome, calls)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (day, channel, audience, locale, outcome)
DO UPDATE SET calls = kb_miss_tally.calls + excluded.calls
"""
QUESTION = """
INSERT INTO kb_miss_question (last_at, words, locale, channel, audience, normal, grouped)
VALUES (%s, %s, %s, %s, %s, %s, '')
ON CONFLICT (locale, channel, audience, normal) DO UPDATE SET last_at =
  CASE WHEN excluded.last_at > kb_miss_question.last_at
  THEN excluded.last_at ELSE kb_miss_question.last_at END
RETURNING id
"""
AGAIN = """
UPDATE kb_miss_question SET last_at = CASE WHEN %s > last_at THEN %s ELSE last_at END
WHERE locale = %s AND channel = %s AND audience = %s AND normal = %s RETURNING id
"""
COUNT = """
INSERT INTO kb_miss_count (day, question, outcome, calls) VALUES (%s, %s, %s, %s)
ON CONFLICT (day, question, outcome) DO UPDATE SET calls = kb_miss_count.calls + excluded.calls
"""
GROUP = "INSERT INTO kb_miss_group (id, locale, head) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"


@dataclass(frozen=True, slots=True)
class Miss:
    """A question as it is kept: who could ask it, and in which words."""

    locale: str
    channel: str
    audience: int
    normal: str


def gather(*, now: datetime) -> int:
    """Returns how many calls were counted. Raises StoreBusy, and then nothing is lost."""
    counted = 0
    until = time.monotonic() + SECONDS
    with alone("misses") as is_mine:
        while is_mine and time.monotonic() < until:
            taken = _gather_some(now=now)
            counted += taken
            if taken < A_ROUND:
                break
    return counted


def _gather_some(*, now: datetime) -> int:
    with store.reading() as session:
        limits = [(now - timedelta(seconds=s)).timestamp() for s in (PAUSE, AT_MOST, PAUSE)]
        rows = session.rows(SETTLED, limits)
    if not rows:
        return 0
    calls = {int(row[0]): _call(row) for row in rows}
    # Looked at before anything is locked: it asks the search.
    settled = tell_weak(settle(calls.values()), now=now)
    with store.writing(wait=WAIT) as session:
        _take_out(session, list(calls))
        _count(session, [one.call for one in settled])
        listening.remember(session, settled)
    return len(calls)


def listen(*, now: datetime) -> int:
    """Searches that were repeated or abandoned count once more, as what they turned out to be.
    Returns how many. Raises StoreBusy."""
    with store.writing(wait=WAIT) as session:
        silent = listening.take_rested(session, now=now)
        _count(session, [one.call for one in silent])
        listening.count_in_vain(session, silent)
    return len(silent)


def _take_out(session: store.Session, ids: Sequence[int]) -> None:
    """Whoever takes a call out counts it, all of a round or none."""
    places = ", ".join(["%s"] * len(ids))
    gone = session.rows(f"DELETE FROM kb_miss_call WHERE id IN ({places}) RETURNING id", ids)
    if len(gone) != len(ids):
        raise store.StoreBusy("another process is counting")


def _call(row: store.Row) -> Call:
    _id, at, seat, is_shared, is_typed, channel, audience, locale, outcome, words, answer = row
    return Call(
        at=datetime.fromtimestamp(at, UTC),
        channel=channel,
        audience=audience,
        locale=locale,
        outcome=Outcome(outcome),
        text=words,
        seat=seat,
        is_shared=bool(is_shared),
        is_typed=bool(is_typed),
        answer=answer,
    )


def _count(session: store.Session, calls: Sequence[Call]) -> None:
    tally = Counter((_day(c.at), c.channel, c.audience, c.locale, c.outcome.value) for c in calls)
    session.many(TALLY, [(*key, number) for key, number in sorted(tally.items())])
    if settings.MISS_DAYS:
        _keep(session, [call for call in calls if call.outcome in KEPT])


def _keep(session: store.Session, calls: Sequence[Call]) -> None:
    last: dict[Miss, tuple[float, str]] = {}
    counts: Counter[tuple[str, Miss, str]] = Counter()
    asked: list[tuple[Call, Miss]] = []
    for call in calls:
        miss = Miss(call.locale, call.channel, call.audience, segmentation.normalise(call.text))
        # Signs and masks alone are no words to go by.
        if pieces_of(miss.normal):
            # Asked back is not missed.
            missed_at = call.at.timestamp() if call.outcome in UNANSWERED else 0.0
            last[miss] = (max(missed_at, last.get(miss, (0.0, ""))[0]), call.text)
            counts[_day(call.at), miss, call.outcome.value] += 1
            asked.append((call, miss))
    ids = _numbers(session, last)
    rows = [(day, ids[m], outcome, n) for (day, m, outcome), n in counts.items() if m in ids]
    session.many(COUNT, sorted(rows))
    _group_new(session)
    if settings.SURGE_AT_LEAST:
        halves.note_missed(session, [(call, ids[miss]) for call, miss in asked if miss in ids])


def _numbers(session: store.Session, last: Mapping[Miss, tuple[float, str]]) -> dict[Miss, int]:
    """Once there are too many, those that are known go on and new ones are left out."""
    room = MOST_QUESTIONS - int(session.rows("SELECT count(*) FROM kb_miss_question")[0][0])
    ids: dict[Miss, int] = {}
    for miss, (at, words) in sorted(last.items(), key=lambda item: _order(item[0])):
        where = list(_order(miss))
        known = session.rows(AGAIN, [at, at, *where])
        if not known and room > 0:
            known, room = session.rows(QUESTION, [at, words, *where]), room - 1
        if known:
            ids[miss] = int(known[0][0])
    return ids


def _order(miss: Miss) -> tuple[str, str, int, str]:
    return (miss.locale, miss.channel, miss.audience, miss.normal)


def _group_new(session: store.Session) -> None:
    new = session.rows("SELECT id, locale, normal FROM kb_miss_question WHERE grouped = ''")
    for locale in sorted({row[1] for row in new}):
        heads = _heads(session, locale)
        mine = [(row[0], row[2]) for row in new if row[1] == locale]
        found = group((normal for _id, normal in mine), heads=heads).heads
        names = {head: heads.get(head) or name_of_group(head, locale) for head in found.values()}
        fresh = sorted(head for head in names if head not in heads)
        session.many(GROUP, [(names[head], locale, head) for head in fresh])
        session.many(
            "UPDATE kb_miss_question SET grouped = %s WHERE id = %s",
            [(names[found[normal]], number) for number, normal in mine],
        )


def _heads(session: store.Session, locale: str) -> Mapping[str, str]:
    rows = session.rows("SELECT head, id FROM kb_miss_group WHERE locale = %s", [locale])
    return dict(rows)


def name_of_group(head: str, locale: str) -> str:
    """The same wherever the question begins a group, and nothing can be guessed from it."""
    return salted_hmac("granule.misses", f"{locale}\n{head}").hexdigest()[:16]


def _day(at: datetime) -> str:
    return timezone.localdate(at).isoformat()


def forget_old(*, now: datetime) -> None:
    """What is older than it may be kept goes, and what then nothing is left of. Raises
    StoreBusy."""
    today = timezone.localdate(now)
    with store.writing(wait=WAIT) as session:
        oldest = (today - timedelta(days=settings.MISS_DAYS)).isoformat()
        session.rows("DELETE FROM kb_miss_count WHERE day <= %s", [oldest])
        listening.forget(session, oldest=oldest)
        halves.forget(session, now=now)
        session.rows(
            "DELETE FROM kb_miss_question WHERE NOT EXISTS"
            " (SELECT 1 FROM kb_miss_count WHERE question = kb_miss_question.id)"
        )
        session.rows(
            "DELETE FROM kb_miss_group WHERE NOT EXISTS"
            " (SELECT 1 FROM kb_miss_question WHERE grouped = kb_miss_group.id)"
        )
        session.rows(
            "DELETE FROM kb_miss_tally WHERE day <= %s", [(today - TALLIES_KEPT).isoformat()]
        )
