"""A complaint's page asks as often however many wordings there are to answer it with."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kb.feedback.complaints.models import Complaint
from kb.publication import projections
from tests import library
from tests.complaints.test_at_the_desk import act, page_of, take
from tests.complaints.test_messages import SCRIPT, replies
from tests.library import block

__all__ = ["replies"]
pytestmark = pytest.mark.django_db(transaction=True)


def asked(desk: Client, **headers: str) -> int:
    """Once warm."""
    address = f"/desk/complaints/{Complaint.objects.get().pk}/"
    desk.get(address, headers=headers)
    with CaptureQueriesContext(connection) as queries:
        assert desk.get(address, headers=headers).status_code == 200
    return len(queries)


def test_more_wordings_cost_no_more_queries(desk: Client, replies: Any) -> None:
    take(desk)
    of_one = asked(desk)
    more = [block("script", f"第{n}条，{SCRIPT}", slot=f"more-{n}") for n in range(9)]
    library.rewrite(replies, block("answer", "可以打95588问。"), *more)
    projections.catch_up()
    assert page_of(desk).count("<option") > 9 and "第8条，您好" in page_of(desk)
    assert asked(desk) == of_one


def test_where_nothing_can_be_sent_no_wording_is_read(desk: Client, replies: Any) -> None:
    take(desk)
    with_form = asked(desk)
    # What the page asks by itself every few seconds.
    assert asked(desk, **{"HX-Request": "true", "HX-Target": "sent"}) < with_form
    act(desk, "close", outcome="partly", answered="spoken", result="已退卡")
    assert asked(desk) < with_form
