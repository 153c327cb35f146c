"""The small bank, with an agent at the desk."""

from typing import Any

import pytest
from django.test import Client

from tests import library
from tests.open_bank import Answers, bank, bank_tables

__all__ = ["bank", "bank_tables"]


@pytest.fixture
def agent(db: None) -> Any:
    return library.staff("agent-7", "Agents")


@pytest.fixture
def desk(bank: Answers, agent: Any) -> Client:
    client = Client(headers={"Accept-Language": "zh-CN"})
    client.force_login(agent)
    return client
