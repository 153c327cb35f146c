"""A search that finds something is a miss where nothing fits and nothing was opened."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kb.feedback.misses import queries, weighing
from kb.feedback.misses.calls import Call, Outcome
from kb.feedback.misses.settling import Settled
from kb.publication import projections
from kb.search.queries import IndexUnavailable
from tests import library
from tests.library import block
from tests.misses.asking import EVERYBODY, ask, seen, tick, wish

FEE, OFF_THE_POINT = "补卡多少钱？", "养鹦鹉的邻居太吵怎么投诉物业"


@pytest.fixture
def bank(db: None) -> Any:
    cards = library.publish_topic("cards", "银行卡")
    library.publish_answer(cards, "cards.fee", FEE, block("answer", "补一张卡收15元。"))
    library.publish_answer(cards, "cards.lost", "卡丢了怎么办？", block("answer", "先挂失。"))
    projections.catch_up()
    return cards


def counted(*texts: str, outcome: Outcome = Outcome.FOUND) -> dict[str, int]:
    now = timezone.now()
    ask(*texts, at=now - timedelta(minutes=2), outcome=outcome)
    tick(now)
    return queries.tallies(sight=EVERYBODY, wish=wish(now))


def test_what_fits_is_found_and_what_does_not_is_weak(bank: Any) -> None:
    assert counted(FEE, OFF_THE_POINT) == {"found": 1, "weak": 1}
    assert [group.title for group in seen(timezone.now())] == [OFF_THE_POINT]


def test_while_search_is_away_nothing_is_called_weak(
    bank: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_: Any) -> None:
        raise IndexUnavailable("not now")

    monkeypatch.setattr(weighing, "reason_of", away)
    assert counted(FEE, OFF_THE_POINT) == {"found": 2}


def test_only_so_many_are_looked_at_in_one_round(
    bank: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weighing, "MOST", 1)
    assert counted(OFF_THE_POINT, f"{OFF_THE_POINT}吗") == {"weak": 1, "found": 1}


def test_what_was_opened_was_no_miss(bank: Any) -> None:
    now = timezone.now()
    call = Call(now, "web", 0, "zh-Hans", Outcome.FOUND, OFF_THE_POINT)
    for was_opened, outcome in ((True, Outcome.FOUND), (False, Outcome.WEAK)):
        told = weighing.tell_weak([Settled(call, was_opened=was_opened)], now=now)
        assert told[0].call.outcome is outcome
