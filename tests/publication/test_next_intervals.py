"""What comes next is ready before it starts, and nobody may keep what is past: told by the text
rendered beforehand, by the caching of every door, and by edges that readers write down."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from channels.renditions import queries as reading
from channels.renditions.queries import find_rendition
from kb.authoring.models import FactVariant
from kb.publication import lane, projections, window_edges
from kb.publication.changes import changes_after
from kb.publication.models import Publication
from tests import library
from tests.authoring.making import NOON, element, published_answer, published_fact, widest
from tests.publication.reading import head, rows_since

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
CHANNELS = ("agent_desk", "web", "sms", "wechat")


def iso(moment: datetime) -> str:
    return moment.isoformat()


def no_rendering(*_: Any, **__: Any) -> Any:
    raise AssertionError("rendered while somebody waits")


class TestRenditions:
    """Read with rendering switched off: it must all be there."""

    def said(self, now: datetime, channel: str, **scope: Any) -> str:
        found = find_rendition(
            scope=widest(now, **scope), channel=channel, key="cards.one", locale="zh-Hans"
        )
        return found.message.text if found else ""

    @pytest.mark.parametrize("channel", CHANNELS)
    def test_of_a_window_and_of_a_next_value_are_ready_for_every_choice(
        self, channel: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fact = published_fact("card.fee", next_value="220", next_from=NOON)
        fact.variants = [
            FactVariant(regions=["beijing"], value="180", next_value="190", next_from=NOON + MINUTE)
        ]
        fact.save()
        published_answer(
            "cards.one",
            element("answer", "年费 {{ card.fee }}"),
            element("caution", "还有十分钟", valid_to=iso(NOON + 10 * MINUTE)),
        )
        projections.catch_up()
        monkeypatch.setattr(reading, "build_body", no_rendering)
        beijing = {"regions": frozenset({"beijing"})}
        moments = (NOON - MINUTE, NOON, NOON + MINUTE, NOON + 10 * MINUTE)
        everybody = [self.said(now, channel) for now in moments]
        there = [self.said(now, channel, **beijing) for now in moments]
        for said, fee in zip(everybody, ("200", "220", "220", "220"), strict=True):
            assert fee in said
        for said, fee in zip(there, ("180", "180", "190", "190"), strict=True):
            assert fee in said
        assert ["还有十分钟" in said for said in everybody] == [True, True, True, False]

    def test_of_a_next_value_planned_later_are_ready_when_it_has_followed(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fact = published_fact("card.fee")
        published_answer("cards.one", element("answer", "{{ card.fee }}"))
        fact.next_value, fact.next_from = "220", NOON
        fact.save()
        lane.drain()
        projections.catch_up()
        monkeypatch.setattr(reading, "build_body", no_rendering)
        assert "200" in self.said(NOON - MINUTE, "web")
        assert "220" in self.said(NOON, "web")


DOORS = (
    "/api/v1/answers/cards.one",
    "/api/v1/search?q=cards",
    "/api/v1/suggest?q=问题",
    "/api/v1/topics",
    "/api/v1/changes",
    "/help/zh-Hans/",
    "/help/zh-Hans/answers/cards.one/",
    "/help/zh-Hans/topics/cards/",
    "/help/zh-Hans/search/?q=cards",
)


@pytest.mark.usefixtures("no_rate_limit")
class TestCaches:
    @pytest.mark.parametrize(("minutes", "late"), [(-3, 1), (1, -1), (0, 120), (60, 60)])
    def test_no_door_lets_anybody_keep_what_may_be_past(self, minutes: int, late: int) -> None:
        """Each copy is asked for again before it is used, so none outlives `valid_until`."""
        published_answer(
            "cards.one",
            element(),
            element("note", "一段", valid_to=iso(timezone.now() + minutes * MINUTE)),
            element("note", "二段", valid_from=iso(timezone.now() + late * MINUTE)),
        )
        projections.catch_up()
        key = library.key_for("web")
        for address in DOORS:
            response = Client().get(address, headers=key if "/api/" in address else {})
            allowed = {part.strip() for part in response["Cache-Control"].split(",")}
            assert response.status_code == 200, address
            assert allowed & {"no-store", "no-cache"}, address
            assert not any(part.startswith(("max-age", "s-maxage")) for part in allowed), address
            assert "Expires" not in response

    def test_a_copy_from_before_an_edge_is_not_confirmed_after_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        end = timezone.now() + 10 * MINUTE
        published_answer("cards.one", element(), element("note", "一段", valid_to=iso(end)))
        projections.catch_up()
        for address, key in (
            ("/api/v1/answers/cards.one", library.key_for("web")),
            ("/help/zh-Hans/answers/cards.one/", {}),
        ):
            tag = Client().get(address, headers=key)["ETag"]
            again = {"If-None-Match": tag} | key
            assert Client().get(address, headers=again).status_code == 304
            with monkeypatch.context() as later:
                later.setattr(timezone, "now", lambda: end)
                fresh = Client().get(address, headers=again)
                assert fresh.status_code == 200 and "一段" not in fresh.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_readers_at_once_write_each_edge_down_once_and_in_order() -> None:
    """After a night in which nothing ran."""
    for number in range(4):
        edges = [NOON + (number + 4 * n) * MINUTE for n in range(3)]
        notes = [element("note", f"{n}", valid_to=iso(edge)) for n, edge in enumerate(edges)]
        published_answer(f"cards.{number}", element(), *notes)
    window_edges.record(as_of=NOON - MINUTE)
    before = head()
    heard: list[list[tuple[int, str]]] = []
    errors: list[Exception] = []
    start = threading.Barrier(2)

    def read() -> None:
        try:
            start.wait(timeout=30)
            page = changes_after(scope=widest(NOON + timedelta(days=1)), after=before, limit=500)
            heard.append([(change.seq, change.key) for change in page.changes])
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(timeout=60)
    assert not errors and len(heard) == 2
    rows = rows_since(before)
    assert [(row.at - NOON) // MINUTE for row in rows] == list(range(12))
    assert [row.key for row in rows] == [f"cards.{n % 4}" for n in range(12)]
    assert heard[0] == heard[1] == [(row.seq, row.key) for row in rows]
    assert Publication.objects.filter(kind="edge").count() == 12
