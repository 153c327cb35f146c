"""A message is kept before it is sent, sent once, and its recipient forgotten."""

import logging
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from channels.delivery import outbox
from channels.delivery.gateways import Accepted, Outgoing, Refused, Unavailable
from channels.delivery.models import Delivery
from channels.delivery.operations import (
    AnswerChanged,
    NothingToSend,
    Sender,
    Wish,
    note_receipt,
    send,
)
from channels.delivery.recipients import BadRecipient, check_recipient, shown
from channels.renditions.queries import find_rendition
from kb.publication.readers import staff_scope
from tests import library
from tests.open_bank import Answers, bank, bank_tables

__all__ = ["bank", "bank_tables"]

State = Delivery.State
NUMBER = "13800138000"
NOW = timezone.now()


class Gateway:
    """Does what it is told to, once each, and then takes everything."""

    def __init__(self) -> None:
        self.taken: list[Outgoing] = []
        self.troubles: list[Exception] = []
        self.before: Any = None

    def send(self, outgoing: Outgoing) -> Accepted:
        if self.before:
            self.before(outgoing)
        if self.troubles:
            raise self.troubles.pop(0)
        self.taken.append(outgoing)
        return Accepted(f"m-{len(self.taken)}")


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Gateway:
    one = Gateway()
    monkeypatch.setattr(outbox, "gateway_of", lambda channel: one)
    return one


@pytest.fixture
def agent(bank: Answers) -> Any:
    return library.staff("agent-7", "Agents")


def wish(agent: Any, **changed: Any) -> Wish:
    scope = staff_scope(agent, now=NOW)
    assert scope
    served = find_rendition(scope=scope, channel="sms", key="cards.lost", locale="zh-Hans")
    assert served
    fields = {
        "channel": "sms",
        "key": "cards.lost",
        "locale": "zh-Hans",
        "rendition": served.rendition,
        "recipient": NUMBER,
        "request": uuid.uuid4(),
    }
    return Wish(**fields | changed)


def sent(agent: Any, one: Wish | None = None) -> Delivery:
    scope = staff_scope(agent, now=NOW)
    assert scope
    sender = Sender(agent.pk, agent.get_username())
    return send(one or wish(agent), scope=scope, sender=sender, at=NOW)


def at(seconds: float) -> Any:
    return NOW + timedelta(seconds=seconds)


@pytest.mark.django_db
class TestSending:
    def test_what_waits_is_sent_with_the_text_of_the_channel(
        self, agent: Any, gateway: Gateway
    ) -> None:
        delivery = sent(agent)
        assert (delivery.state, delivery.recipient) == (State.WAITING, NUMBER)
        assert outbox.send_due(now=NOW) == 1
        delivery.refresh_from_db()
        (taken,) = gateway.taken
        assert (taken.id, taken.recipient) == (str(delivery.pk), NUMBER)
        assert taken.text == delivery.text and taken.text.startswith("【谷雨银行】")
        assert (delivery.state, delivery.gateway_id, delivery.attempts) == (State.SENT, "m-1", 1)
        assert (delivery.recipient, delivery.shown_as) == ("", "138****8000")
        assert outbox.send_due(now=at(10_000)) == 0

    def test_a_key_pressed_twice_sends_once(self, agent: Any, gateway: Gateway) -> None:
        one = wish(agent)
        assert sent(agent, one).pk == sent(agent, one).pk
        outbox.send_due(now=NOW)
        assert sent(agent, one).state == State.SENT
        assert len(gateway.taken) == 1

    def test_the_same_wish_of_another_is_another(self, agent: Any, gateway: Gateway) -> None:
        other = library.staff("agent-8", "Agents")
        one = wish(agent)
        assert sent(agent, one).pk != sent(other, one).pk

    @pytest.mark.parametrize(
        ("changed", "refusal"),
        [
            ({"recipient": "12345"}, BadRecipient),
            ({"channel": "fax"}, NothingToSend),
            ({"key": "cards.none"}, NothingToSend),
            ({"locale": "fr"}, NothingToSend),
            ({"rendition": "0" * 64}, AnswerChanged),
        ],
    )
    def test_what_cannot_be_sent_is_not_kept(
        self, agent: Any, changed: dict[str, Any], refusal: type[Exception]
    ) -> None:
        with pytest.raises(refusal):
            sent(agent, wish(agent, **changed))
        assert not Delivery.objects.exists()


@pytest.mark.django_db
class TestTryingAgain:
    def test_comes_later_each_time_until_it_is_given_up(self, agent: Any, gateway: Gateway) -> None:
        gateway.troubles = [Unavailable("status 503")] * 99
        delivery = sent(agent)
        tried = [second for second in range(4_000) if outbox.send_due(now=at(second))]
        assert tried == [0, 2, 7, 22, 82, 382, 1282, 2182, 3082]
        delivery.refresh_from_db()
        assert (delivery.state, delivery.code) == (State.FAILED, "gave_up")
        assert delivery.recipient == "" and not gateway.taken

    def test_one_trouble_is_no_end(self, agent: Any, gateway: Gateway) -> None:
        gateway.troubles = [Unavailable("status 503"), RuntimeError(f"{NUMBER} is odd")]
        delivery = sent(agent)
        for second in range(10):
            outbox.send_due(now=at(second))
        delivery.refresh_from_db()
        assert (delivery.state, delivery.attempts) == (State.SENT, 3)

    def test_a_refusal_is_the_end_and_says_why(self, agent: Any, gateway: Gateway) -> None:
        gateway.troubles = [Refused("blacklisted")]
        delivery = sent(agent)
        outbox.send_due(now=NOW)
        delivery.refresh_from_db()
        assert (delivery.state, delivery.code) == (State.FAILED, "blacklisted")
        assert (delivery.recipient, outbox.send_due(now=at(9_999))) == ("", 0)

    def test_one_that_was_killed_is_sent_again_under_its_name(
        self, agent: Any, gateway: Gateway
    ) -> None:
        """Between the gateway's answer and our note of it."""
        delivery = sent(agent)

        def die(_outgoing: Outgoing) -> None:
            raise KeyboardInterrupt

        gateway.before = die
        with pytest.raises(KeyboardInterrupt):
            outbox.send_due(now=NOW)
        gateway.before = None
        assert outbox.send_due(now=at(59)) == 0
        assert outbox.send_due(now=at(61)) == 1
        assert [one.id for one in gateway.taken] == [str(delivery.pk)]

    def test_two_workers_take_each_message_once(self, agent: Any, gateway: Gateway) -> None:
        for _ in range(3):
            sent(agent)
        second: list[int] = []
        gateway.before = lambda _one: second or second.append(outbox.send_due(now=NOW))
        outbox.send_due(now=NOW)
        assert len(gateway.taken) == len({one.id for one in gateway.taken}) == 3

    def test_logs_name_nobody(
        self, agent: Any, gateway: Gateway, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        gateway.troubles = [Unavailable("status 503"), RuntimeError(f"{NUMBER} 【谷雨银行】")]
        sent(agent)
        for second in range(10):
            outbox.send_due(now=at(second))
        assert len(caplog.records) >= 2
        assert NUMBER not in caplog.text and "谷雨" not in caplog.text


@pytest.mark.django_db
class TestStopping:
    """What holds no longer is not sent, however shortly before it was asked for."""

    def stopped(self, delivery: Delivery, gateway: Gateway) -> bool:
        outbox.send_due(now=timezone.now())
        delivery.refresh_from_db()
        return delivery.state == State.STOPPED and not delivery.recipient and not gateway.taken

    def test_the_answer_was_withdrawn(self, agent: Any, bank: Answers, gateway: Gateway) -> None:
        delivery = sent(agent)
        bank["cards.lost"].unpublish()
        assert self.stopped(delivery, gateway)

    def test_the_sender_has_gone(self, agent: Any, gateway: Gateway) -> None:
        delivery = sent(agent)
        agent.is_active = False
        agent.save()
        assert self.stopped(delivery, gateway)

    def test_the_sender_may_not_read_it_any_more(self, agent: Any, gateway: Gateway) -> None:
        delivery = sent(agent)
        agent.groups.clear()
        assert self.stopped(delivery, gateway)


@pytest.mark.django_db
class TestReceipts:
    def test_tell_what_became_of_it_once(self, agent: Any, gateway: Gateway) -> None:
        delivery = sent(agent)
        outbox.send_due(now=NOW)
        assert note_receipt(delivery.pk, channel="sms", arrived=True, code="", at=NOW)
        assert not note_receipt(delivery.pk, channel="sms", arrived=False, code="late", at=NOW)
        delivery.refresh_from_db()
        assert (delivery.state, delivery.code) == (State.DELIVERED, "")

    def test_may_come_before_the_gateway_s_own_answer(self, agent: Any, gateway: Gateway) -> None:
        delivery = sent(agent)
        gateway.before = lambda one: note_receipt(
            uuid.UUID(one.id), channel="sms", arrived=False, code="absent", at=NOW
        )
        outbox.send_due(now=NOW)
        delivery.refresh_from_db()
        assert (delivery.state, delivery.code) == (State.FAILED, "absent")
        assert delivery.recipient == ""

    def test_of_what_is_not_known_change_nothing(self) -> None:
        assert not note_receipt(uuid.uuid4(), channel="sms", arrived=True, code="", at=NOW)


class TestRecipients:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("13800138000", "13800138000"),
            (" 138 0013-8000 ", "13800138000"),
            ("１３８００１３８０００", "13800138000"),
            ("+86 138 0013 8000", "13800138000"),
            ("+85261234567", "+85261234567"),
            ("+1 (415) 555-0100", "+14155550100"),
        ],
    )
    def test_of_text_messages(self, typed: str, kept: str) -> None:
        assert check_recipient("sms", typed) == kept

    @pytest.mark.parametrize(
        "typed",
        [
            *("", "95588", "12800138000", "1380013800", "+8612345", "+0123456789"),
            *("١٣٨٠٠١٣٨٠٠٠", "13800138000;13900139000", "13800138000\x00", "tel:13800138000"),
            "a@b.cn",
        ],
    )
    def test_that_are_none(self, typed: str) -> None:
        with pytest.raises(BadRecipient):
            check_recipient("sms", typed)

    def test_of_wechat_come_with_the_conversation(self) -> None:
        assert check_recipient("wechat", "oLVPpjqs9BhvzwPj5A-vTYAX3GLc").startswith("oLVP")
        for typed in (NUMBER, "小明", "o" * 65, "oLVPpjqs9BhvzwPj5A vTYAX3GLc"):
            with pytest.raises(BadRecipient):
                check_recipient("wechat", typed)

    @given(st.text(max_size=30))
    def test_nothing_typed_breaks_it_or_is_shown_whole(self, typed: str) -> None:
        try:
            kept = check_recipient("sms", typed)
        except BadRecipient:
            return
        assert kept not in shown(kept) and kept.isascii() and len(kept) <= 16
