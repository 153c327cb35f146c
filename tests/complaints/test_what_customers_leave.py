"""Replies of a customer fill no complaint, and in time nothing tells who the customer was."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from channels.delivery.models import Delivery
from channels.delivery.replies import Said, take_reply
from kb.feedback.complaints import moving
from kb.feedback.complaints.models import Complaint, ComplaintEvent
from tests.complaints.test_at_the_desk import act, page_of, take
from tests.complaints.test_messages import preview, replies

__all__ = ["replies"]
pytestmark = pytest.mark.django_db(transaction=True)
NUMBER, MASKED = "13800138000", "138****8000"
ENDING = {"outcome": "justified", "answered": "message", "result": "已退费"}


@pytest.fixture
def sent(desk: Client, replies: Any) -> Delivery:
    take(desk)
    said, _page = preview(desk)
    assert act(desk, "message", **said).status_code == 302
    return Delivery.objects.get()


def answer(n: int, text: str) -> str:
    return take_reply(Said("sms", f"r-{n}", NUMBER, text), at=timezone.now())


def test_one_number_fills_no_complaint(desk: Client, sent: Delivery) -> None:
    outcomes = [answer(n, f"第{n}句话") for n in range(9)]
    assert outcomes == ["said"] * 5 + ["ignored"] * 4
    assert ComplaintEvent.objects.filter(act="replied").count() == 5
    # Thumbs are words here, and count with them.
    assert answer(10, "1") == "ignored" and answer(11, "TD") == "stopped"
    assert ComplaintEvent.objects.filter(act="replied").count() == 5


def test_whom_a_message_went_to_is_forgotten_with_the_customer(
    desk: Client, sent: Delivery, admin_client: Client
) -> None:
    act(desk, "close", **ENDING)
    closed_at = Complaint.objects.get().closed_at
    assert closed_at is not None
    moving.run(now=closed_at + timedelta(days=90))
    assert MASKED in page_of(desk) and "已退还10元手续费" in page_of(desk)
    # Nobody was on the line: only the message leads back.
    assert Complaint.objects.get().contact is None
    moving.run(now=closed_at + timedelta(days=90, seconds=1))
    kept = repr([list(m.objects.values_list()) for m in (Delivery, ComplaintEvent)])
    assert MASKED not in kept and "已退还10元手续费" not in kept
    for page in (page_of(desk), _in_the_admin(admin_client)):
        assert MASKED not in page and "已退还10元手续费" not in page
        assert "已送达" in page or "Arrived" in page
    assert "收件人和正文已清除" in page_of(desk)
    assert moving.forget_customers(now=closed_at + timedelta(days=91)) == 0


def _in_the_admin(admin_client: Client) -> str:
    found = admin_client.get(f"/admin/complaints/{Complaint.objects.get().pk}/")
    assert found.status_code == 200
    return str(found.content.decode())


def test_of_a_complaint_that_is_open_nothing_is_forgotten(desk: Client, sent: Delivery) -> None:
    moving.run(now=timezone.now() + timedelta(days=400))
    sent.refresh_from_db()
    assert sent.shown_as == MASKED and sent.text


def test_many_are_forgotten_minute_by_minute(
    desk: Client, sent: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "A_TIME", 1)
    take(desk, words="还有一件")
    Complaint.objects.update(closed_at="2020-01-01T00:00Z", customer_ref="ref-1")
    assert [moving.forget_customers(now=timezone.now()) for _minute in range(3)] == [1, 1, 0]
    assert not Delivery.objects.exclude(shown_as="").exists()
