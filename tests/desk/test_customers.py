"""The customer on the line at the desk: what is shown, and what stays locked."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from channels.contacts.models import Caller
from channels.delivery.models import Delivery
from kb.access import Verification
from kb.authoring.models import LabelValue
from kb.customers import looking
from kb.publication import projections
from tests import library
from tests.contacts.calls import KEY, pop_address
from tests.library import block

FRAGMENT = {"HX-Request": "true"}
SECRET = "每日转账限额为五万元"
PARTLY = "尾号四位可以告知"
ADDRESS = "/desk/answers/cards.limits/"


@pytest.fixture
def answer(bank: Any) -> Any:
    topic = bank["cards.lost"].get_parent().specific
    page = library.publish_answer(
        topic,
        "cards.limits",
        "限额锁定问题",
        block("answer", "限额因人而异。"),
        block("note", SECRET, slot="full", verification="full"),
        block("explanation", PARTLY, slot="partial", verification="partial"),
        block("note", "贵宾专享提示。", slot="vip", segments=["vip"]),
        block("note", "学生专享提示。", slot="student", segments=["student"]),
        block("note", "金卡专享提示。", slot="gold", products=["gold-card"]),
        block("note", "房贷专享提示。", slot="loan", products=["home-loan"]),
    )
    projections.catch_up()
    return page


@pytest.fixture(autouse=True)
def with_directory(settings: Any, bank: Any) -> None:
    looking.forget_rest()
    settings.SCREEN_POP_KEYS = [KEY]
    settings.CUSTOMER_DIRECTORY = f"file://{settings.BASE_DIR}/kb/demo/customers.csv"
    for dimension, code in (
        ("segments", "vip"),
        ("segments", "student"),
        ("products", "gold-card"),
        ("products", "home-loan"),
        ("regions", "beijing"),
    ):
        wanted = {"name_zh": f"{code}名", "name_en": code}
        LabelValue.objects.get_or_create(dimension=dimension, code=code, defaults=wanted)


def verify(level: Verification) -> None:
    until = timezone.now() + timedelta(minutes=5)
    Caller.objects.update(verification=level, verified_until=until)


def page_of(desk: Client) -> str:
    return desk.get(ADDRESS, headers=FRAGMENT).content.decode()


@pytest.mark.parametrize(
    ("level", "seen", "hidden", "locked"),
    [
        (Verification.NONE, [], [SECRET, PARTLY], "另有 2 段"),
        (Verification.PARTIAL, [PARTLY], [SECRET], "另有 1 段"),
        (Verification.FULL, [PARTLY, SECRET], [], ""),
    ],
)
def test_what_asks_for_verification_is_locked_until_then(
    desk: Client, answer: Any, level: Verification, seen: list[str], hidden: list[str], locked: str
) -> None:
    desk.get(pop_address())
    verify(level)
    page = page_of(desk)
    assert all(text in page for text in seen)
    assert not any(text in page for text in hidden)
    assert (locked in page) if locked else "核身后可见" not in page


def test_with_nobody_on_the_line_it_is_locked_too(desk: Client, answer: Any) -> None:
    page = page_of(desk)
    assert SECRET not in page and "另有 2 段内容，核身后可见" in page
    # The customer's products are not known either, so what holds for some of them is shown.
    assert "金卡专享提示" in page and "房贷专享提示" in page


def test_nothing_locked_is_copied_or_sent(desk: Client, answer: Any) -> None:
    desk.get(pop_address())
    page = desk.get(ADDRESS, headers=FRAGMENT)
    texts = {text.code: text for text in page.context["answer"].sendable}
    assert texts.keys() == {"plain", "sms", "wechat"}
    assert not any(SECRET in text.text or PARTLY in text.text for text in texts.values())
    # The rendition of a text with it is not sent either, though somebody may know its name.
    verify(Verification.FULL)
    verified = desk.get(ADDRESS, headers=FRAGMENT).context["answer"].sendable
    name = {text.code: text.rendition for text in verified}["wechat"]
    verify(Verification.NONE)
    wish = {"key": "cards.limits", "locale": "zh-Hans", "channel": "wechat", "recipient": "o" * 28}
    wish |= {"rendition_wechat": name, "request": str(uuid.uuid4())}
    assert desk.post("/desk/messages/", wish).status_code == 422
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("level", Verification)
def test_what_was_on_the_screen_is_sent_and_not_stopped_on_the_way(
    desk: Client, answer: Any, level: Verification, django_capture_on_commit_callbacks: Any
) -> None:
    desk.get(pop_address())
    verify(level)
    texts = {t.code: t for t in desk.get(ADDRESS, headers=FRAGMENT).context["answer"].sendable}
    wish = {"key": "cards.limits", "locale": "zh-Hans", "channel": "wechat", "recipient": "o" * 28}
    wish |= {"rendition_wechat": texts["wechat"].rendition, "request": str(uuid.uuid4())}
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post("/desk/messages/", wish).status_code == 200
    delivery = Delivery.objects.get()
    assert delivery.state == Delivery.State.DELIVERED
    assert (SECRET in delivery.text) is (level is Verification.FULL)
    assert "贵宾专享提示" in delivery.text and "学生专享提示" not in delivery.text
    assert delivery.reader == {}


def found(desk: Client, query: str) -> list[str]:
    """By its words; what merely comes close goes by questions alone."""
    listed = desk.get(f"/desk/results/?q={query}", headers=FRAGMENT).context["list"]
    return [row.key for row in listed.rows] if listed.state == "found" else []


def test_nothing_locked_is_found(desk: Client, answer: Any) -> None:
    desk.get(pop_address())
    for query in ("五万元", "尾号四位"):
        assert "cards.limits" not in found(desk, query)
    page = desk.get("/desk/results/?q=限额锁定问题", headers=FRAGMENT).content.decode()
    assert "限额因人而异" in page.replace("<mark>", "").replace("</mark>", "")
    verify(Verification.FULL)
    assert "cards.limits" in found(desk, "五万元")


def test_products_narrow_what_is_shown_once_they_may_be_known(desk: Client, answer: Any) -> None:
    desk.get(pop_address())
    page = page_of(desk)
    assert "贵宾专享提示" in page and "学生专享提示" not in page
    assert "金卡专享提示" in page and "房贷专享提示" in page
    verify(Verification.FULL)
    page = page_of(desk)
    assert "金卡专享提示" in page and "房贷专享提示" not in page


def test_an_answer_that_is_wholly_locked_says_so(desk: Client, bank: Any) -> None:
    topic = bank["cards.lost"].get_parent().specific
    only = block("answer", SECRET, verification="full")
    library.publish_answer(topic, "cards.locked", "只对本人说", only)
    page = desk.get("/desk/answers/cards.locked/", headers=FRAGMENT)
    assert page.status_code == 404 and "核身后可见" in page.content.decode()
    assert SECRET not in page.content.decode()
    absent = desk.get("/desk/answers/cards.nothing/", headers=FRAGMENT)
    assert "核身后可见" not in absent.content.decode()


def test_a_directory_that_is_down_leaves_the_desk_usable(
    desk: Client, answer: Any, settings: Any
) -> None:
    settings.CUSTOMER_DIRECTORY = "http://127.0.0.1:9/"
    settings.CUSTOMER_DIRECTORY_KEY = "k"
    desk.get(pop_address())
    whole = desk.get("/desk/").content.decode()
    assert "客户信息系统暂无响应" in whole
    assert desk.get("/desk/results/?q=银行卡", headers=FRAGMENT).status_code == 200
    verify(Verification.FULL)
    assert SECRET in page_of(desk)
    looking.forget_rest()


def test_the_bar_tells_what_may_be_told_in_both_languages(desk: Client, answer: Any) -> None:
    desk.get(pop_address())
    bar = desk.get("/desk/customer/").content.decode()
    assert "未核身" in bar and "vip名" in bar and "gold-card" not in bar and "beijing" not in bar
    verify(Verification.FULL)
    english = desk.get("/desk/customer/", headers={"Accept-Language": "en"}).content.decode()
    assert "Verified" in english and "gold-card" in english and "beijing" in english
    desk.post("/desk/contacts/next/")
    assert "vip" not in desk.get("/desk/customer/").content.decode()


@pytest.mark.parametrize(
    ("level", "left", "seconds"),
    [
        (Verification.NONE, 300, 8),
        (Verification.PARTIAL, 300, 8),
        (Verification.FULL, 300, 30),
        (Verification.FULL, 5, 5),
    ],
)
def test_it_is_asked_again_when_it_may_have_changed(
    desk: Client, level: Verification, left: int, seconds: int
) -> None:
    desk.get(pop_address())
    until = timezone.now() + timedelta(seconds=left)
    Caller.objects.update(verification=level, verified_until=until)
    bar = desk.get("/desk/customer/").content.decode()
    assert f'hx-trigger="every {seconds}s"' in bar


def test_polling_is_nobodys_work_and_keeps_no_contact_open(desk: Client) -> None:
    from channels.sessions import BY_THEMSELVES

    assert "desk:customer" in BY_THEMSELVES
    desk.get(pop_address())
    contact = Caller.objects.get().contact
    before = contact.used_at
    desk.get("/desk/customer/")
    contact.refresh_from_db()
    assert contact.used_at == before


@pytest.mark.parametrize("channel", ["web", "sms", "wechat", "agent_desk"])
def test_no_key_is_given_it_by_itself(answer: Any, channel: str, no_rate_limit: Any) -> None:
    audience = "agent" if channel == "agent_desk" else "customer"
    everything = {"segments": ["*"], "products": ["*"], "regions": ["*"]}
    headers = library.key_for(channel, audience=audience, **everything)
    client = Client(headers=headers)
    said = [
        client.get("/api/v1/answers/cards.limits"),
        client.get(f"/api/v1/elements/{library.element_id(answer, 'full')}"),
        client.get("/api/v1/search?q=每日转账限额"),
        client.post(
            "/api/v1/answers", json.dumps({"text": "限额锁定问题"}), content_type="application/json"
        ),
        Client().get("/help/zh-Hans/answers/cards.limits/"),
    ]
    assert said[0].status_code == 200 and said[1].status_code == 404
    for response in said:
        assert SECRET not in response.content.decode() and PARTLY not in response.content.decode()
