"""Attacks on a call: old messages, reused names of calls, and things that happen at once."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from channels.contacts import calls, operations
from channels.contacts.calls import take_pop
from channels.contacts.models import Caller, Contact, ContactStep, UsedPop
from channels.contacts.operations import Step
from channels.contacts.words import Pop, signature_of
from channels.desk.serving import note, serving_of, take_up
from kb.access import Verification
from kb.customers import looking
from kb.customers.context import UNKNOWN
from kb.customers.looking import Looked
from kb.customers.refs import ref_of
from tests import library
from tests.contacts.calls import KEY, NUMBER, pop_address, tell

pytestmark = pytest.mark.django_db
OTHER_NUMBER = "13800000002"
SEARCHED = Step(ContactStep.Kind.SEARCHED)


@pytest.fixture(autouse=True)
def with_keys(settings: Any) -> Iterator[None]:
    settings.SCREEN_POP_KEYS = [KEY]
    settings.CUSTOMER_DIRECTORY = f"file://{settings.BASE_DIR}/kb/demo/customers.csv"
    looking.forget_rest()
    yield
    looking.forget_rest()


@pytest.fixture
def agent() -> Any:
    return library.staff("agent-7", "Agents")


@pytest.fixture
def desk(agent: Any) -> Client:
    return at_desk_of(agent)


def at_desk_of(person: Any) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(person)
    return client


def said_at(at: int, **said: Any) -> str:
    """The link of a system that tells when it signs."""
    plain = dict(parse_qsl(urlsplit(pop_address(**said)).query)) | {"at": str(at)}
    return "/desk/?" + urlencode(plain | {"signature": signature_of(plain, key=KEY)})


def on_the_line() -> Caller:
    return Caller.objects.select_related("contact").get(contact__ended_at=None)


def level() -> Verification:
    return Verification(on_the_line().verification)


def pop_for(handle: str, *, call: str = "c-1", name: str = "1") -> Pop:
    later = timezone.now() + timedelta(minutes=1)
    return Pop("phone", call, handle, Verification.NONE, None, "", later, digest=name)


FULL = {"call": "c-1", "verification": "full"}


def test_a_message_heard_again_does_not_undo_a_newer_pop(desk: Client) -> None:
    desk.get(pop_address(call="c-1"))
    now = int(time.time())
    assert tell(desk, FULL, at=now).status_code == 204
    desk.get(pop_address(call="c-1", verification="none"))
    tell(desk, FULL, at=now)
    assert level() is Verification.NONE


def test_a_message_older_than_the_pop_is_too_late(desk: Client) -> None:
    now = int(time.time())
    desk.get(said_at(now, call="c-1"))
    assert tell(desk, FULL, at=now - 10).status_code == 404
    assert level() is Verification.NONE
    assert tell(desk, FULL, at=now + 1).status_code == 204
    assert level() is Verification.FULL


def test_what_was_said_holds_when_the_call_is_passed_on(desk: Client) -> None:
    desk.get(pop_address(call="c-1"))
    now = int(time.time())
    assert tell(desk, FULL, at=now - 20).status_code == 204
    assert tell(desk, FULL | {"verification": "none"}, at=now - 10).status_code == 204
    other = at_desk_of(library.staff("agent-8", "Agents"))
    other.get(pop_address(call="c-1"))
    assert tell(desk, FULL, at=now - 20).status_code == 404
    assert level() is Verification.NONE


def test_a_message_heard_again_makes_no_verification_longer(desk: Client, settings: Any) -> None:
    desk.get(pop_address(call="c-1"))
    now = int(time.time())
    assert tell(desk, FULL, at=now).status_code == 204
    Caller.objects.update(verified_until=timezone.now() + timedelta(seconds=5))
    until = on_the_line().verified_until
    assert tell(desk, FULL, at=now).status_code == 204
    assert on_the_line().verified_until == until


def test_of_two_words_of_one_second_the_less_sure_holds(desk: Client) -> None:
    desk.get(pop_address(call="c-1"))
    now = int(time.time()) - 10
    none = FULL | {"verification": "none"}
    assert tell(desk, FULL, at=now).status_code == 204
    assert tell(desk, none, at=now).status_code == 204
    assert tell(desk, FULL, at=now).status_code == 404
    assert level() is Verification.NONE


def test_a_pop_that_comes_late_makes_nobody_surer(desk: Client) -> None:
    now = int(time.time())
    desk.get(said_at(now - 30, call="c-1"))
    assert tell(desk, FULL | {"verification": "none"}, at=now).status_code == 204
    desk.get(said_at(now - 20, call="c-1", verification="full"))
    assert level() is Verification.NONE
    other = at_desk_of(library.staff("agent-8", "Agents"))
    other.get(said_at(now - 10, call="c-1", verification="full"))
    assert level() is Verification.NONE
    other.get(said_at(now + 1, call="c-1", verification="full"))
    assert level() is Verification.FULL


@pytest.mark.parametrize("at", ["soon", "-1", "1", "99999999999"])
def test_the_time_of_a_pop_is_signed_and_near_its_end(desk: Client, at: str) -> None:
    refused = desk.get(said_at(0, call="c-1").replace("&at=0", f"&at={at}"))
    assert "signature" in refused.headers["Location"]
    plain = dict(parse_qsl(urlsplit(pop_address()).query)) | {"at": at}
    said = urlencode(plain | {"signature": signature_of(plain, key=KEY)})
    assert desk.get("/desk/?" + said).headers["Location"] == "/desk/calls/refused/at/"
    assert not UsedPop.objects.exists()


def test_another_caller_by_the_same_name_of_a_call_is_another_customer(desk: Client) -> None:
    desk.get(pop_address(call="c-1"))
    first = on_the_line().contact
    desk.get(pop_address(call="c-1", caller=OTHER_NUMBER, verification="full"))
    second = on_the_line()
    assert second.contact != first and second.handle == OTHER_NUMBER
    assert first.customer_ref == ref_of("C001") != second.contact.customer_ref == ref_of("C002")
    first.refresh_from_db()
    assert first.ended_at is not None


def test_what_was_said_of_the_one_caller_is_not_heard_again_of_the_other(desk: Client) -> None:
    desk.get(pop_address(call="c-1"))
    now = int(time.time())
    assert tell(desk, FULL, at=now).status_code == 204
    desk.get(pop_address(call="c-1", caller=OTHER_NUMBER))
    tell(desk, FULL, at=now)
    assert level() is Verification.NONE


def under_way(agent: Any) -> Any:
    """A request of the desk that began while nobody was on the line."""
    request = RequestFactory().get("/desk/results/")
    request.user = agent
    take_up(request, now=timezone.now())
    assert serving_of(request).contact is None
    return request


def test_a_search_under_way_does_not_end_the_call_that_comes(agent: Any) -> None:
    search = under_way(agent)
    call = take_pop(pop_for(NUMBER), user=agent, at=timezone.now())
    assert not note(search, SEARCHED, at=timezone.now())
    call.refresh_from_db()
    assert call.ended_at is None and call.caller.handle == NUMBER
    assert not call.steps.exists() and Contact.objects.count() == 1
    assert serving_of(search).contact is None


def test_two_steps_under_way_are_of_one_contact(agent: Any) -> None:
    first, second = under_way(agent), under_way(agent)
    assert note(first, SEARCHED, at=timezone.now())
    opened = Step(ContactStep.Kind.OPENED, key="cards.lost", locale="en")
    assert note(second, opened, at=timezone.now())
    assert Contact.objects.get().steps.count() == 2


@pytest.fixture
def meanwhile(monkeypatch: Any) -> Callable[[Callable[[], object]], None]:
    """Does something once, after the former contact was ended and before the next is written."""

    def arrange(act: Callable[[], object]) -> None:
        waiting, real = [act], operations.team_of

        def team_of(user: Any) -> str:
            if waiting:
                waiting.pop()()
            return real(user)

        monkeypatch.setattr(operations, "team_of", team_of)

    return arrange


def test_of_two_pops_at_once_neither_has_the_others_caller(agent: Any, meanwhile: Any) -> None:
    now = timezone.now()
    meanwhile(lambda: take_pop(pop_for(NUMBER, name="1"), user=agent, at=now))
    second = take_pop(pop_for(OTHER_NUMBER, call="c-2", name="2"), user=agent, at=now)
    caller = Caller.objects.get(contact=second)
    assert (second.customer_ref, caller.handle) == (ref_of("C002"), OTHER_NUMBER)
    assert not Caller.objects.exclude(contact=second).exists()


def test_the_next_customer_is_not_ended_by_the_key_pressed_for_the_former(
    desk: Client, agent: Any, meanwhile: Any
) -> None:
    now = timezone.now()
    meanwhile(lambda: take_pop(pop_for(NUMBER), user=agent, at=now))
    desk.post("/desk/contacts/next/")
    assert on_the_line().handle == NUMBER


def down(settings: Any) -> None:
    settings.CUSTOMER_DIRECTORY = "http://127.0.0.1:9/"
    settings.CUSTOMER_DIRECTORY_KEY = "k"


def test_a_directory_that_is_down_gives_nobody_a_second_pseudonym(
    desk: Client, settings: Any
) -> None:
    there = settings.CUSTOMER_DIRECTORY
    down(settings)
    desk.get(pop_address())
    assert on_the_line().contact.customer_ref == "" and on_the_line().handle == NUMBER
    settings.CUSTOMER_DIRECTORY = there
    looking.forget_rest()
    request = under_way_with(desk)
    assert request.customer.segment == "vip" and request.customer.is_unnamed


def under_way_with(desk: Client) -> Any:
    return serving_of(desk.get("/desk/").wsgi_request)


def test_the_directory_is_asked_before_anything_is_held(agent: Any, monkeypatch: Any) -> None:
    depth = len(connection.savepoint_ids)
    held = []

    def look_up(*_: Any, **__: Any) -> Looked:
        held.append(len(connection.savepoint_ids) - depth)
        return Looked(UNKNOWN)

    monkeypatch.setattr(calls, "look_up", look_up)
    take_pop(pop_for(NUMBER), user=agent, at=timezone.now())
    assert held == [0]
