"""An answer is approved for eight in the morning. At eight it is there; nobody pressed a key."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from kb.authoring.models import KnowledgePage
from tests import library
from tests.library import block

EIGHT = datetime(2127, 1, 4, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_at_eight_it_is_there(
    client: Client, keys: Any, cards: Any, set_clock: Callable[[datetime], None]
) -> None:
    set_clock(EIGHT - timedelta(hours=1))
    page = library.publish_answer(cards, "cards.new", "新卡怎么办？", block("answer", "到网点办。"))
    page.unpublish()
    page.go_live_at = EIGHT
    page.save_revision().publish()
    call_command("keep_time", "--once")
    assert client.get("/api/v1/answers/cards.new", headers=keys["web"]).status_code == 404

    set_clock(EIGHT + timedelta(seconds=1))
    call_command("keep_time", "--once")

    assert client.get("/api/v1/answers/cards.new", headers=keys["web"]).status_code == 200
    assert KnowledgePage.objects.get(pk=page.pk).live
