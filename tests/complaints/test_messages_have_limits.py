"""Whoever answers complaints sends no more messages than by any other way, and no addresses."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from channels.delivery.models import Delivery
from tests.complaints.test_at_the_desk import act, take
from tests.complaints.test_messages import preview, replies, typed
from tests.desk.test_messages import form_of, post

__all__ = ["replies"]
pytestmark = pytest.mark.django_db(transaction=True)


def send(desk: Client, recipient: str) -> Any:
    said, _page = preview(desk, recipient=recipient)
    return said, act(desk, "message", **said)


def test_from_one_complaint_no_many_numbers_are_reached(
    desk: Client, replies: Any, settings: Any
) -> None:
    settings.MESSAGES_PER_HOUR = 1
    take(desk)
    first, sent = send(desk, "13800138000")
    assert sent.status_code == 302
    for recipient in ("13900139001", "13900139002", "13900139003"):
        said, refused = send(desk, recipient)
        page = refused.content.decode()
        assert refused.status_code == 422 and "一小时内已发送 1 条" in page
        # What was typed stays.
        assert f'value="{recipient}"' in page and "已退还10元手续费" in page
    assert Delivery.objects.count() == 1
    # The answer to the first may have been lost.
    assert act(desk, "message", **first).status_code == 302
    Delivery.objects.update(created_at=timezone.now() - timedelta(hours=1))
    assert act(desk, "message", **said | {"request": str(uuid.uuid4())}).status_code == 302


def test_all_ways_count_together(desk: Client, replies: Any, settings: Any) -> None:
    settings.MESSAGES_PER_HOUR = 2
    take(desk)
    assert post(desk, form_of(desk)).status_code == 200
    assert send(desk, "13900139001")[1].status_code == 302
    assert send(desk, "13900139002")[1].status_code == 422
    assert post(desk, form_of(desk)).status_code == 422
    assert Delivery.objects.count() == 2


@pytest.mark.parametrize(
    "lure", ["guyu-bank.vip", "guyu-bank．vip", "谷雨.网址", "HTTP：//1.2.3.4"]
)
def test_no_address_of_any_ending_is_sent(desk: Client, replies: Any, lure: str) -> None:
    take(desk)
    response = act(desk, "message", **typed(desk, gap_0=f"请登录 {lure} 办理"))
    page = response.content.decode()
    assert response.status_code == 422 and "不能有网址" in page and 'name="approved"' not in page


def test_figures_are_sent(desk: Client, replies: Any) -> None:
    take(desk)
    said, page = preview(desk, gap_0="1.5元于2026.11.23 10:30退还，App 8.0.2版可查")
    assert "1.5元于2026.11.23 10:30退还，App 8.0.2版可查。谢谢您" in page
    assert act(desk, "message", **said).status_code == 302
