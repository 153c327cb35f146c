"""Two desks, a thousand turns in any order: nothing of a customer is ever on the other's screen."""

import random
from typing import Any

import pytest
from django.test import Client

from kb.authoring.models import LabelValue
from tests import library
from tests.contacts.calls import KEY
from tests.contacts.interleaved import Customer, Desk, interleave
from tests.library import block
from tests.offers.making import condition, publish_offer
from tests.open_bank import bank, bank_tables

__all__ = ["bank", "bank_tables"]
CUSTOMERS = {
    "first": (
        Customer(
            "13800000001",
            ("贵宾客群甲",),
            ("贵宾提示。",),
            ("金卡乙", "金卡提示。"),
            ("贵宾一句。",),
        ),
        Customer("13800000005", ("学生客群丙",), (), ("房贷丁", "房贷提示。"), ("房贷一句。",)),
    ),
    "second": (
        Customer(
            "13800000002",
            ("老年客群戊",),
            ("老年提示。",),
            ("存款己", "存款提示。"),
            ("老年一句。",),
        ),
        Customer(
            "13800000006", ("中年客群庚",), (), ("借记卡辛", "借记卡提示。"), ("借记卡一句。",)
        ),
    ),
}
LABELS = {
    "segments": {"vip": "贵宾客群甲", "student": "学生客群丙", "senior": "老年客群戊",
                 "middle": "中年客群庚"},
    "products": {"gold": "金卡乙", "loan": "房贷丁", "deposit": "存款己", "debit": "借记卡辛"},
}  # fmt: skip
DIRECTORY = """caller,segment,products
13800000001,vip,gold
13800000005,student,loan
13800000002,senior,deposit
13800000006,middle,debit
"""


@pytest.fixture
def served(bank: Any) -> None:
    for dimension, values in LABELS.items():
        for code, name in values.items():
            LabelValue.objects.update_or_create(
                dimension=dimension, code=code, defaults={"name_zh": name, "name_en": name}
            )
    for key, text, met in (
        ("a.vip", "贵宾一句。", condition("segments", "vip")),
        ("a.loan", "房贷一句。", condition("products", "loan")),
        ("a.senior", "老年一句。", condition("segments", "senior")),
        ("a.debit", "借记卡一句。", condition("products", "debit")),
    ):
        publish_offer(key, text, met, shown_most=100)
    topic = bank["cards.lost"].get_parent().specific
    notes = [
        block("note", "贵宾提示。", slot="a", segments=["vip"], verification="partial"),
        block("note", "老年提示。", slot="b", segments=["senior"], verification="partial"),
        block("note", "金卡提示。", slot="c", products=["gold"], verification="full"),
        block("note", "房贷提示。", slot="d", products=["loan"], verification="full"),
        block("note", "存款提示。", slot="e", products=["deposit"], verification="full"),
        block("note", "借记卡提示。", slot="f", products=["debit"], verification="full"),
    ]
    library.publish_answer(topic, "cards.served", "两位客户", block("answer", "大家都看。"), *notes)


@pytest.fixture
def desks(served: None, settings: Any, tmp_path: Any) -> list[Desk]:
    path = tmp_path / "customers.csv"
    path.write_text(DIRECTORY)
    settings.CUSTOMER_DIRECTORY = f"file://{path}"
    settings.SCREEN_POP_KEYS = [KEY]
    settings.OFFERS_PER_CUSTOMER = 9_999
    made = []
    for number, (name, customers) in enumerate(CUSTOMERS.items()):
        client = Client(headers={"Accept-Language": "zh-CN"})
        client.force_login(library.staff(f"agent-{name}", "Agents"))
        made.append(Desk(name, client, customers, random.Random(number)))
    return made


@pytest.mark.parametrize("turns", [100, pytest.param(1_000, marks=pytest.mark.long)])
def test_nothing_of_a_customer_is_on_another_desk(desks: list[Desk], turns: int) -> None:
    rightly = interleave(desks, turns=turns, dice=random.Random(20261123))
    assert rightly > turns, "the screens were empty, which proves nothing"
