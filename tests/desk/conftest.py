"""A bank to search in, and an agent at the desk."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from kb.authoring.label_values import forget_choices
from kb.authoring.models import KnowledgePage
from kb.publication import projections
from tests import library
from tests.bank import open_bank


@pytest.fixture
def bank(db: None) -> Iterator[dict[str, KnowledgePage]]:
    forget_choices()
    answers = open_bank()
    # In a test that never commits nobody rings for the projections.
    projections.catch_up()
    yield answers
    forget_choices()


@pytest.fixture
def agent(db: None) -> Any:
    return library.staff("agent-7", "Agents")


@pytest.fixture
def desk(bank: Any, agent: Any) -> Client:
    """The desk in a browser that asks for Chinese."""
    client = Client(headers={"Accept-Language": "zh-CN"})
    client.force_login(agent)
    return client
