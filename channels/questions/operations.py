"""The only writers of questions to the team leader."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from channels.questions.models import MOST_QUERY, MOST_REPLY, MOST_WORDS, LeaderQuestion
from channels.questions.people import Asker, Leader
from channels.questions.queries import find_question, mine, waiting
from kb.access.rules import stored
from kb.masking import mask_numbers
from kb.text import clean

# Of one person at a time: more than that is no help while a customer waits.
MOST_OPEN = 5


class NothingAsked(ValueError):
    """Neither searched words, nor an open answer, nor words of the asker."""


class TooManyOpen(Exception):
    """The asker waits for several replies already."""


class AlreadyReplied(Exception):
    """A colleague was faster, or the asker has taken the question back."""


class EmptyReply(ValueError):
    """Neither words nor an answer."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What the desk knows of the moment. `locale`: of the screen; `key` and `key_locale`: the
    open answer, which the asker was checked to see; `request`: the same for each try of one wish.
    """

    request: uuid.UUID
    locale: str
    query: str = ""
    was_found: bool | None = None
    key: str = ""
    key_locale: str = ""
    region: str = ""
    segment: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """Words, an answer the leader was checked to see, or both."""

    words: str = ""
    key: str = ""
    locale: str = ""


def ask(asking: Asking, *, asker: Asker, at: datetime) -> LeaderQuestion:
    """The same wish a second time, or the same question while it waits, gives the first one, with
    the words that are new. Raises NothingAsked, TooManyOpen."""
    said = _masked(asking.words, MOST_WORDS)
    query = _masked(asking.query, MOST_QUERY)
    if not (query or asking.key or said):
        raise NothingAsked
    with transaction.atomic():
        known = _known(asking, query, asker=asker)
        if known is not None:
            return _with_words(known, said, at=at)
        if waiting().filter(asker_id=asker.user_id).count() >= MOST_OPEN:
            raise TooManyOpen
        return LeaderQuestion.objects.create(
            request=asking.request,
            asker_id=asker.user_id,
            asker_name=asker.name,
            teams=stored(str(team) for team in asker.teams),
            team=asker.team,
            locale=asking.locale,
            query=query,
            was_found=asking.was_found if query else None,
            key=asking.key,
            key_locale=asking.key_locale,
            region=asking.region,
            segment=asking.segment,
            words=said,
            asked_at=at,
            due_at=at + timedelta(seconds=settings.QUESTION_DUE_SECONDS),
            changed_at=at,
        )


def _known(asking: Asking, query: str, *, asker: Asker) -> LeaderQuestion | None:
    asked = LeaderQuestion.objects.filter(asker_id=asker.user_id)
    if again := asked.filter(request=asking.request).first():
        return again
    if not (query or asking.key):
        return None
    same = waiting().filter(asker_id=asker.user_id, query=query, key=asking.key)
    return same.first()


def _with_words(question: LeaderQuestion, words: str, *, at: datetime) -> LeaderQuestion:
    """What is added stands below what was said; nothing is said twice."""
    if words and question.is_waiting and words not in question.words.split("\n"):
        question.words = "\n".join(filter(None, [question.words, words]))[:MOST_WORDS]
        question.changed_at = at
        question.save(update_fields=["words", "changed_at"])
    return question


def close(question_id: uuid.UUID, *, asker_id: int, at: datetime) -> bool:
    """Its asker has read the reply, or does not need one any more."""
    rows = mine(asker_id).filter(pk=question_id)
    return bool(rows.update(closed_at=at, changed_at=at))


def reply(question_id: uuid.UUID, said: Reply, *, leader: Leader, at: datetime) -> None:
    """The first reply counts. Raises EmptyReply, AlreadyReplied; LookupError where this person has
    no such question."""
    words = _masked(said.words, MOST_REPLY)
    if not (words or said.key):
        raise EmptyReply
    if find_question(question_id, leader=leader, now=at) is None:
        raise LookupError
    told = waiting().filter(pk=question_id).update(
        reply=words,
        reply_key=said.key,
        reply_locale=said.locale,
        replier_id=leader.user_id,
        replier_name=leader.name,
        replied_at=at,
        changed_at=at,
    )  # fmt: skip
    if not told:
        raise AlreadyReplied


def note_gap(question_id: uuid.UUID, *, leader: Leader, at: datetime) -> LeaderQuestion | None:
    """The editors are told once; gives the question whoever tells them now, else None."""
    question = find_question(question_id, leader=leader, now=at)
    if question is None:
        raise LookupError
    untold = LeaderQuestion.objects.filter(pk=question_id, gap_at=None)
    return question if untold.update(gap_at=at, changed_at=at) else None


def forget_old(*, now: datetime) -> int:
    """Questions and replies are kept for some days only."""
    oldest = now - timedelta(days=settings.QUESTION_DAYS)
    return LeaderQuestion.objects.filter(asked_at__lt=oldest).delete()[0]


def _masked(text: str, most: int) -> str:
    return mask_numbers(clean(text).text.strip())[:most]
