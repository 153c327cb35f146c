"""Two desks at work at the same time, in an order drawn at random, each with customers of its own.

What a desk is shown is looked through for everything that belongs to the other desk's customer. A
room that shows something more of a customer adds its own action and its own marks.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from django.test import Client

from tests.contacts.calls import pop_address, tell

FRAGMENT = {"HX-Request": "true"}
Action = Callable[["Desk"], None]


@dataclass(frozen=True, slots=True)
class Customer:
    """`marks`: what is on the screen of whoever serves them and on nobody else's; `partly` and
    `verified`: what is there only once they are so far verified; `offered`: what may be there once
    their matter is solved."""

    number: str
    marks: tuple[str, ...]
    partly: tuple[str, ...]
    verified: tuple[str, ...]
    offered: tuple[str, ...] = ()


@dataclass
class Desk:
    """`level` and `customer`: as this desk must show them."""

    name: str
    client: Client
    customers: tuple[Customer, ...]
    dice: random.Random
    customer: Customer | None = None
    level: str = "none"
    call: str = ""
    calls: int = 0
    seen: list[str] = field(default_factory=list)

    def call_comes(self) -> None:
        self.customer, self.level = self.dice.choice(self.customers), "none"
        self.calls += 1
        self.call = f"{self.name}-{self.calls}"
        self.client.get(pop_address(caller=self.customer.number, call=self.call))

    def verification_comes(self) -> None:
        if not self.customer:
            return
        level = self.dice.choice(["none", "partial", "full"])
        said = {"call": self.call, "verification": level}
        assert tell(self.client, said).status_code == 204
        self.level = level

    def customer_goes(self) -> None:
        self.client.post("/desk/contacts/next/")
        self.customer, self.level = None, "none"

    def matter_is_solved(self) -> None:
        said = {"key": "cards.served", "locale": "zh-Hans"}
        self.seen.append(self.client.post("/desk/solved/", said).content.decode())

    def look(self, address: str) -> str:
        page: str = self.client.get(address, headers=FRAGMENT).content.decode()
        self.seen.append(page)
        return page

    def look_at_all(self) -> None:
        for address in ("/desk/customer/", "/desk/answers/cards.served/"):
            self.look(address)


ACTIONS: tuple[Action, ...] = (
    Desk.call_comes,
    Desk.call_comes,
    Desk.verification_comes,
    Desk.verification_comes,
    Desk.verification_comes,
    Desk.matter_is_solved,
    Desk.customer_goes,
)


def interleave(
    desks: list[Desk], *, turns: int, dice: random.Random, more: tuple[Action, ...] = ()
) -> int:
    """After each turn both desks look; gives how often a mark was rightly there."""
    rightly = 0
    for _turn in range(turns):
        desk = dice.choice(desks)
        dice.choice((*ACTIONS, *more))(desk)
        for each in desks:
            each.look_at_all()
            rightly += check(each, desks)
    return rightly


def check(desk: Desk, desks: list[Desk]) -> int:
    """Whatever this desk was shown since it was looked at last."""
    said, own = "\n".join(desk.seen), desk.customer
    desk.seen.clear()
    offers = {mark for d in desks for c in d.customers for mark in c.offered if mark in said}
    assert offers <= set(own.offered if own else ()), (desk.name, own, offers)
    mine = _marks(own, desk.level) if own else set()
    everything = {mark for d in desks for c in d.customers for mark in _marks(c, "full")}
    shown = {mark for mark in everything if mark in said}
    assert shown == mine, (desk.name, desk.level, own, shown)
    return len(shown) + len(offers)


def _marks(customer: Customer, level: str) -> set[str]:
    known = (customer.marks, customer.partly, customer.verified)
    reached = {"none": 1, "partial": 2, "full": 3}[level]
    return {mark for marks in known[:reached] for mark in marks}
