"""A screen pop: signed, short-lived, once; and nothing of the caller stays anywhere."""

import logging
import re
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from channels.contacts import clock
from channels.contacts.keys import WeakKey, check_settings
from channels.contacts.models import Caller, Contact, UsedPop
from channels.contacts.operations import current_contact
from channels.contacts.words import signature_of, string_to_sign
from kb.access import Verification
from kb.authoring.models import LabelValue
from kb.customers.refs import ref_of
from kb.publication import ports
from tests import library
from tests.contacts.calls import KEY, NUMBER, pop_address, tell

pytestmark = pytest.mark.django_db
DOCS = Path(__file__).resolve().parents[2] / "docs/reference/screen-pop.md"
OLD_KEY = "the key before, thirty-two letters and more too"


@pytest.fixture(autouse=True)
def with_keys(settings: Any) -> None:
    settings.SCREEN_POP_KEYS = [KEY, OLD_KEY]
    settings.CUSTOMER_DIRECTORY = f"file://{settings.BASE_DIR}/kb/demo/customers.csv"


@pytest.fixture(autouse=True)
def names(db: None) -> None:
    for dimension, code, name in (
        ("segments", "vip", "VIP customers"),
        ("regions", "beijing", "Beijing branch"),
        ("products", "gold-card", "Guyu Gold Credit Card"),
    ):
        LabelValue.objects.create(dimension=dimension, code=code, name_zh=name, name_en=name)


@pytest.fixture
def agent() -> Any:
    return library.staff("agent-7", "Agents")


@pytest.fixture
def desk(agent: Any) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(agent)
    return client


def open_contact() -> Contact:
    return Contact.objects.select_related("caller").get(ended_at=None)


def refused(desk: Client, address: str) -> str:
    """The page it leads to; neither that nor its address says anything of the call."""
    response = desk.get(address)
    assert response.status_code == 302
    place = response.headers["Location"]
    assert "?" not in place
    page = desk.get(place)
    assert page.status_code == 403
    assert NUMBER not in place + page.content.decode()
    return page.content.decode()


def test_a_call_begins_a_contact_and_leaves_the_address_bar(desk: Client) -> None:
    response = desk.get(pop_address())
    assert (response.status_code, response.headers["Location"]) == (302, "/desk/")
    contact = open_contact()
    assert (contact.via, contact.customer_ref) == ("phone", ref_of("C001"))
    assert contact.caller.verification == Verification.NONE
    page = desk.get("/desk/").content.decode()
    assert "Not verified" in page and "VIP customers" in page
    assert NUMBER not in page and "Gold" not in page and "Beijing" not in page


def test_a_chat_may_do_the_same_with_a_token(desk: Client) -> None:
    until = int(time.time()) + 600
    said = {"via": "chat", "caller": "web-7f3a9c", "verification": "full", "verified_until": until}
    desk.get(pop_address(**said))
    assert open_contact().via == "chat"
    page = desk.get("/desk/").content.decode()
    assert "Guyu Gold Credit Card" in page and "Beijing branch" in page


def test_it_works_once(desk: Client) -> None:
    address = pop_address()
    desk.get(address)
    first = open_contact()
    assert "opened already" in refused(desk, address)
    assert open_contact() == first
    other = Client(headers={"Accept-Language": "en"})
    other.force_login(library.staff("agent-8", "Agents"))
    assert "opened already" in refused(other, address)
    assert Contact.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"expires": 1}, "expired"),
        ({"expires": int(time.time()) + 86_400}, "expired"),
        ({"expires": "soon"}, "expired"),
        ({"expires": ""}, "expired"),
        ({"call": ""}, "call"),
        ({"via": "pigeon"}, "call"),
        ({"verification": "very"}, "verification"),
        ({"verification": "full", "verified_until": "later"}, "verified_until"),
        ({"caller": "1" * 65}, "characters"),
        ({"caller": "1" * 129}, "too_long"),
        ({"caller": "138\n0000"}, "characters"),
        ({"agent": "agent-8"}, "agent"),
        ({"key": "a key of somebody else, long enough too"}, "signature"),
    ],
)
def test_what_was_not_agreed_is_refused(desk: Client, said: dict[str, Any], code: str) -> None:
    assert f"<code>{code}</code>" in refused(desk, pop_address(**said))
    assert not Contact.objects.exists() and not UsedPop.objects.exists()


@pytest.mark.parametrize("name", ["caller", "call", "via", "verification", "expires", "signature"])
def test_nothing_signed_can_be_changed(desk: Client, name: str) -> None:
    address = pop_address(via="phone", verification="none", caller="0", call="0", expires=10)
    changed = re.sub(rf"([?&]{name}=)[^&]*", r"\g<1>full", address)
    assert changed != address
    assert "<code>signature</code>" in refused(desk, changed)


def test_values_cannot_move_from_one_field_to_the_next(desk: Client) -> None:
    address = pop_address(call="a", caller="b\nfull")
    moved = address.replace("caller=b%0Afull", "caller=b&verification=full")
    assert "<code>signature</code>" in refused(desk, moved)


def test_the_key_before_still_signs_and_without_keys_nobody_does(
    desk: Client, settings: Any
) -> None:
    assert desk.get(pop_address(key=OLD_KEY)).headers["Location"] == "/desk/"
    settings.SCREEN_POP_KEYS = []
    assert "<code>signature</code>" in refused(desk, pop_address())
    assert "<code>signature</code>" in refused(desk, pop_address(key=""))


def test_a_key_that_can_be_guessed_does_not_start(settings: Any) -> None:
    check_settings()
    settings.SCREEN_POP_KEYS = ["short"]
    with pytest.raises(WeakKey, match="SCREEN_POP_KEYS"):
        check_settings()


def test_a_call_for_one_agent_is_hers(desk: Client) -> None:
    assert desk.get(pop_address(agent="agent-7")).headers["Location"] == "/desk/"


def test_whoever_is_not_logged_in_is_asked_to_and_the_number_does_not_go_along() -> None:
    response = Client().get(pop_address())
    assert response.headers["Location"] == "/desk/login/?next=/desk/"
    assert not UsedPop.objects.exists() and not Contact.objects.exists()


def log_in_where_it_was_asked(browser: Client) -> Any:
    library.staff("agent-9", "Agents")
    form = {"username": "agent-9", "password": "agent-9-knows-Granule"}
    sent_on = browser.post("/desk/login/?next=/desk/", form | {"next": "/desk/"})
    taken = browser.get(sent_on.headers["Location"])
    return browser.get(taken.headers["Location"])


def test_the_call_opens_by_itself_after_the_login() -> None:
    browser = Client(headers={"Accept-Language": "zh-CN"})
    asked = browser.get(pop_address(call="c-1"), follow=True)
    assert "有一通来电在等您" in asked.content.decode()
    kept = browser.cookies["waiting_call"]
    assert kept["httponly"] and kept["path"] == "/desk/" and 0 < int(kept["max-age"]) <= 300
    response = log_in_where_it_was_asked(browser)
    assert response.status_code == 200 and "未核身" in response.content.decode()
    assert UsedPop.objects.count() == 1 and open_contact().caller.handle == NUMBER
    assert not browser.cookies["waiting_call"].value
    assert "c-1" not in str(dict(browser.session.items()))


def test_a_call_for_somebody_else_is_not_opened_by_whoever_logs_in() -> None:
    browser = Client()
    browser.get(pop_address(agent="agent-7"))
    response = log_in_where_it_was_asked(browser)
    assert response.status_code == 403 and "<code>agent</code>" in response.content.decode()
    assert not Contact.objects.exists() and not browser.cookies["waiting_call"].value


def test_nothing_is_kept_of_a_call_that_would_be_refused() -> None:
    browser = Client()
    for address in (pop_address(key="wrong"), pop_address(expires=int(time.time()) - 1)):
        browser.get(address)
        assert "waiting_call" not in browser.cookies
    browser.cookies["waiting_call"] = "caller=13800000001&call=c-1&signature=" + "0" * 64
    response = log_in_where_it_was_asked(browser)
    assert "<code>signature</code>" in response.content.decode()
    assert not Contact.objects.exists()


def test_a_second_pop_of_the_call_says_how_sure_they_are(desk: Client) -> None:
    desk.get(pop_address(call="c-1"))
    first = open_contact()
    until = int(time.time()) + 600
    desk.get(pop_address(call="c-1", verification="full", verified_until=until))
    assert open_contact() == first
    assert first.steps.count() == 0
    assert "Verified" in desk.get("/desk/").content.decode()


def test_a_call_that_is_passed_on_leaves_the_first_desk(desk: Client, agent: Any) -> None:
    desk.get(pop_address(call="c-1", verification="full"))
    first = open_contact()
    other = Client()
    other.force_login(library.staff("agent-8", "Agents"))
    other.get(pop_address(call="c-1"))
    first.refresh_from_db()
    assert first.outcome == Contact.Outcome.HANDED_OVER
    assert current_contact(agent.pk, now=timezone.now()) is None
    # How sure the first one was is not carried over: the second pop says it.
    assert open_contact().caller.verification == Verification.NONE


def test_verification_arrives_by_a_signed_call_and_ends(desk: Client, settings: Any) -> None:
    desk.get(pop_address(call="c-1"))
    # The telephone system's clock may be behind ours.
    full = {"call": "c-1", "verification": "full"}
    assert tell(desk, full, at=int(time.time()) - 120).status_code == 204
    caller = open_contact().caller
    assert caller.verification == Verification.FULL
    left = caller.verified_until - timezone.now()
    assert timedelta(minutes=settings.VERIFICATION_MINUTES - 1) < left
    assert left <= timedelta(minutes=settings.VERIFICATION_MINUTES)
    Caller.objects.update(verified_until=timezone.now())
    assert "Not verified" in desk.get("/desk/customer/").content.decode()


def test_an_older_word_does_not_undo_a_newer_one(desk: Client) -> None:
    desk.get(pop_address(call="c-1"))
    now = int(time.time())
    full, none = ({"call": "c-1", "verification": level} for level in ("full", "none"))
    assert tell(desk, full, at=now - 60).status_code == 204
    assert tell(desk, none, at=now - 30).status_code == 204
    assert tell(desk, full, at=now - 60).status_code == 404
    assert tell(desk, none, at=now - 30).status_code == 204
    assert open_contact().caller.verification == Verification.NONE


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"", 400),
        (b"[" * 4000, 400),
        (b"{" + b" " * 5000, 413),
        ({"call": "c-1"}, 404),
        ({"call": 7, "verification": "full"}, 400),
        ({"call": "c-1", "verification": "very"}, 400),
        ({"call": "c-1", "verification": "full", "verified_until": -1}, 400),
        ({"call": "c" * 65, "verification": "full"}, 400),
        ({"call": "another", "verification": "full"}, 404),
    ],
)
def test_what_cannot_be_read_changes_nothing(desk: Client, said: Any, status: int) -> None:
    desk.get(pop_address(call="c-2"))
    assert tell(desk, said).status_code == status
    assert open_contact().caller.verification == Verification.NONE


def test_only_the_telephone_system_is_heard(desk: Client) -> None:
    desk.get(pop_address(call="c-1"))
    full = {"call": "c-1", "verification": "full"}
    assert tell(desk, full, key="a key of somebody else, long enough too").status_code == 403
    assert tell(desk, full, at=int(time.time()) - 301).status_code == 403
    assert desk.post("/channels/calls/verification/", full).status_code == 403
    assert desk.get("/channels/calls/verification/").status_code == 405
    assert open_contact().caller.verification == Verification.NONE


def every_text_in_the_database() -> str:
    said = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            said.append(repr(cursor.fetchall()))
    return "\n".join(said)


def test_the_number_is_forgotten_with_the_contact(desk: Client, caplog: Any) -> None:
    with caplog.at_level(logging.DEBUG):
        desk.get(pop_address(call="call-of-today"))
        assert NUMBER in every_text_in_the_database()
        desk.get("/desk/")
        desk.get(pop_address(call="call-of-today", key="x" * 32))
        desk.post("/desk/contacts/next/")
    left = every_text_in_the_database()
    assert NUMBER not in left and "call-of-today" not in left
    assert NUMBER not in caplog.text
    assert Contact.objects.filter(via="phone").exists()


def test_no_backup_has_it_and_used_pops_are_cleared(desk: Client, monkeypatch: Any) -> None:
    assert Caller._meta.db_table in ports.forgetful_tables()
    monkeypatch.setattr(clock, "_forgot_on", None)
    desk.get(pop_address())
    clock.look(now=timezone.now() + timedelta(hours=1))
    assert not UsedPop.objects.exists() and not Caller.objects.exists()


def test_the_worked_example_of_the_reference_is_right() -> None:
    text = DOCS.read_text()
    lines = re.findall(r"```text\n(.*?)\n```", text, re.DOTALL)
    key = re.search(r"key `([^`]+)`", text)
    signature = re.search(r"signature=([0-9a-f]{64})", text)
    assert key and signature
    words = dict(re.findall(r"[?&]([a-z_]+)=([^&\s`]*)", lines[1]))
    assert string_to_sign(words) == lines[0]
    assert signature_of(words, key=key[1]) == signature[1] == words["signature"]
