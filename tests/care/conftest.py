"""Two topics, and an editor who owns one of them."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.authoring.making import make_topic, make_user


@pytest.fixture
def cards() -> Any:
    return make_topic("cards")


@pytest.fixture
def editor(cards: Any) -> User:
    return make_user("editor", "Editors", owns=cards, email="editor@example.com")


@pytest.fixture
def loans() -> Any:
    return make_topic("loans")
