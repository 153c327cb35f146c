"""The desk asks the database a fixed number of times, however much there is."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import library
from tests.library import block

# Session, person and grants take three of each, and whom the agent serves one; what moves a result
# beside its words takes two; the whole page asks once for news of reports, and once for complaints
# that are late. The empty desk asks for what was kept and what was opened lately, an
# answer whether it is pinned and must be read.
MOST = {
    "/desk/": 17,
    "/desk/results/?q=银行卡": 11,
    "/desk/topics/cards/": 14,
    "/desk/answers/cards.lost/": 20,
}
FRAGMENT = {"HX-Request": "true"}


def asked(desk: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert desk.get(address, headers=FRAGMENT).status_code == 200
    return len(queries)


@pytest.fixture(autouse=True)
def within_the_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """A contact in use is noted once a minute, which may pass on a busy machine."""
    monkeypatch.setattr("channels.contacts.operations.STEP", timedelta(days=1))


@pytest.mark.parametrize("address", MOST)
def test_a_page_asks_a_fixed_number_of_times(desk: Client, bank, address: str) -> None:
    asked(desk, address)  # evidence of a text is written when it is first served
    before = asked(desk, address)
    topic = bank["cards.lost"].get_parent().specific
    for number in range(12):
        library.publish_answer(
            topic, f"cards.more-{number}", f"银行卡的第{number}个问题", block("answer", "答案。")
        )
    assert asked(desk, address) == before
    assert before <= MOST[address]
