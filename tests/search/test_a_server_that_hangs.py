"""The search server takes what it is asked and never answers: nobody waits for longer than set."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kb.search import candidates, queries
from kb.search.engines import elastic, elastic_generations
from tests.search import library
from tests.search.go_between import GoBetween, until

# What is set for it here, and what a busy machine may take for the rest.
WAIT_SECONDS, MARGIN_SECONDS = 0.5, 2.0
SOON_SECONDS = 30.0


@pytest.fixture
def short_waits() -> Iterator[pytest.MonkeyPatch]:
    """Its own, so that it can be undone alone."""
    with pytest.MonkeyPatch.context() as patch:
        yield patch


def seconds_of(act: Callable[[], Any]) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("fallback")
@pytest.mark.parametrize("between", ["elasticsearch", "opensearch"], indirect=True)
def test_nobody_waits_long_for_a_server_that_takes_questions_and_never_answers(
    between: GoBetween, short_waits: pytest.MonkeyPatch
) -> None:
    cards = library.topic("cards", "银行卡")
    library.publish(cards, "loss", "银行卡丢了怎么办")
    until(library.catches_up, within=SOON_SECONDS)
    until(lambda: not library.search("银行卡").degraded, within=SOON_SECONDS)
    short_waits.setattr(elastic, "SEARCH_SECONDS", WAIT_SECONDS)
    short_waits.setattr(elastic_generations, "SEARCH_SECONDS", WAIT_SECONDS)
    between.hang()
    pages: list[queries.SearchPage] = []
    searching = [seconds_of(lambda: pages.append(library.search("银行卡"))) for _time in range(3)]
    asked = between.unanswered
    assert asked == 1 and WAIT_SECONDS <= searching[0] < WAIT_SECONDS + MARGIN_SECONDS
    assert all(p.degraded and {r.key for r in p.results} == {"loss"} for p in pages)
    publishing = seconds_of(lambda: library.publish(cards, "fee", "年费多少"))
    waits = between.unanswered - asked
    assert waits <= 2 and publishing < waits * WAIT_SECONDS + MARGIN_SECONDS
    assert {r.key for r in library.search("年费").results} == {"fee"}
    between.answer_again()
    short_waits.undo()
    candidates._resting_until.clear()
    until(library.catches_up, within=SOON_SECONDS)
    until(lambda: not library.search("年费").degraded, within=SOON_SECONDS)
    print(
        f"set to {WAIT_SECONDS} s: a search took {searching[0]:.2f} s, while the server rests "
        f"{max(searching[1:]):.2f} s, a publication {publishing:.2f} s"
    )
