"""Two contacts of one customer at a time share one limit. That two desks never hear what is meant
for the other's customer is told in tests/contacts/test_two_sessions.py."""

from typing import Any

from django.test import Client

from kb.customers.context import CustomerContext
from tests import library
from tests.offers.making import publish_offer


def test_two_contacts_of_one_customer_count_together(
    bank: Any, monkeypatch: Any, settings: Any
) -> None:
    settings.OFFERS_PER_CUSTOMER = 1
    publish_offer("for.all", "人人都能听到。", shown_most=9)
    both = CustomerContext(ref="b" * 32)
    monkeypatch.setattr("channels.desk.offers.customer_of", lambda request, *, now: both)
    heard = []
    for name in ("one", "two"):
        client = Client()
        client.force_login(library.staff(f"agent-{name}", "Agents"))
        page = client.post("/desk/solved/", {"key": "cards.lost", "locale": "zh-Hans"})
        heard.append("人人都能听到。" in page.content.decode())
    assert heard == [True, False]
