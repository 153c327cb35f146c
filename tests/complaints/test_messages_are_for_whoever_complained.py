"""The message back is written for the customer who complained, whoever is on the line by now."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from channels.delivery.models import Delivery
from kb.authoring.models import LabelValue
from kb.publication import projections
from tests import library
from tests.authoring.making import published_fact
from tests.complaints.test_at_the_desk import page_of, take
from tests.complaints.test_messages import preview
from tests.contacts.calls import KEY, pop_address
from tests.library import block

pytestmark = pytest.mark.django_db(transaction=True)
VIP, STUDENT = "13800000001", "13800000002"
LOCKED = "您的投诉（编号［编号］）已核实，账户明细：［账户明细］。"
HERE_ALONE = "您的投诉（编号［编号］）只在电话里说：［只在电话里］。"
OPEN = "您的投诉（编号［编号］）已处理：［处理结果］，补偿{{ card.gift }}。"


@pytest.fixture
def lines(bank: Any, settings: Any) -> Any:
    settings.SCREEN_POP_KEYS = [KEY]
    settings.CUSTOMER_DIRECTORY = f"file://{settings.BASE_DIR}/kb/demo/customers.csv"
    for code in ("vip", "student"):
        LabelValue.objects.create(dimension="segments", code=code, name_zh=code, name_en=code)
    gift = published_fact("card.gift", "50")
    gift.variants = [gift.variants.model(segments=["vip"], value="777")]
    gift.save_revision().publish()
    page = library.publish_answer(
        library.publish_topic("complaints", "投诉"), "complaints.track", "投诉到哪一步了？",
        block("answer", "可以打95588问。"), block("script", OPEN, slot="open"),
        block("script", LOCKED, slot="locked", verification="full"),
        block("script", HERE_ALONE, slot="here", channels=["agent_desk"]),
    )  # fmt: skip
    projections.catch_up()
    return page


def pop(desk: Client, caller: str, **said: Any) -> None:
    assert desk.get(pop_address(caller=caller, **said)).status_code == 302


def reply(page: Any, slot: str, **gaps: str) -> dict[str, str]:
    return {"reply": library.element_id(page, slot)} | gaps


def test_somebody_elses_verification_unlocks_nothing(desk: Client, lines: Any) -> None:
    pop(desk, STUDENT)
    take(desk)
    pop(desk, VIP, verification="full")
    assert "账户明细" not in page_of(desk)
    _said, page = preview(desk, **reply(lines, "locked"))
    assert "账户明细" not in page and not Delivery.objects.exists()


def test_nobody_on_the_line_unlocks_nothing_either(desk: Client, lines: Any) -> None:
    take(desk)
    desk.post("/desk/contacts/next/")
    assert "账户明细" not in page_of(desk) and "处理结果" in page_of(desk)


def test_their_own_verification_does_while_they_are_on_the_line(desk: Client, lines: Any) -> None:
    pop(desk, VIP, verification="full")
    take(desk)
    _said, page = preview(desk, **reply(lines, "locked"))
    assert "已核实，账户明细：已退还10元手续费" in page
    pop(desk, STUDENT, verification="full")
    assert "账户明细" not in page_of(desk)


def test_what_is_for_the_desk_alone_leaves_on_no_channel(desk: Client, lines: Any) -> None:
    take(desk)
    assert "只在电话里" not in page_of(desk)
    _said, page = preview(desk, **reply(lines, "here"))
    assert "只在电话里" not in page and not Delivery.objects.exists()


def gift_in(page: str) -> str:
    found = re.search(r"已退还10元手续费，补偿([^<]*)", page)
    assert found
    return found[1]


def test_the_values_are_not_those_of_whoever_is_on_the_line(desk: Client, lines: Any) -> None:
    pop(desk, STUDENT)
    take(desk)
    theirs = gift_in(preview(desk)[1])
    assert "50" in theirs and "777" not in theirs
    pop(desk, VIP, verification="full")
    meanwhile = gift_in(preview(desk)[1])
    desk.post("/desk/contacts/next/")
    afterwards = gift_in(preview(desk)[1])
    # Of whom nothing is known, all that may hold is listed, as between two customers.
    assert meanwhile == afterwards and "50" in meanwhile and "777" in meanwhile
