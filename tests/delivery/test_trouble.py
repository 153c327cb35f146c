"""Workers that come late or are killed, gateways that hang or say odd things."""

import uuid
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from channels.delivery import bell, outbox
from channels.delivery.gateways import Outgoing, Refused
from channels.delivery.models import Delivery
from channels.delivery.operations import WishUsed, note_receipt
from channels.delivery.queries import next_look
from channels.delivery.told import code_told, id_told
from kb import broker
from tests.delivery.test_outbox import NOW, NUMBER, Gateway, agent, at, gateway, sent, wish
from tests.open_bank import bank, bank_tables

__all__ = ["agent", "bank", "bank_tables", "gateway"]

State = Delivery.State
pytestmark = pytest.mark.django_db
DAYS_LATER = 3 * 24 * 3600


def test_what_nobody_sent_for_an_hour_is_not_sent_later(agent: Any, gateway: Gateway) -> None:
    delivery = sent(agent)
    outbox.send_due(now=at(DAYS_LATER))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.code) == (State.FAILED, "gave_up")
    assert delivery.recipient == "" and not gateway.taken


def test_its_recipient_is_forgotten_where_no_worker_sends(
    agent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = sent(agent)
    monkeypatch.setattr(broker, "is_used", lambda: True)
    monkeypatch.setattr(broker, "send", lambda task: False)
    bell.look(now=at(DAYS_LATER))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.recipient) == (State.FAILED, "")


def test_whoever_is_killed_while_noting_still_knows_the_recipient(
    agent: Any, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(agent)

    class Killed(BaseException):
        pass

    def die(_delivery: Delivery) -> Any:
        raise Killed

    real = outbox._waiting

    def noting(_one: Outgoing) -> None:
        monkeypatch.setattr(outbox, "_waiting", die)

    gateway.before = noting
    with pytest.raises(Killed):
        outbox.send_due(now=NOW)
    gateway.before = None
    monkeypatch.setattr(outbox, "_waiting", real)
    assert outbox.send_due(now=at(61)) == 1
    assert [one.recipient for one in gateway.taken] == [NUMBER, NUMBER]


def test_a_slow_gateway_ends_the_passage_not_the_work(
    agent: Any, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else what the sender may read would be looked up as of minutes ago, and the hold on a message
    be over before it is sent."""
    for _ in range(3):
        sent(agent)
    seconds = iter(range(0, 1_000, 4))
    clock = SimpleNamespace(monotonic=lambda: float(next(seconds)))
    monkeypatch.setattr(outbox, "time", clock)
    assert [outbox.send_due(now=NOW) for _ in range(3)] == [2, 1, 0]
    assert len(gateway.taken) == 3


def test_whoever_sends_waits_for_their_own_message_alone(
    agent: Any, gateway: Gateway, django_capture_on_commit_callbacks: Any
) -> None:
    waiting = sent(agent)
    with django_capture_on_commit_callbacks(execute=True):
        own = sent(agent)
    assert [one.id for one in gateway.taken] == [str(own.pk)]
    waiting.refresh_from_db()
    assert waiting.state == State.WAITING


@pytest.mark.parametrize("odd", ["\ud800", "a\0b", "\u202e", "x" * 99])
def test_odd_words_of_a_gateway_are_noted(agent: Any, gateway: Gateway, odd: str) -> None:
    refused = sent(agent)
    gateway.troubles = [Refused(odd)]
    outbox.send_due(now=NOW)
    refused.refresh_from_db()
    assert refused.state == State.FAILED
    taken = sent(agent)
    outbox._note_sent(taken, odd, is_arrived=False, at=NOW)
    taken.refresh_from_db()
    assert taken.state == State.SENT
    assert note_receipt(taken.pk, channel="sms", arrived=False, code=odd, at=NOW)


def test_a_number_that_a_gateway_repeats_is_not_kept(agent: Any, gateway: Gateway) -> None:
    delivery = sent(agent)
    gateway.troubles = [Refused(f"bad {NUMBER}")]
    outbox.send_due(now=NOW)
    delivery.refresh_from_db()
    assert delivery.code == "bad ***"
    assert code_told("wechat_45015") == "wechat_45015" and id_told("20261123000000001")


def test_a_wish_is_for_one_message(agent: Any, gateway: Gateway) -> None:
    one = wish(agent)
    sent(agent, one)
    with pytest.raises(WishUsed) as used:
        sent(agent, replace(one, recipient="13900139000"))
    assert used.value.shown_as == "138****8000" and Delivery.objects.count() == 1


def test_receipts_are_believed_for_their_own_channel(agent: Any, gateway: Gateway) -> None:
    delivery = sent(agent)
    assert not note_receipt(delivery.pk, channel="wechat", arrived=True, code="", at=NOW)
    assert note_receipt(delivery.pk, channel="sms", arrived=True, code="", at=NOW)


def test_screens_ask_less_and_less_and_then_no_more() -> None:
    message = Delivery(request=uuid.uuid4(), created_at=NOW)
    ages = (0, 9, 100, 1_000, 3_600, 3_601)
    assert [next_look(message, now=at(age)) for age in ages] == [1, 1, 10, 100, 360, 0]
    message.state = State.SENT
    assert next_look(message, now=NOW) == 5
    message.state = State.DELIVERED
    assert next_look(message, now=NOW + timedelta(seconds=1)) == 0


def test_one_that_was_sent_is_not_taken_again(agent: Any) -> None:
    delivery = sent(agent)
    for second in (0, 61):
        outbox.send_one(delivery.pk, now=at(second))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (State.DELIVERED, 1)
