"""A card that was lost: a guide whose choices lead to answers for everybody, for customers, for
agents and for one region."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from tests import library
from tests.library import block, guide, question

LOST, REPLACE, INSIDE, CUSTOMERS = "cards.lost", "cards.replace", "cards.inside", "cards.mine"
ASKED = "卡丢了怎么办？"
# Stand in the guide where it leads to what the public may not see, and nowhere else.
SECRET_CHOICE, SECRET_QUESTION = "白金卡专席", "白金卡是哪一年开的"


@dataclass(frozen=True)
class Bank:
    topic: Any
    pages: dict[str, Any]
    guide: str

    def publish(self, key: str, *elements: dict[str, Any], asked: str = "") -> Any:
        self.pages[key] = library.publish_answer(self.topic, key, asked or key, *elements)
        return self.pages[key]


def elements() -> list[dict[str, Any]]:
    return [
        block("answer", "先挂失，再补卡。", slot="main"),
        block("note", "在手机银行点挂失。", slot="how"),
        guide(
            question(
                "where",
                "卡是在哪里丢的？",
                {
                    "境内": "question:kind",
                    "境外": "person",
                    "找到了": "element:how",
                    SECRET_CHOICE: f"answer:{INSIDE}",
                },
            ),
            question(
                "kind",
                "是哪种卡？",
                {
                    "普通卡": f"answer:{REPLACE}",
                    "客户卡": f"answer:{CUSTOMERS}",
                    "白金卡": "question:secret",
                },
            ),
            question("secret", SECRET_QUESTION, {"今年": f"answer:{INSIDE}"}),
            text="先问两句。",
        ),
    ]


@pytest.fixture
def cards(db: Any) -> Bank:
    topic = library.publish_topic("cards", "银行卡")
    bank = Bank(topic, {}, "")
    bank.publish(REPLACE, block("answer", "到网点补卡。"), asked="怎么补卡？")
    bank.publish(CUSTOMERS, block("answer", "在我的卡里补。", audience="customer"))
    bank.publish(INSIDE, block("answer", "转专席。", audience="agent"))
    page = library.publish_answer(topic, LOST, ASKED, *elements())
    bank.pages[LOST] = page
    return Bank(topic, bank.pages, library.element_id(page, "guide"))


@pytest.fixture
def desk(cards: Bank) -> Client:
    client = Client()
    client.force_login(library.staff("agent", "Agents"))
    return client
