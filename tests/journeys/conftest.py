"""What the stories share: a bank with one topic, and readers at every door."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import library

AUDIENCES = {"web": "public", "sms": "customer", "wechat": "customer", "agent_desk": "agent"}


@pytest.fixture
def cards(db: None) -> Any:
    return library.publish_topic("cards", "银行卡")


@pytest.fixture
def keys(db: None) -> dict[str, dict[str, str]]:
    """The header of one key for each channel."""
    return {code: library.key_for(code, audience=a) for code, a in AUDIENCES.items()}


@pytest.fixture
def agent(db: None) -> Any:
    return library.staff("agent-7", "Agents")


@pytest.fixture
def agent_client(agent: Any) -> Client:
    client = Client()
    client.force_login(agent)
    return client


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """From now on the house believes it is this moment."""

    def put(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return put


@pytest.fixture
def stopped_projections(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers, broker and search are down: the bell rings and nobody comes."""
    from kb.publication import bell

    monkeypatch.setattr(bell, "ring", lambda: None)


@pytest.fixture(autouse=True)
def ask_as_often_as_needed(no_rate_limit: None) -> None:
    """These tests go through every door, again and again."""
