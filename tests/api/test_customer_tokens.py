"""A question for a customer whom the web session's server vouches for."""

import json
import time
from typing import Any

import pytest
from django.test import Client

from channels.contacts.tokens import MOST_CHARACTERS, make_token
from kb.authoring.models import LabelValue
from kb.publication import projections
from tests import library
from tests.library import block

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rate_limit")]
KEY = "a key for tokens of thirty-two letters and more"
OLD_KEY = "the key before, thirty-two letters and more too"
QUESTION = "我的限额是多少"
SECRET, GOLD, LOAN = "已核身客户每日五万元", "金卡每日十万元", "房贷客户另议"
SERVING = (*library.EVERY_KEY_SCOPE, "customers:serve")


@pytest.fixture(autouse=True)
def library_with_limits(db: None, settings: Any) -> Any:
    settings.CUSTOMER_TOKEN_KEYS = [KEY, OLD_KEY]
    settings.CUSTOMER_DIRECTORY = f"file://{settings.BASE_DIR}/kb/demo/customers.csv"
    for code in ("gold-card", "home-loan"):
        LabelValue.objects.create(dimension="products", code=code, name_zh=code, name_en=code)
    topic = library.publish_topic("limits", "限额")
    page = library.publish_answer(
        topic, "limits.mine", QUESTION,
        block("answer", "限额因人而异。"),
        block("note", SECRET, slot="full", verification="full"),
        block("note", GOLD, slot="gold", products=["gold-card"], verification="full"),
        block("note", LOAN, slot="loan", products=["home-loan"], verification="full"),
    )  # fmt: skip
    projections.catch_up()
    return page


def caller(*, scopes: Any = SERVING, products: Any = ("*",)) -> Client:
    wish = {"audience": "customer", "scopes": scopes, "products": products}
    return Client(headers=library.key_for("web", **wish))


def token(*, key: str = KEY, **said: Any) -> str:
    now = int(time.time())
    words = {"customer": "web-7f3a9c", "verification": "full", "expires": now + 600} | said
    return make_token(words, key=key)


def ask(client: Client, **context: Any) -> Any:
    body = {"text": QUESTION, "context": context}
    return client.post("/api/v1/answers", json.dumps(body), content_type="application/json")


def text_of(response: Any) -> str:
    assert response.status_code == 200, response.content
    return str(response.json()["answer"]["text"])


def test_a_verified_customer_gets_what_is_theirs_and_nothing_else() -> None:
    text = text_of(ask(caller(), customer=token()))
    assert SECRET in text and GOLD in text and LOAN not in text


def test_without_a_token_nobody_does() -> None:
    client = caller()
    for context in ({}, {"products": ["gold-card"]}):
        text = text_of(ask(client, **context))
        assert SECRET not in text and GOLD not in text
    assert SECRET not in client.get("/api/v1/answers/limits.mine").content.decode()


def test_a_token_opens_nothing_that_the_key_does_not_hold() -> None:
    text = text_of(ask(caller(products=()), customer=token()))
    assert SECRET in text and GOLD not in text
    claimed = ask(caller(products=()), customer=token(), products=["gold-card"])
    assert claimed.status_code == 400


def test_what_the_caller_says_itself_only_narrows() -> None:
    text = text_of(ask(caller(), customer=token(), products=["home-loan"]))
    assert SECRET in text and GOLD not in text and LOAN not in text


@pytest.mark.parametrize("level", ["none", "partial"])
def test_a_customer_who_is_not_verified_gets_it_not(level: str) -> None:
    text = text_of(ask(caller(), customer=token(verification=level)))
    assert SECRET not in text and GOLD not in text


def test_a_verification_that_is_over_counts_no_more() -> None:
    over = token(verified_until=int(time.time()) - 1)
    assert SECRET not in text_of(ask(caller(), customer=over))


def test_a_key_needs_its_own_right_for_it() -> None:
    response = ask(caller(scopes=library.EVERY_KEY_SCOPE), customer=token())
    assert response.status_code == 403


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda: token(key="a key of somebody else, long enough too"), "signature"),
        (lambda: token()[:-1] + ("0" if token()[-1] != "0" else "1"), "signature"),
        (lambda: token(expires=int(time.time()) - 1), "expired"),
        (lambda: token(expires=int(time.time()) + 86_400), "expired"),
        (lambda: token(expires="soon"), "expired"),
        (lambda: token(verification="very"), "verification"),
        (lambda: token(verified_until="later"), "verified_until"),
        (lambda: token(customer=""), "customer"),
        (lambda: token(customer=7), "customer"),
        (lambda: token(customer="1" * 65), "customer"),
        (lambda: "granule-customer-1", "signature"),
        (lambda: "granule-customer-2.e30.00", "token"),
        (lambda: make_token(["a list"], key=KEY), "token"),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_token_is_named(made: Any, code: str) -> None:
    response = ask(caller(), customer=made())
    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == "/context/customer"
    assert response.json()["errors"][0]["code"] == code


def test_a_long_one_is_not_looked_at() -> None:
    assert ask(caller(), customer="x" * (MOST_CHARACTERS + 1)).status_code == 400


def test_the_key_before_still_signs_and_none_signs_nothing(settings: Any) -> None:
    assert SECRET in text_of(ask(caller(), customer=token(key=OLD_KEY)))
    settings.CUSTOMER_TOKEN_KEYS = []
    assert ask(caller(), customer=token()).status_code == 400
    assert ask(caller(), customer=token(key="")).status_code == 400
