"""The matter is solved, and one sentence more is said: once, to whom it may be, kept as said."""

import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from channels.contacts.models import Contact
from kb.access import Verification
from kb.authoring.models import Offer, TopicPage
from kb.customers.context import UNKNOWN, CustomerContext
from kb.feedback.complaints.models import Complaint
from kb.offers import objections, operations
from kb.offers.models import MadeOffer, OfferWording
from kb.publication.models import Publication, SourceState
from tests import library
from tests.offers.making import SENTENCE, condition, label, publish_offer

SOLVED = {"key": "cards.lost", "locale": "zh-Hans"}
KNOWN = CustomerContext(
    ref="a" * 32, segment="vip", products=frozenset({"credit-card"}), may_be_offered=True,
    verification=Verification.FULL,
)  # fmt: skip


@pytest.fixture
def serve(monkeypatch: Any) -> Any:
    """The directory tells of this customer, until it tells of another."""

    def tell(customer: CustomerContext) -> None:
        monkeypatch.setattr("channels.desk.offers.customer_of", lambda request, *, now: customer)

    tell(UNKNOWN)
    return tell


def solve(desk: Client, **other: str) -> str:
    response = desk.post("/desk/solved/", SOLVED | other)
    assert response.status_code == 200
    return str(response.content.decode())


def take(desk: Client, outcome: str) -> Any:
    return desk.post(
        f"/desk/offers/{MadeOffer.objects.latest('made_at').pk}/", {"outcome": outcome}
    )


def next_customer(desk: Client) -> None:
    desk.post("/desk/contacts/next/")


def test_nothing_is_said_before_the_matter_is_solved(desk: Client, serve: Any) -> None:
    publish_offer()
    page = desk.get("/desk/answers/cards.lost/").content.decode()
    assert SENTENCE not in page and "/desk/solved/" in page
    assert SENTENCE in solve(desk)
    contact = Contact.objects.get()
    assert (contact.solved_key, MadeOffer.objects.get().contact) == ("cards.lost", contact.pk)


def test_one_in_a_contact_and_asked_again_the_same(desk: Client, serve: Any) -> None:
    publish_offer("b.second", "第二句。", priority=6)
    publish_offer("a.first", "第一句。", priority=4)
    for _again in range(2):
        page = solve(desk)
        assert "第一句。" in page and "第二句。" not in page
    assert solve(desk, key="cards.fee").count("第一句。") == 1
    assert MadeOffer.objects.count() == 1


def test_a_declined_offer_is_not_said_again_to_this_customer(desk: Client, serve: Any) -> None:
    offer = publish_offer(shown_most=9, declined_days=90)
    serve(KNOWN)
    assert SENTENCE in solve(desk)
    assert take(desk, "declined").status_code == 200
    next_customer(desk)
    assert SENTENCE not in solve(desk)
    serve(replace(KNOWN, ref="b" * 32))
    next_customer(desk)
    assert SENTENCE in solve(desk)
    serve(KNOWN)
    long_ago = timezone.now() - timedelta(days=offer.declined_days, seconds=1)
    MadeOffer.objects.filter(customer=KNOWN.ref).update(made_at=long_ago)
    next_customer(desk)
    assert SENTENCE in solve(desk)


def test_no_customer_hears_too_many_whichever_they_are(
    desk: Client, serve: Any, settings: Any
) -> None:
    settings.OFFERS_PER_CUSTOMER = 2
    for name in ("a.one", "b.two", "c.three"):
        publish_offer(name, f"{name}。")
    serve(KNOWN)
    said = []
    for _contact in range(3):
        page = solve(desk)
        said += [name for name in ("a.one", "b.two", "c.three") if name in page]
        next_customer(desk)
    assert said == ["a.one", "b.two"]


def test_products_only_with_consent_and_guidance_without(desk: Client, serve: Any) -> None:
    publish_offer("loan", "现在办理分期有优惠。", purpose="product", priority=1)
    publish_offer()
    serve(replace(KNOWN, may_be_offered=False))
    page = solve(desk)
    assert SENTENCE in page and "分期" not in page
    serve(replace(KNOWN, ref="c" * 32))
    next_customer(desk)
    assert "分期" in solve(desk)


def test_the_reason_is_told_in_words(desk: Client, serve: Any) -> None:
    label("segments", "vip", "贵宾客户")
    publish_offer(
        "go.mobile", SENTENCE, condition("segments", "vip"), condition("topics", "cards"),
        why="网点远，手机办更省事。",
    )  # fmt: skip
    serve(KNOWN)
    page = solve(desk)
    assert "网点远，手机办更省事。" in page and "贵宾客户" in page and "银行卡" in page


def test_who_is_not_verified_gets_nothing_that_asks_for_products(desk: Client, serve: Any) -> None:
    label("products", "credit-card")
    publish_offer("card", "信用卡客户专享。", condition("products", "credit-card"))
    serve(replace(KNOWN, verification=Verification.PARTIAL))
    assert "专享" not in solve(desk)
    next_customer(desk)
    serve(KNOWN)
    assert "专享" in solve(desk)


def test_nothing_is_offered_in_a_complaint_topic_or_below_it(
    desk: Client, serve: Any, bank: Any
) -> None:
    publish_offer()
    TopicPage.objects.filter(key="cards", locale__language_code="en").update(without_offers=True)
    assert SENTENCE not in solve(desk)
    assert SENTENCE not in solve(desk, key="cards.fee"), "below it"
    assert SENTENCE not in solve(desk, key="branches.hours"), "the contact was about a complaint"
    next_customer(desk)
    assert SENTENCE in solve(desk, key="branches.hours")


def test_nothing_is_offered_where_somebody_objects(
    desk: Client, serve: Any, monkeypatch: Any
) -> None:
    publish_offer()
    monkeypatch.setattr(objections, "_objections", [])
    open_ones: set[Any] = set()
    objections.register_objection(lambda contact_id, *, customer_ref: contact_id in open_ones)
    solve(desk, key="branches.hours")
    MadeOffer.objects.all().delete()
    open_ones.add(Contact.objects.get().pk)
    assert SENTENCE not in solve(desk)
    open_ones.clear()
    assert SENTENCE in solve(desk)


def test_nothing_is_offered_while_the_customer_has_an_open_complaint(
    desk: Client, serve: Any
) -> None:
    publish_offer()
    serve(KNOWN)
    now, agent = timezone.now(), {"taken_by_id": 1, "taken_by": "a", "owner_id": 1, "owner": "a"}
    complaint = Complaint.objects.create(
        customer_ref=KNOWN.ref, contact=uuid.uuid4(), number="C1", request=uuid.uuid4(),
        taken_at=now, due_at=now, locale="zh-Hans", words="等了一小时", cause="process", **agent,
    )  # fmt: skip
    assert SENTENCE not in solve(desk)
    Complaint.objects.filter(pk=complaint.pk).update(closed_at=timezone.now())
    assert SENTENCE in solve(desk)


def test_what_was_said_is_kept_and_leads_to_what_was_approved(desk: Client, serve: Any) -> None:
    offer = publish_offer()
    solve(desk)
    wording = OfferWording.objects.get()
    assert (wording.text, wording.key, wording.channel) == (SENTENCE, offer.key, "agent_desk")
    row = Publication.objects.get(kind="offer")
    assert row.digest == wording.source
    assert SENTENCE in str(row.documents)
    Offer.objects.get(pk=offer.pk).unpublish()
    assert OfferWording.objects.get().text == SENTENCE
    assert SourceState.objects.get(ref=row.ref).digest == ""


def test_withdrawn_expired_or_narrowed_it_is_gone_on_the_very_next_read(
    desk: Client, serve: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("kb.publication.bell.ring_after_commit", lambda: None)
    offer = publish_offer()
    assert SENTENCE in solve(desk)
    Offer.objects.filter(pk=offer.pk).update(expire_at=timezone.now())
    assert SENTENCE not in solve(desk), "nobody has run yet that would take it off"
    Offer.objects.filter(pk=offer.pk).update(expire_at=None)
    assert SENTENCE in solve(desk)
    narrowed = Offer.objects.get(pk=offer.pk)
    raw = list(narrowed.element.raw_data)
    raw[0]["value"]["segments"] = ["vip"]
    narrowed.element = narrowed.element.stream_block.to_python(raw)
    narrowed.save_revision().publish()
    assert SENTENCE not in solve(desk)
    Offer.objects.get(pk=offer.pk).unpublish()
    serve(KNOWN)
    assert SENTENCE not in solve(desk)


def test_only_who_said_it_tells_how_it_was_taken(desk: Client, serve: Any) -> None:
    publish_offer()
    solve(desk)
    other = Client()
    other.force_login(library.staff("agent-8", "Agents"))
    assert take(other, "accepted").status_code == 404
    assert MadeOffer.objects.get().outcome == ""
    assert take(desk, "nonsense").status_code == 422
    assert take(desk, "declined").status_code == 200
    assert take(desk, "accepted").status_code == 200, "a slip of the hand is put right"
    assert MadeOffer.objects.get().outcome == "accepted"


def test_an_answer_that_is_not_there_solves_nothing(desk: Client, serve: Any) -> None:
    assert desk.post("/desk/solved/", SOLVED | {"key": "no.such"}).status_code == 404
    assert desk.post("/desk/solved/", SOLVED | {"locale": "xx"}).status_code == 422
    assert not Contact.objects.exists()


def test_whom_it_was_said_to_is_forgotten_once_no_limit_asks(desk: Client, serve: Any) -> None:
    publish_offer(shown_days=10, declined_days=40)
    serve(KNOWN)
    solve(desk)
    made = MadeOffer.objects.get()
    assert operations.forget(now=made.made_at + timedelta(days=39)) == 0
    assert operations.forget(now=made.made_at + timedelta(days=40)) == 1
    assert MadeOffer.objects.get().customer == ""


def test_a_fact_that_is_gone_silences_the_offer(desk: Client, serve: Any) -> None:
    publish_offer("with.fact", "年费{{ no_such_fact }}。")
    assert "年费" not in solve(desk)


def test_asking_costs_the_same_however_many_offers_there_are(desk: Client, serve: Any) -> None:
    publish_offer("aa.first", "第一句。", priority=1)
    solve(desk)  # what a process keeps is then there
    counts = []
    for several in (range(0), range(8)):
        for number in several:
            publish_offer(f"more.{number}", f"{number}。", condition("segments", "vip"))
        next_customer(desk)
        with CaptureQueriesContext(connection) as queries:
            assert "第一句。" in solve(desk)
        counts.append(len(queries))
    assert counts[0] == counts[1] < 35


def test_reasons_are_told_in_words_an_agent_knows(desk: Client, serve: Any) -> None:
    label("segments", "vip", "贵宾客户")
    held = (condition("answers", "cards.lost"), condition("segments", "vip"))
    publish_offer("go.mobile", SENTENCE, *held)
    serve(KNOWN)
    why = solve(desk).partition("<summary>")[2].partition("</ul>")[0]
    assert "cards.lost" not in why and "客户属于：贵宾客户。" in why
