"""A house with one topic, a reader at every channel, and somebody who may see every screen."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from kb.access.models import AccessGrant
from tests import library
from tests.texts.house import CHANNELS, House


@pytest.fixture
def house(db: None, no_rate_limit: None) -> House:
    chief = User.objects.create_superuser("chief")
    chief.groups.add(*library.staff("agent-7", "Agents").groups.all())
    client = Client(headers={"Accept-Language": "zh-CN"})
    client.force_login(chief)
    audiences: dict[str, Any] = {"agent_desk": "agent"}
    keys = {c: library.key_for(c, audience=audiences.get(c, "public")) for c in CHANNELS}
    assert AccessGrant.objects.exists()
    return House(library.publish_topic("cards", "银行卡"), client, keys)
