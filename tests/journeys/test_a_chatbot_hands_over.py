"""A chatbot asks in customers' words: it gets an answer, or must hand over to a person."""

from typing import Any

import pytest
from django.test import Client

from kb.publication import projections
from tests import library
from tests.library import block

DEATH, FEE = "亲人去世了存款怎么取？", "补卡多少钱？"


@pytest.fixture
def bot(cards: Any) -> dict[str, str]:
    library.publish_answer(cards, "cards.fee", FEE, block("answer", "补一张卡收15元。"))
    library.publish_answer(
        cards, "cards.estate", DEATH,
        block("answer", "请带死亡证明和继承文件到网点。", person_only=True),
    )  # fmt: skip
    projections.catch_up()
    return library.key_for("wechat", audience="customer")


def ask(client: Client, bot: dict[str, str], text: str) -> dict[str, Any]:
    body = {"text": text, "locale": "zh-Hans"}
    reply = client.post("/api/v1/answers", body, content_type="application/json", headers=bot)
    assert reply.status_code == 200, reply.content
    return dict(reply.json())


def test_an_ordinary_question_is_answered(client: Client, bot: dict[str, str]) -> None:
    said = ask(client, bot, FEE)

    assert said["decision"] == "answer"
    assert said["answer"]["key"] == "cards.fee" and "15元" in said["answer"]["text"]


def test_where_a_person_must_answer_the_bot_hands_over_and_says_nothing(
    client: Client, bot: dict[str, str]
) -> None:
    said = ask(client, bot, DEATH)

    assert said["decision"] == "handover"
    assert said["answer"] is None and not said["options"]
    assert "死亡证明" not in str(said)


def test_who_asks_for_a_person_gets_one(client: Client, bot: dict[str, str]) -> None:
    assert ask(client, bot, "我要转人工")["decision"] == "handover"
