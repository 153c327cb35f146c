"""What an agent does for a customer is noted, once; another agent's contact is never reached."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from channels.contacts.models import Contact, ContactStep
from channels.contacts.operations import begin_contact
from tests import library
from tests.library import block

FRAGMENT = {"HX-Request": "true"}
COPIED = {"key": "cards.lost", "locale": "zh-Hans", "channel": "sms"}


def steps() -> list[tuple[str, str, str, str]]:
    rows = ContactStep.objects.order_by("pk")
    return [(row.kind, row.key, row.channel, row.element) for row in rows]


def test_the_first_search_begins_it_and_each_step_stands_once(desk: Client, agent: Any) -> None:
    desk.get("/desk/")
    assert not Contact.objects.exists()
    for _again in range(2):
        desk.get("/desk/results/?q=银行卡", headers=FRAGMENT)
        desk.get("/desk/answers/cards.lost/?q=银行卡", headers=FRAGMENT)
        assert desk.post("/desk/contacts/copied/", COPIED).status_code == 204
    assert steps() == [
        ("searched", "", "", ""),
        ("opened", "cards.lost", "", ""),
        ("copied", "cards.lost", "sms", ""),
    ]
    contact = Contact.objects.get()
    assert (contact.user_id, contact.team, contact.via) == (agent.pk, "Agents", "desk")
    assert contact.first_opened_at is not None


def test_what_is_sent_is_noted_with_its_channel(desk: Client) -> None:
    page = desk.get("/desk/answers/cards.lost/", headers=FRAGMENT)
    wish = {"key": "cards.lost", "locale": "zh-Hans", "channel": "sms", "recipient": "13800138000"}
    texts = {text.code: text for text in page.context["answer"].sendable}
    wish |= {"rendition_sms": texts["sms"].rendition, "request": str(uuid.uuid4())}
    assert desk.post("/desk/messages/", wish).status_code == 200
    assert ("sent", "cards.lost", "sms", "") in steps()
    wish["rendition_sms"] = "0" * 64
    before = steps()
    assert desk.post("/desk/messages/", wish | {"channel": "wechat"}).status_code == 422
    assert steps() == before


def test_one_element_that_was_copied(desk: Client, bank: Any) -> None:
    element = library.element_id(bank["cards.lost"], "main")
    said = COPIED | {"channel": "", "element": element}
    assert desk.post("/desk/contacts/copied/", said).status_code == 204
    assert steps() == [("copied", "cards.lost", "", element)]


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"key": "no.such"}, 404),
        ({"element": str(uuid.uuid4())}, 404),
        ({"channel": "pigeon"}, 422),
        ({"locale": "xx"}, 422),
        ({"key": "<b>"}, 422),
        ({"element": "1"}, 422),
    ],
)
def test_what_is_not_there_is_not_noted(desk: Client, said: dict[str, str], status: int) -> None:
    assert desk.post("/desk/contacts/copied/", COPIED | said).status_code == status
    assert steps() == []


def test_nobody_notes_what_their_scope_does_not_hold(desk: Client, bank: Any) -> None:
    topic = bank["cards.lost"].get_parent().specific
    far = block("answer", "只在上海。", regions=["shanghai"])
    library.publish_answer(topic, "cards.far", "上海的问题", far)
    said = COPIED | {"key": "cards.far"}
    from kb.access.models import AccessGrant

    AccessGrant.objects.filter(group__name="Agents").update(regions=[])
    assert desk.post("/desk/contacts/copied/", said).status_code == 404
    assert steps() == []


def test_the_next_customer_ends_the_former(desk: Client, agent: Any) -> None:
    desk.get("/desk/answers/cards.lost/", headers=FRAGMENT)
    first = Contact.objects.get()
    response = desk.post("/desk/contacts/next/")
    assert (response.status_code, response.headers["Location"]) == (302, "/desk/")
    first.refresh_from_db()
    assert first.ended_at is not None
    desk.get("/desk/answers/cards.fee/", headers=FRAGMENT)
    assert Contact.objects.get(ended_at=None).steps.get().key == "cards.fee"


def test_another_agents_contact_is_left_alone(desk: Client, agent: Any) -> None:
    other = begin_contact(library.staff("agent-8", "Agents"), at=timezone.now())
    desk.get("/desk/answers/cards.lost/", headers=FRAGMENT)
    desk.post("/desk/contacts/next/")
    other.refresh_from_db()
    assert other.ended_at is None and not other.steps.exists()


def test_a_contact_left_lying_is_not_gone_on_with(desk: Client, agent: Any, settings: Any) -> None:
    long_ago = timezone.now() - timedelta(minutes=settings.CONTACT_IDLE_MINUTES)
    old = begin_contact(agent, at=long_ago, via="phone")
    desk.get("/desk/answers/cards.lost/", headers=FRAGMENT)
    old.refresh_from_db()
    assert old.outcome == "idle" and not old.steps.exists()
    assert Contact.objects.get(ended_at=None).steps.count() == 1


@pytest.mark.parametrize("address", ["/desk/contacts/copied/", "/desk/contacts/next/"])
def test_strangers_pages_cannot_do_it(agent: Any, bank: Any, address: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(agent)
    assert strict.post(address, COPIED).status_code == 403
    assert strict.get(address).status_code == 405
