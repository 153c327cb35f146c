"""A chatbot gets one sentence more once the matter is settled, and tells how it was taken."""

import uuid
from typing import Any

import pytest
from django.test import Client

from kb.authoring.models import Offer, TopicPage
from kb.offers.models import MadeOffer
from tests import library
from tests.offers.making import SENTENCE, condition, label, publish_offer

API = "/api/v1"
THANKS = {"text": "好的，谢谢", "locale": "zh-Hans"}


@pytest.fixture(autouse=True)
def ask_as_often_as_needed(no_rate_limit: None) -> None:
    """Many questions in one minute."""


class Bot:
    def __init__(self, **wish: Any) -> None:
        self.client, self.headers = Client(), library.key_for("web", **wish)

    def post(self, place: str, body: dict[str, Any]) -> Any:
        return self.client.post(
            f"{API}/{place}", body, content_type="application/json", headers=self.headers
        )

    def thanks(self, *, solved: str = "cards.lost", conversation: str = "c-1") -> Any:
        context = {"solved": solved, "conversation": conversation}
        return self.post("answers", THANKS | {"context": context}).json()["next_sentence"]


def test_it_comes_once_the_matter_is_settled(bank: Any) -> None:
    publish_offer()
    bot = Bot()
    assert bot.post("answers", {"text": "卡丢了"}).json()["next_sentence"] is None
    sentence = bot.thanks()
    assert (sentence["text"], sentence["purpose"]) == (SENTENCE, "service")
    assert "reasons" not in sentence, "why is for staff"
    assert bot.thanks() == sentence, "asked again, the same"
    made = MadeOffer.objects.get()
    assert (str(made.pk), made.channel, made.customer) == (sentence["id"], "web", "")


def test_nothing_without_the_key_scope_or_what_settled_it(bank: Any) -> None:
    publish_offer()
    poor = Bot(scopes=("answers:read", "search:read"))
    assert poor.thanks() is None
    bot = Bot()
    assert bot.thanks(solved="no.such") is None
    asked = bot.post("answers", THANKS | {"context": {"solved": "cards.lost"}}).json()
    assert asked["next_sentence"] is None, "without a conversation nobody could count"
    assert bot.post("answers", THANKS | {"context": {"conversation": "x" * 65}}).status_code == 400


def test_only_what_the_channel_and_the_audience_may_have(bank: Any) -> None:
    publish_offer("desk.only", "只给坐席。", labels={"channels": ["agent_desk"]}, priority=1)
    publish_offer("for.staff", "内部。", labels={"audience": "agent"}, priority=1)
    publish_offer("for.customers", "客户可见。", labels={"audience": "customer"}, priority=2)
    publish_offer()
    assert Bot().thanks()["text"] == SENTENCE
    assert Bot(audience="customer").thanks()["text"] == "客户可见。"


def test_what_asks_of_an_unknown_customer_is_not_said(bank: Any) -> None:
    label("segments", "vip")
    publish_offer("card", "贵宾专享。", condition("segments", "vip"))
    publish_offer("loan", "分期优惠。", purpose="product")
    claimed = {"solved": "cards.lost", "conversation": "c-1"}
    assert Bot().thanks() is None
    bot = Bot(segments=["vip"])
    answer = bot.post("answers", THANKS | {"context": claimed | {"segments": ["vip"]}}).json()
    assert answer["next_sentence"] is None, "a claim is no proof"


def test_withdrawn_or_in_a_quiet_topic_there_is_none(bank: Any) -> None:
    offer, bot = publish_offer(), Bot()
    assert bot.thanks() is not None
    TopicPage.objects.filter(key="cards").update(without_offers=True)
    assert bot.thanks(conversation="c-2") is None
    TopicPage.objects.filter(key="cards").update(without_offers=False)
    Offer.objects.get(pk=offer.pk).unpublish()
    assert bot.thanks() is None


def test_how_it_was_taken_is_told_by_whom_it_was_given_to(bank: Any) -> None:
    publish_offer()
    bot = Bot()
    place = f"next-sentences/{bot.thanks()['id']}"
    assert Bot().post(place, {"outcome": "accepted"}).status_code == 404
    assert Bot(scopes=("offers:read",)).post(place, {"outcome": "accepted"}).status_code == 403
    assert bot.post(place, {"outcome": "maybe"}).status_code == 400
    assert bot.post(place, {"outcome": "declined", "why": "x"}).status_code == 400
    for outcome in ("declined", "accepted"):
        answer = bot.post(place, {"outcome": outcome})
        assert (answer.status_code, answer.json()["outcome"]) == (200, outcome)
    assert bot.post(f"next-sentences/{uuid.uuid4()}", {"outcome": "accepted"}).status_code == 404
    assert bot.post("next-sentences/x", {"outcome": "accepted"}).status_code == 404
    assert bot.thanks()["id"] in place, "still the one of this conversation"
