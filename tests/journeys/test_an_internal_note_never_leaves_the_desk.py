"""Two worlds that differ by what is hidden alone: nobody outside can tell which one they are in.

Bodies and headers are compared byte for byte, ETags included; lengths follow from the bodies.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from channels.renditions import evidence
from kb.authoring.models import KnowledgePage
from kb.notices import board
from kb.publication import projections
from kb.search.engine import open_engine
from tests import library
from tests.leaks.doors import DOORS, Visitor
from tests.leaks.hidden import QUESTION, Hidden
from tests.library import block
from tests.notices import making

NOW = datetime(2026, 9, 1, 4, tzinfo=UTC)
DAY = timedelta(days=1)
# The clock, the trace, the count of requests; the log's epoch, drawn anew with each world; tokens.
VOLATILE = re.compile(
    r"^(?:Content-Length|Date|Expires|Trace-Id|X-Request-ID|RateLimit|Set-Cookie): .*$"
    r'|"took_ms":[\d.]+|csrf\w*" value="\w+"|X-CSRFTOKEN"\] = "\w+"',
    re.M,
)
READERS = {
    "web": {"channel": "web"},
    "sms": {"channel": "sms", "audience": "customer"},
    "wechat": {"channel": "wechat", "audience": "customer"},
}
PUBLIC = (
    block("answer", "先打电话挂失，再到网点补卡。", slot="main"),
    block("note", "补卡要带身份证。", slot="note"),
)


def staff_elements() -> list[dict[str, Any]]:
    return [
        block("internal_note", "挂失前先核实身份。", slot="inner"),
        block("never_say", "不要说马上就好。", slot="never"),
        block("script", "您别着急，我先帮您挂失。", slot="say"),
        block("required_script", "挂失后立即生效。", slot="must"),
        block("note", "贵宾免费补卡。", slot="agents", audience="agent"),
        block("note", "去年送雨伞。", slot="expired", valid_to=NOW - 400 * DAY),
    ]


def nothing_more(cards: Any, lost: Any) -> None:
    """The plain world."""


def hide_elements(cards: Any, lost: Any) -> None:
    """What staff read more of the same answer."""
    main, note = PUBLIC
    library.rewrite(lost, main, *staff_elements(), note)


def hide_a_basis(cards: Any, lost: Any) -> None:
    """Why the bank may say so; the text itself stays."""
    main, note = PUBLIC
    library.rewrite(lost, with_a_basis(main), note)


def with_a_basis(element: dict[str, Any]) -> dict[str, Any]:
    basis = {"document": "银行卡章程", "number": "3"}
    return element | {"value": element["value"] | {"basis": basis}}


def hide_an_answer(cards: Any, lost: Any) -> None:
    """An answer for agents alone, asked in the customers' own words."""
    library.publish_answer(
        cards, "cards.lost-inside", f"{QUESTION}内部流程",
        block("answer", "银行卡丢了先锁户。", audience="agent"), wordings="银行卡丢了\n卡丢了",
    )  # fmt: skip


def hide_a_draft(cards: Any, lost: Any) -> None:
    lost.title = "银行卡丢了要收费"
    lost.save_revision()


def hide_a_closed_topic(cards: Any, lost: Any) -> None:
    closed = library.publish_topic("closed", "银行卡丢了专题", parent=cards, live=False)
    library.publish_answer(closed, "closed.one", QUESTION, *PUBLIC)


def hide_notices(cards: Any, lost: Any) -> None:
    """About the very answer that everybody reads: for agents, for a team, not released, over."""
    linked = {"answers": ("cards.lost",)}
    for more in ({"audience": "agent"}, {"teams": ("Supervisors",)}):
        making.released(now=NOW, **linked, **more)
    making.submitted(now=NOW, **linked)
    over = making.released(now=NOW, **linked)
    making.end_early(over.notice, by=making.approver(), at=NOW, why="")


def hide_everything(cards: Any, lost: Any) -> None:
    """At once; each alone takes longer."""
    main, note = PUBLIC
    library.rewrite(lost, with_a_basis(main), *staff_elements(), note)
    for hide in (hide_an_answer, hide_a_draft, hide_a_closed_topic, hide_notices):
        hide(cards, lost)


SECRETS: tuple[Callable[[Any, Any], None], ...] = (
    hide_elements, hide_a_basis, hide_an_answer, hide_a_draft, hide_a_closed_topic,
    hide_notices,
)  # fmt: skip


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    monkeypatch.setattr("kb.publication.log.epoch", lambda: "the same in every world")
    # One reader goes through many worlds within one minute.
    monkeypatch.setattr("channels.help.verdicts.A_MINUTE", 100_000)


@pytest.fixture
def visit(settings: Any, tmp_path: Path, db: None) -> Callable[..., list[tuple[str, str]]]:
    """Builds a world, lets a reader try every door, and takes the world back."""
    number = iter(range(100))

    def build_and_visit(hide: Callable[[Any, Any], None], reader: str) -> list[tuple[str, str]]:
        settings.SEARCH_URL = f"tantivy://{tmp_path}/{next(number)}"
        open_engine.cache_clear()
        cache.clear()
        evidence.forget()
        board.forget_now()
        with transaction.atomic():
            visitor = Visitor(reader, build_world(hide), key(reader))
            for door in DOORS:
                door.walk(visitor)
            transaction.set_rollback(True)
        return [(address, VOLATILE.sub("", text)) for address, text in visitor.heard]

    return build_and_visit


def key(reader: str) -> dict[str, str]:
    return library.key_for(rate_per_minute=100_000, **READERS[reader])


def build_world(hide: Callable[[Any, Any], None]) -> Hidden:
    cards = library.publish_topic("cards", "银行卡")
    lost = library.publish_answer(
        cards, "cards.lost", QUESTION, *PUBLIC, wordings="卡丢了\n卡被偷了", translates=twin("lost")
    )
    new = block("answer", "带身份证到网点办。")
    library.publish_answer(cards, "cards.new", "怎么办新卡？", new, translates=twin("new"))
    hide(cards, lost)
    projections.catch_up()
    slots = ("main", "note", "inner", "never", "say", "must", "agents", "expired")
    elements = {slot: library.element_id(lost, slot) for slot in slots}
    pages = dict.fromkeys(("cards.lost", "cards.new", "cards.lost-inside", "closed.one"))
    return Hidden(pages, elements, ("/media/images/1/",), ())


def twin(name: str) -> KnowledgePage:
    """Gives an answer the same ids in every world."""
    return KnowledgePage(title=name, translation_key=uuid.uuid5(library.NAMESPACE, name))


@pytest.mark.parametrize("reader", READERS)
def test_nobody_outside_can_tell_that_something_is_hidden(visit: Any, reader: str) -> None:
    assert differences(visit(nothing_more, reader), visit(hide_everything, reader)) == []


@pytest.mark.long
@pytest.mark.parametrize("reader", READERS)
def test_nor_that_one_thing_alone_is_hidden(visit: Any, reader: str) -> None:
    plain = visit(nothing_more, reader)

    for secret in SECRETS:
        assert differences(plain, visit(secret, reader)) == [], secret.__name__


def test_a_change_that_is_not_hidden_is_seen(visit: Any) -> None:
    def say_more(cards: Any, lost: Any) -> None:
        library.rewrite(lost, *PUBLIC, block("note", "异地也可以补卡。", slot="more"))

    assert differences(visit(nothing_more, "web"), visit(say_more, "web"))


def differences(
    one: list[tuple[str, str]], other: list[tuple[str, str]]
) -> list[tuple[str, str, str]]:
    """What was asked or told differently; a feed that tells of more is asked once more."""
    pairs = zip_longest(one, other, fillvalue=("nothing", ""))
    return [(address, a, b) for (address, a), (other_address, b) in pairs
            if (address, a) != (other_address, b)]  # fmt: skip
