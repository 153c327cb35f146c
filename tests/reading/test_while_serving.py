"""Learning goes by what the agent may read; before a customer who is not verified nothing locked is
shown in its name."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from channels.contacts.models import Contact
from channels.contacts.operations import begin_contact
from kb.reading.models import Confirmation
from tests import library
from tests.library import block
from tests.reading.stories import asked, news_of, say

FRAGMENT = {"HX-Request": "true"}
LOCKED = "核身后才能告诉客户的新额度。"


@pytest.fixture
def changed(agent: Any, bank: Any) -> Any:
    """An answer got an element that waits for verification, and all are asked to read it."""
    locked = block("condition", LOCKED, verification="full")
    say(bank["cards.fee"], "每年200元，刷卡满6次免年费。", locked)
    return asked("cards.fee", Group.objects.get(name="Agents"))


def serve(agent: Any) -> None:
    begin_contact(agent, at=timezone.now())


def test_between_two_customers_the_agent_reads_it(desk: Client, agent: Any, changed: Any) -> None:
    page = desk.get("/desk/answers/cards.fee/?news=1", headers=FRAGMENT).text
    assert LOCKED in page and "我已阅读" in page
    assert news_of(agent).unseen == 0


def test_before_a_customer_it_stays_locked_and_stays_new(
    desk: Client, agent: Any, changed: Any
) -> None:
    serve(agent)
    page = desk.get("/desk/answers/cards.fee/?news=1", headers=FRAGMENT).text
    assert LOCKED not in page and "我已阅读" not in page
    assert page.count("服务客户期间锁定") == 2
    assert news_of(agent).unseen == 1 and not Confirmation.objects.exists()
    for address in ("/desk/news/", "/desk/reading/", "/desk/"):
        assert LOCKED not in desk.get(address).text


def test_a_customer_on_the_line_makes_nothing_look_withdrawn(
    desk: Client, agent: Any, changed: Any, bank: Any
) -> None:
    say(bank["cards.limit"], LOCKED)
    only_locked = block("answer", LOCKED, verification="full")
    library.rewrite(bank["cards.limit"], only_locked)
    serve(agent)
    assert Contact.objects.filter(ended_at=None).exists()
    page = desk.get("/desk/news/").text
    assert 'id="gone-title"' not in page and page.count('role="option"') == 2
