"""The door by which gateways say what became of a message."""

import json
import time
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from channels.delivery.models import Delivery
from channels.delivery.signing import MOST_SECONDS, SIGNATURE, TIME, sign
from tests.delivery.double import KEY

DOOR = "/channels/sms/receipts/"


@pytest.fixture(autouse=True)
def key(settings: Any) -> None:
    settings.GATEWAYS = {**settings.GATEWAYS, "sms": ("sandbox:", KEY)}


@pytest.fixture
def waiting(db: None) -> Delivery:
    now = timezone.now()
    return Delivery.objects.create(
        request=uuid.uuid4(), channel="sms", key="cards.lost", locale="zh-Hans", rendition="0" * 64,
        text="文本", recipient="", shown_as="138****8000", sender_id=1, sender_name="agent-7",
        state=Delivery.State.SENT, next_at=now, created_at=now,
    )  # fmt: skip


def tell(
    said: Any, *, key: str = KEY, at: int | None = None, signature: str = "", late: int = 0
) -> Any:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    time_said = int(time.time()) - late if at is None else at
    headers = {
        TIME: str(time_said),
        SIGNATURE: signature or sign(body, key=key, at=time_said),
    }
    client = Client(enforce_csrf_checks=True)
    return client.post(DOOR, body, content_type="application/json", headers=headers)


def test_a_receipt_ends_a_message_once(waiting: Delivery) -> None:
    assert tell({"id": str(waiting.pk), "state": "delivered"}).status_code == 204
    assert tell({"id": str(waiting.pk), "state": "failed", "code": "late"}).status_code == 204
    waiting.refresh_from_db()
    assert (waiting.state, waiting.code) == ("delivered", "") and waiting.ended_at


def test_a_failure_says_why(waiting: Delivery) -> None:
    tell({"id": str(waiting.pk), "state": "failed", "code": "absent\0" + "x" * 99})
    waiting.refresh_from_db()
    assert waiting.state == "failed" and waiting.code == "absent" + "x" * 34


def test_known_and_unknown_look_the_same(waiting: Delivery) -> None:
    known = tell({"id": str(waiting.pk), "state": "delivered"})
    unknown = tell({"id": str(uuid.uuid4()), "state": "delivered"})
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)


@pytest.mark.parametrize(
    "forged",
    [
        {"key": "another"},
        {"signature": "0" * 64},
        {"signature": "ü"},
        {"signature": "x" * 10_000},
        {"late": MOST_SECONDS + 60},
        {"late": -MOST_SECONDS - 60},
    ],
)
def test_what_is_not_signed_changes_nothing(waiting: Delivery, forged: dict[str, Any]) -> None:
    assert tell({"id": str(waiting.pk), "state": "failed"}, **forged).status_code == 403
    waiting.refresh_from_db()
    assert waiting.state == "sent"


def test_a_changed_body_is_not_signed(waiting: Delivery) -> None:
    now = int(time.time())
    signed = sign(b'{"state": "failed"}', key=KEY, at=now)
    said = {"id": str(waiting.pk), "state": "delivered"}
    assert tell(said, at=now, signature=signed).status_code == 403


def test_without_a_key_nobody_is_believed(waiting: Delivery, settings: Any) -> None:
    settings.GATEWAYS = {**settings.GATEWAYS, "sms": ("sandbox:", "")}
    assert tell({"id": str(waiting.pk), "state": "failed"}, key="").status_code == 403


@pytest.mark.parametrize(
    "said",
    [b"", b"no", b"[]", b"null", b'{"id": 7, "state": "failed"}', b"[" * 9_999, "text",
     {"state": "failed"}, {"id": str(uuid.uuid4())}, {"id": str(uuid.uuid4()), "state": []},
     {"id": str(uuid.uuid4()), "state": "failed", "code": 7}],
)  # fmt: skip
def test_what_is_no_receipt_is_said(db: None, said: Any) -> None:
    assert tell(said).status_code == 400


def test_no_more_is_read_than_a_receipt_takes(db: None) -> None:
    assert tell(b" " * 20_000).status_code == 413
    assert Client().get(DOOR).status_code == 405
