"""A part is withdrawn or narrowed while the slow lane, the projections and the bell are out of
order: the very next read of every answer that uses it is without it, through every door."""

from typing import Any

import pytest
from django.test import Client

from kb.authoring.models import Fact, SharedElement, WrittenUse
from kb.publication import projections
from kb.publication.models import Dirty
from tests import library
from tests.authoring.making import (
    element,
    fresh,
    logged_in,
    make_user,
    place,
    published_fact,
    published_shared,
)
from tests.publication.many import publish_many

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rate_limit")]
CHANNELS = ("agent_desk", "web", "sms", "wechat")
WORD = "金丝雀条款"
FEE = "金丝雀价"


@pytest.fixture(params=[20, pytest.param(200, marks=pytest.mark.long)])
def count(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def write(shared: SharedElement, **labels: Any) -> None:
    """The bell rings after commit, and here nothing is ever committed."""
    block = shared.element.get_prep_value()[0]
    block["value"] = dict(block["value"]) | labels
    shared.element = [block]
    shared.save()


def withdraw(source: Any) -> None:
    source.unpublish()


def delete(source: Any) -> None:
    """Past what keeps it while it is in use, as a script in a shell could."""
    WrittenUse.objects.all().delete()
    source.delete()


def shut_out_customers(source: Any) -> None:
    write(source, audience="agent")


def keep_to_a_region(source: Any) -> None:
    write(source, regions=["beijing"])


def readers() -> list[tuple[str, dict[str, str]]]:
    """Everybody on each channel, with a key."""
    return [(channel, library.key_for(channel, rate_per_minute=100_000)) for channel in CHANNELS]


def heard(address: str, **options: Any) -> str:
    return Client().get(address, **options).content.decode()


@pytest.mark.parametrize("end", [withdraw, delete, shut_out_customers, keep_to_a_region])
def test_a_shared_element_is_gone_from_all_that_use_it(count: int, end: Any) -> None:
    shared = published_shared(inner=element("note", f"请注意{WORD}。"))
    publish_many(count, place(shared))
    assert_gone(fresh(shared), WORD, count=count, end=end)


@pytest.mark.parametrize("end", [withdraw, delete])
def test_so_is_a_fact(count: int, end: Any) -> None:
    published_fact("card.fee", FEE, type="text", unit="")
    publish_many(count, element("fee", "工本费 {{ card.fee }}。"))
    assert_gone(Fact.objects.get(), FEE, count=count, end=end)


def assert_gone(source: Any, word: str, *, count: int, end: Any) -> None:
    projections.catch_up()
    keys = readers()
    assert all(word in heard("/api/v1/answers/many.0", headers=key) for _channel, key in keys)
    agents = make_user("agent-7", "Agents") if end in {withdraw, delete} else None
    before = {name: projections.get(name).cursor() for name in projections.names()}

    end(source)

    said = [
        heard(f"/api/v1/answers/many.{number}", headers=key)
        for number in range(count)
        for _channel, key in keys
    ]
    assert len(said) == count * len(CHANNELS) and all("many." in text for text in said)
    assert sum(word in text for text in said) == 0
    for _channel, key in keys:
        for address in (f"search?q={word}", "search?q=答案", f"suggest?q={word}", "changes"):
            told = heard(f"/api/v1/{address}", headers=key).replace(address, "")
            assert word not in told
    for number in range(min(count, 20)):
        assert word not in heard(f"/help/zh-Hans/answers/many.{number}/")
        if agents:
            screen = logged_in(agents).get(f"/desk/answers/many.{number}/")
            assert screen.status_code == 200 and word not in screen.content.decode()
    assert before == {name: projections.get(name).cursor() for name in projections.names()}
    assert all(projections.lag(name) for name in projections.names()), "nothing has run"
    assert Dirty.objects.filter(parked="").count() == count
    print(f"{word}: 0 of {len(said)}")
