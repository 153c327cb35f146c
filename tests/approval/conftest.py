"""One topic, an editor who owns it, and one person for each kind of step."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.approval.steps import FEE, REPLY, handed_in, make_rule, person_of
from tests.authoring.making import draft_answer, make_topic, make_user


@pytest.fixture
def cards() -> Any:
    return make_topic("cards")


@pytest.fixture
def editor(cards: Any) -> User:
    return make_user("editor", "Editors", owns=cards, email="editor@bank.test")


@pytest.fixture
def people() -> dict[str, User]:
    return {code: person_of(code) for code in ("knowledge", "business", "compliance", "consumer")}


@pytest.fixture
def page(cards: Any, editor: User, people: Any) -> Any:
    """A fee of two elements, handed in; compliance is asked for fees."""
    make_rule("compliance", element_kinds=["fee"], due_hours=8)
    return handed_in(draft_answer("cards.fee", REPLY, FEE, topic=cards, user=editor), editor)
