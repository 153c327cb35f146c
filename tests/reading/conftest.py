"""A small bank, an agent who worked yesterday, and what they may read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import library
from tests.open_bank import Answers, bank, bank_tables
from tests.reading.stories import worked_until_now

__all__ = ["bank", "bank_tables"]


@pytest.fixture
def agent(bank: Answers) -> Any:
    """Whatever is published from now on is new to them."""
    user = library.staff("agent-7", "Agents")
    worked_until_now(user)
    return user


@pytest.fixture
def desk(agent: Any) -> Client:
    """The desk in a browser that asks for Chinese."""
    client = Client(headers={"Accept-Language": "zh-CN"})
    client.force_login(agent)
    return client


@pytest.fixture
def next_week() -> Any:
    return timezone.now() + timedelta(days=7)
