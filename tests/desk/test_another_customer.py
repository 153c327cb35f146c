"""What was begun for one customer is never done to the next."""

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from channels.contacts.models import Contact
from channels.delivery.models import Delivery
from kb.customers import looking
from kb.feedback.complaints.models import Complaint
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


FRAGMENT = {"HX-Request": "true"}
OTHER = "13800000002"
WORDS = "排队两小时，没有人理会。"
REFUSED = "当前已是另一位客户"


def drawn_for(desk: Client, address: str = "/desk/answers/cards.lost/") -> str:
    """The contact that each form of the page names."""
    page = desk.get(address, headers=FRAGMENT).content.decode()
    named = set(re.findall(r'name="contact"[^>]*value="([^"]*)"', page))
    assert len(named) == 1, named
    return str(named.pop())


def posts(desk: Client, named: str) -> dict[str, tuple[str, dict[str, str]]]:
    page = desk.get("/desk/answers/cards.lost/", headers=FRAGMENT)
    texts = {text.code: text for text in page.context["answer"].sendable}
    one = {"contact": named, "locale": "zh-Hans", "request": str(uuid.uuid4())}
    sent = {"channel": "sms", "recipient": "13800138000", "rendition_sms": texts["sms"].rendition}
    return {
        "solved": ("/desk/solved/", SOLVED | {"contact": named}),
        "message": ("/desk/messages/", one | sent | {"key": "cards.lost"}),
        "complaint": ("/desk/complaints/take/", one | {"words": WORDS, "cause": "process"}),
        "next": ("/desk/contacts/next/", {"contact": named}),
    }


@pytest.mark.parametrize("what", ["solved", "message", "complaint", "next"])
@pytest.mark.parametrize("is_first_called", [True, False])
def test_a_page_of_the_former_does_nothing_to_whose_call_came_since(
    desk: Client, what: str, is_first_called: bool
) -> None:
    if is_first_called:
        desk.get(pop_address())
    named = drawn_for(desk) if is_first_called else ""
    desk.get(pop_address(caller=OTHER))
    address, said = posts(desk, named)[what]
    refused = desk.post(address, said, headers=FRAGMENT)
    assert refused.status_code == 409 and REFUSED in refused.content.decode()
    second = Contact.objects.get(ended_at=None)
    assert second.caller.handle == OTHER and second.solved_at is None
    assert not Delivery.objects.exists() and not Complaint.objects.exists()
    english = desk.post(address, said, headers=FRAGMENT | {"Accept-Language": "en"})
    assert "Another customer is on the line" in english.content.decode()
    if what == "complaint":
        page = refused.content.decode()
        assert WORDS in page and f'value="{second.pk}"' in page


def test_how_the_former_took_an_offer_is_not_told_while_the_next_is_on_the_line(
    desk: Client,
) -> None:
    publish_offer()
    desk.get(pop_address())
    named = drawn_for(desk)
    page = desk.post("/desk/solved/", SOLVED | {"contact": named}).content.decode()
    assert f'value="{named}"' in page
    made = MadeOffer.objects.get()
    desk.get(pop_address(caller=OTHER))
    said = {"outcome": "declined", "contact": named}
    assert desk.post(f"/desk/offers/{made.pk}/", said).status_code == 409
    made.refresh_from_db()
    assert made.outcome == ""


def test_a_contact_begun_by_a_search_of_the_same_page_is_the_same(desk: Client) -> None:
    page = desk.get("/desk/").content.decode()
    assert 'id="next-contact" value=""' in page
    named = drawn_for(desk)
    assert desk.post("/desk/solved/", SOLVED | {"contact": ""}).status_code == 200
    assert desk.post("/desk/solved/", SOLVED | {"contact": named}).status_code == 200
    assert desk.post("/desk/contacts/next/", {"contact": ""}).status_code == 302
    drawn_for(desk)
    assert desk.post("/desk/solved/", SOLVED | {"contact": named}).status_code == 409
    assert desk.post("/desk/solved/", SOLVED | {"contact": "no id"}).status_code == 409


def test_a_contact_that_ended_by_itself_holds_nobody_up(desk: Client) -> None:
    named = drawn_for(desk)
    Contact.objects.update(used_at=timezone.now() - timedelta(hours=2))
    drawn_for(desk)
    assert Contact.objects.get(pk=named).outcome == "idle"
    assert desk.post("/desk/contacts/next/", {"contact": named}).status_code == 302


def test_the_bar_names_the_contact_and_is_asked_for_with_nobody_on_the_line(desk: Client) -> None:
    for page in (desk.get("/desk/"), desk.get("/desk/customer/")):
        assert 'hx-get="/desk/customer/"' in page.content.decode()
    states = set()
    for _call in range(2):
        desk.get(pop_address())
        bar = desk.get("/desk/customer/").content.decode()
        contact = Contact.objects.get(ended_at=None)
        assert f'data-contact="{contact.pk}"' in bar
        assert f'id="next-contact" value="{contact.pk}" hx-swap-oob="true"' in bar
        states.add(re.findall(r'data-state="([^"]+)"', bar)[0])
    assert len(states) == 2
