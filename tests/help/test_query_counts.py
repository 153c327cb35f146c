"""Public pages ask the database a fixed number of times, however much there is."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import library
from tests.library import block

MOST = {
    "": 6,
    "topics/cards/": 19,
    "answers/cards.lost/": 12,
    # What moves a result beside its words takes two of them.
    "search/?q=银行卡": 7,
}


def asked(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/help/zh-Hans/{page}").status_code == 200
    return len(queries)


@pytest.mark.parametrize("page", MOST)
def test_a_page_asks_a_fixed_number_of_times(client: Client, bank, page: str) -> None:
    asked(client, page)  # evidence of a text is written when it is first served
    before = asked(client, page)
    topic = bank["cards.lost"].get_parent().specific
    for number in range(12):
        library.publish_answer(
            topic, f"cards.more-{number}", f"银行卡的第{number}个问题", block("answer", "答案。")
        )
    assert asked(client, page) == before
    assert before <= MOST[page]
