"""Two agents with a customer each, in any order: neither hears what is meant for the other's."""

import random
from typing import Any

import pytest
from django.test import Client

from kb.access import Verification
from kb.customers.context import CustomerContext
from kb.offers.models import MadeOffer
from tests import library
from tests.offers.making import condition, label, publish_offer

SOLVED = {"key": "cards.lost", "locale": "zh-Hans"}
SECRETS = {"one": ("甲客户专享。", "甲等客群"), "two": ("乙客户专享。", "乙等客群")}


@pytest.fixture
def sessions(bank: Any, monkeypatch: Any) -> dict[str, Client]:
    people, customers = {}, {}
    for name, (sentence, segment) in SECRETS.items():
        label("segments", name, segment)
        meant = condition("segments", name)
        publish_offer(f"for.{name}", sentence, meant, shown_most=100, purpose="product")
        agent = library.staff(f"agent-{name}", "Agents")
        people[name] = Client(headers={"Accept-Language": "zh-CN"})
        people[name].force_login(agent)
        customers[agent.pk] = CustomerContext(
            ref=name[0] * 32, segment=name, may_be_offered=True, verification=Verification.FULL
        )
    publish_offer("for.all", "人人都能听到。", priority=9, shown_most=100)
    known = "channels.desk.offers.customer_of"
    monkeypatch.setattr(known, lambda request, *, now: customers[request.user.pk])
    return people


@pytest.mark.parametrize("times", [60, pytest.param(1000, marks=pytest.mark.long)])
def test_what_is_meant_for_one_never_reaches_the_other(
    sessions: dict[str, Client], settings: Any, times: int
) -> None:
    settings.OFFERS_PER_CUSTOMER = times
    order, outcomes = random.Random(20261123), ("accepted", "declined", "unsuitable")
    said: dict[str, list[str]] = {name: [] for name in SECRETS}
    for _turn in range(times):
        name = order.choice(list(SECRETS))
        other = "two" if name == "one" else "one"
        desk, step = sessions[name], order.randrange(4)
        if step == 0:
            page = desk.post("/desk/contacts/next/")
        elif step == 1 and said[name]:
            page = desk.post(f"/desk/offers/{said[name][-1]}/", {"outcome": order.choice(outcomes)})
            assert page.status_code == 200
        elif step == 2 and said[other]:
            page = desk.post(f"/desk/offers/{said[other][-1]}/", {"outcome": "accepted"})
            assert page.status_code == 404
        else:
            page = desk.post("/desk/solved/", SOLVED)
            made = MadeOffer.objects.filter(segment=name).order_by("-made_at").first()
            said[name] += [str(made.pk)] if made else []
        text = page.content.decode()
        assert not any(secret in text for secret in SECRETS[other])
    rows = MadeOffer.objects.values_list("key", "segment", "customer")
    assert {(key, segment) for key, segment, _ref in rows} <= {
        (f"for.{name}", name) for name in SECRETS
    } | {("for.all", name) for name in SECRETS}
    assert all(ref in (segment[0] * 32, "") for _key, segment, ref in rows)
    assert all(said.values())


def test_two_contacts_of_one_customer_count_together(
    sessions: dict[str, Client], monkeypatch: Any, settings: Any
) -> None:
    settings.OFFERS_PER_CUSTOMER = 1
    both = CustomerContext(ref="b" * 32)
    monkeypatch.setattr("channels.desk.offers.customer_of", lambda request, *, now: both)
    pages = [sessions[name].post("/desk/solved/", SOLVED).content.decode() for name in SECRETS]
    assert ["人人都能听到。" in page for page in pages] == [True, False]
