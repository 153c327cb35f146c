"""The library with a canary in every hidden place."""

from collections.abc import Iterator

import pytest

from kb.authoring.label_values import forget_choices
from tests.leaks.hidden import Hidden, publish_library


@pytest.fixture
def hidden(db: None) -> Iterator[Hidden]:
    yield publish_library()
    forget_choices()


@pytest.fixture(autouse=True)
def ask_as_often_as_needed(no_rate_limit: None) -> None:
    """These tests go through every door, again and again."""
