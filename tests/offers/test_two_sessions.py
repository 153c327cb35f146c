"""Two desks, a thousand turns in any order, with one sentence more in between: what is meant for
one customer is said to nobody else, and nobody tells how another's customer took it."""

import random
from collections import defaultdict
from typing import Any

import pytest
from django.test import Client

from kb.customers.context import CustomerContext
from kb.offers.models import MadeOffer
from tests import library
from tests.contacts.interleaved import Desk, interleave
from tests.contacts.test_two_sessions import desks, served
from tests.offers.making import condition, publish_offer

__all__ = ["desks", "served"]
SOLVED = {"key": "cards.served", "locale": "zh-Hans"}
# By the number of the one who holds the product.
MEANT = {
    "13800000001": ("gold", "只对第一位说的话。"),
    "13800000005": ("loan", "只对第二位说的话。"),
    "13800000002": ("deposit", "只对第三位说的话。"),
    "13800000006": ("debit", "只对第四位说的话。"),
}
OUTCOMES = ("accepted", "declined", "unsuitable")


class Offering:
    """One more action of a desk, with what came of it."""

    def __init__(self) -> None:
        self.said: dict[str, list[str]] = defaultdict(list)
        self.heard: set[str] = set()

    def __call__(self, desk: Desk) -> None:
        page = desk.client.post("/desk/solved/", SOLVED).content.decode()
        desk.seen.append(page)
        right = {MEANT[desk.customer.number][1]} if desk.customer else set()
        found = {sentence for _product, sentence in MEANT.values() if sentence in page}
        assert found <= (right if desk.level == "full" else set())
        self.heard |= found
        self._tell(desk, found)

    def _tell(self, desk: Desk, found: set[str]) -> None:
        made = MadeOffer.objects.order_by("-made_at").first()
        if found and made and desk.dice.random() < 0.5:
            self.said[desk.name].append(str(made.pk))
            outcome = {"outcome": desk.dice.choice(OUTCOMES)}
            for name, client in self.clients.items():
                answer = client.post(f"/desk/offers/{made.pk}/", outcome)
                is_own = made.by == f"user:{self.people[name]}"
                assert answer.status_code == (200 if is_own else 404)

    def meet(self, desks: list[Desk]) -> None:
        self.clients = {desk.name: desk.client for desk in desks}
        self.people = {
            name: client.session["_auth_user_id"] for name, client in self.clients.items()
        }


@pytest.mark.parametrize("turns", [100, pytest.param(1_000, marks=pytest.mark.long)])
def test_what_is_meant_for_one_customer_is_said_to_nobody_else(
    desks: list[Desk], settings: Any, turns: int
) -> None:
    settings.OFFERS_PER_CUSTOMER = turns
    for product, sentence in MEANT.values():
        meant = condition("products", product)
        publish_offer(f"for.{product}", sentence, meant, shown_most=100, declined_days=1)
    offering = Offering()
    offering.meet(desks)
    more = (offering, offering, offering, Desk.verification_comes, Desk.verification_comes)
    interleave(desks, turns=turns, dice=random.Random(20261123), more=more)
    assert offering.heard, "nothing was said, which proves nothing"
    customers = defaultdict(set)
    for key, customer in MadeOffer.objects.values_list("key", "customer"):
        customers[customer].add(key)
    assert "" not in customers
    assert all(len(keys) == 1 for keys in customers.values())


def test_two_contacts_of_one_customer_count_together(
    bank: Any, monkeypatch: Any, settings: Any
) -> None:
    settings.OFFERS_PER_CUSTOMER = 1
    publish_offer("for.all", "人人都能听到。", shown_most=9)
    both = CustomerContext(ref="b" * 32)
    monkeypatch.setattr("channels.desk.offers.customer_of", lambda request, *, now: both)
    heard = []
    for name in ("one", "two"):
        client = Client()
        client.force_login(library.staff(f"agent-{name}", "Agents"))
        page = client.post("/desk/solved/", {"key": "cards.lost", "locale": "zh-Hans"})
        heard.append("人人都能听到。" in page.content.decode())
    assert heard == [True, False]
