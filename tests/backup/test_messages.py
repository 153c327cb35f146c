"""Messages to customers are in no backup: whom they are for is forgotten within the hour, and put
back they would be sent once more."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from django.utils import timezone

from channels.delivery.models import Delivery
from kb.backup import operations
from tests.authoring.making import published_answer
from tests.backup.test_misses import inside, own_media

__all__ = ["own_media"]

NUMBER = "13800138000"


@pytest.mark.django_db(transaction=True)
def test_messages_stay_out(tmp_path: Path) -> None:
    published_answer("cards.loss")
    now = timezone.now()
    Delivery.objects.create(
        request=uuid.uuid4(), channel="sms", key="cards.loss", locale="zh-Hans",
        rendition="0" * 64, text="文本", recipient=NUMBER, shown_as="138****8000",
        sender_id=1, sender_name="agent-7", next_at=now, created_at=now,
    )  # fmt: skip
    path, _manifest = operations.backup(tmp_path, now=now, step=lambda _: None)
    content = inside(path)
    assert b"cards.loss" in content and NUMBER.encode() not in content
    assert operations.restore(path, replace=True, step=lambda _: None).findings.is_well
    assert not Delivery.objects.exists()
