"""What was begun for one customer is never done to the next."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from kb.customers import looking
from kb.offers.models import MadeOffer
from tests.contacts.calls import KEY, pop_address
from tests.offers.making import SENTENCE, publish_offer

SOLVED = {"key": "cards.lost", "locale": "zh-Hans"}


@pytest.fixture(autouse=True)
def with_directory(settings: Any) -> Iterator[None]:
    settings.SCREEN_POP_KEYS = [KEY]
    settings.CUSTOMER_DIRECTORY = f"file://{settings.BASE_DIR}/kb/demo/customers.csv"
    looking.forget_rest()
    yield
    looking.forget_rest()


def test_nothing_is_offered_to_whom_the_directory_could_not_name(
    desk: Client, settings: Any
) -> None:
    publish_offer()
    there = settings.CUSTOMER_DIRECTORY
    settings.CUSTOMER_DIRECTORY, settings.CUSTOMER_DIRECTORY_KEY = "http://127.0.0.1:9/", "k"
    desk.get(pop_address())
    settings.CUSTOMER_DIRECTORY = there
    looking.forget_rest()
    said = desk.post("/desk/solved/", SOLVED)
    assert said.status_code == 200 and SENTENCE not in said.content.decode()
    assert not MadeOffer.objects.exists()
    desk.get(pop_address())
    assert SENTENCE in desk.post("/desk/solved/", SOLVED).content.decode()
