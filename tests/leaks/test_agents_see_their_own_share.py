"""Agents of one region and one topic at the desk: what is not theirs is not there for them either.

The same two worlds as outside (tests/journeys): they differ by what these agents may not see alone.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone

from channels.renditions import evidence
from kb.access.models import AccessGrant
from kb.authoring.label_values import forget_choices
from kb.authoring.models import LabelValue
from kb.feedback.surges.models import Surge
from kb.publication import projections
from kb.search.engine import open_engine
from tests import library
from tests.journeys import test_an_internal_note_never_leaves_the_desk as outside
from tests.leaks.doors import DOORS, Visitor
from tests.leaks.hidden import QUESTION, Hidden
from tests.library import block

# Named anew on each page and with each message; the tag of notices is one session's own.
NAMED_ANEW = re.compile(r'[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|^ETag: "[0-9a-f]{32}"$', re.M)
DESK = [door for door in DOORS if door.name.startswith("desk")]
LATE_READS, TIMED = 200, 60
MOST_APART_MS = 2.0


def nothing_more(cards: Any, lost: Any) -> None:
    """The plain world."""


OF_BEIJING = block("note", "北京当天可取。", slot="beijing", regions=["beijing"])
OF_SOME = block("internal_note", "贵宾先生效。", slot="vip", segments=["vip"])


def hide_an_element(cards: Any, lost: Any) -> None:
    library.rewrite(lost, *outside.PUBLIC, OF_BEIJING)


def hide_a_wording_for_some(cards: Any, lost: Any) -> None:
    library.rewrite(lost, *outside.PUBLIC, OF_SOME)


def hide_an_answer(cards: Any, lost: Any) -> None:
    theirs = block("answer", "北京客户银行卡丢了到任一网点。", regions=["beijing"])
    library.publish_answer(cards, "cards.lost-inside", QUESTION, theirs, wordings="银行卡丢了")


def hide_a_topic(cards: Any, lost: Any) -> None:
    private = library.publish_topic("private", "私人银行")
    library.publish_answer(private, "closed.one", QUESTION, *outside.PUBLIC)


def hide_what_surges(cards: Any, lost: Any) -> None:
    hide_an_answer(cards, lost)
    now = outside.NOW
    Surge.objects.create(
        kind="answer", name="cards.lost-inside", locale="zh-Hans", began_at=now, noticed_at=now,
        last_at=now, minutes=30, counts=[], at_least=20, times=3,
    )  # fmt: skip


def hide_everything(cards: Any, lost: Any) -> None:
    """At once; each alone takes longer."""
    library.rewrite(lost, *outside.PUBLIC, OF_BEIJING, OF_SOME)
    hide_a_topic(cards, lost)
    hide_what_surges(cards, lost)


EVERYTHING = {"topics": ["*"], "regions": ["*"], "segments": ["*"]}
SECRETS: tuple[Callable[[Any, Any], None], ...] = (
    hide_an_element, hide_a_wording_for_some, hide_an_answer, hide_a_topic, hide_what_surges,
)  # fmt: skip


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: outside.NOW)
    monkeypatch.setattr("kb.publication.log.epoch", lambda: "the same in every world")


@pytest.fixture
def codes(db: None) -> Iterator[None]:
    for dimension, code in (("regions", "beijing"), ("regions", "shanghai"), ("segments", "vip")):
        LabelValue.objects.create(dimension=dimension, code=code, name_zh=code, name_en=code)
    forget_choices()
    yield
    forget_choices()


def grant(**share: Any) -> Client:
    """An agent of Shanghai for cards, unless told otherwise, in front of the desk."""
    group = Group.objects.create(name="Branch agents")
    wish = {"topics": ["cards"], "regions": ["shanghai"]} | share
    AccessGrant.objects.create(group=group, audience="agent", channels=["*"], **wish)
    client = Client()
    client.force_login(library.staff("branch-7", group.name))
    return client


@pytest.fixture
def visit(
    settings: Any, tmp_path: Path, frozen: None, codes: None
) -> Callable[..., list[tuple[str, str]]]:
    number = iter(range(100))

    def build_and_visit(hide: Callable[[Any, Any], None], **share: Any) -> list[tuple[str, str]]:
        settings.SEARCH_URL = f"tantivy://{tmp_path}/{next(number)}"
        open_engine.cache_clear()
        cache.clear()
        evidence.forget()
        with transaction.atomic():
            hidden = outside.build_world(hide)
            visitor = Visitor("branch", hidden, client=grant(**share))
            for door in DESK:
                door.walk(visitor)
            transaction.set_rollback(True)
        return [(address, _same_everywhere(text)) for address, text in visitor.heard]

    return build_and_visit


def _same_everywhere(text: str) -> str:
    return NAMED_ANEW.sub("", outside.VOLATILE.sub("", text))


def test_what_belongs_to_others_changes_nothing(visit: Any) -> None:
    assert outside.differences(visit(nothing_more), visit(hide_everything)) == []


def test_whoever_may_see_it_does(visit: Any) -> None:
    plain, hidden = visit(nothing_more, **EVERYTHING), visit(hide_everything, **EVERYTHING)
    assert outside.differences(plain, hidden)
    heard = "".join(text for _address, text in hidden)
    theirs = ("北京当天可取", "贵宾先生效", "北京客户银行卡丢了到任一网点", "私人银行")
    assert [words for words in theirs if words not in heard] == []


@pytest.mark.long
def test_nor_does_one_thing_alone_that_belongs_to_others(visit: Any) -> None:
    plain = visit(nothing_more)

    for secret in SECRETS:
        assert outside.differences(plain, visit(secret)) == [], secret.__name__


@pytest.mark.long
def test_whoever_may_see_one_thing_does(visit: Any) -> None:
    plain = visit(nothing_more, **EVERYTHING)

    for secret in SECRETS:
        assert outside.differences(plain, visit(secret, **EVERYTHING)), secret.__name__


@pytest.fixture
def bank(codes: None) -> Hidden:
    hidden = outside.build_world(hide_an_answer)
    projections.catch_up()
    return hidden


def take_the_group(client: Client) -> None:
    Group.objects.get(name="Branch agents").user_set.clear()


def take_the_topic(client: Client) -> None:
    AccessGrant.objects.filter(group__name="Branch agents").update(topics=["private"])


def take_the_audience(client: Client) -> None:
    AccessGrant.objects.filter(group__name="Branch agents").update(channels=["web"])


@pytest.mark.parametrize("take", [take_the_group, take_the_topic, take_the_audience])
def test_what_is_taken_is_gone_on_the_next_read(bank: Hidden, take: Any) -> None:
    client = grant()
    page = f"/desk/results/?q={QUESTION}"
    assert "银行卡丢了怎么办" in client.get(page).content.decode()

    take(client)

    addresses = (page, f"{page}&cursor=9", "/desk/", "/desk/answers/cards.lost/")
    seen = [
        address
        for _again in range(LATE_READS // len(addresses))
        for address in addresses
        if "先打电话挂失" in client.get(address).content.decode()
    ]
    assert seen == []


def test_absent_and_forbidden_look_and_last_the_same(bank: Hidden) -> None:
    client = grant()
    addresses = ("/desk/answers/cards.lost-inside/", "/desk/answers/cards.lost-nowhere/")
    answers: dict[str, list[float]] = {address: [] for address in addresses}
    bodies = set()
    for _again in range(TIMED):
        for address in addresses:
            started = time.process_time()
            response = client.get(address, headers={"HX-Request": "true"})
            answers[address].append((time.process_time() - started) * 1000)
            bodies.add((response.status_code, response.content))
    # The least of each: what else the machine does meanwhile falls on neither.
    forbidden, absent = (min(spent) for spent in answers.values())

    assert len(bodies) == 1 and bodies.pop()[0] == 404
    assert abs(forbidden - absent) < MOST_APART_MS
