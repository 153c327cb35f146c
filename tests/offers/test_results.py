"""What came of offers, by script, segment and team; and every sentence as it was said."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kb.offers import operations
from kb.offers.models import MadeOffer, OfferWording
from tests.authoring.making import logged_in, make_user
from tests.offers.making import label, publish_offer

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def supervisor() -> Any:
    return make_user("supervisor", "Supervisors")


def said(key: str, outcome: str = "", *, segment: str = "", team: str = "", days: int = 0) -> None:
    number = MadeOffer.objects.count()
    wording, _is_new = OfferWording.objects.get_or_create(
        rendition=key, defaults={
            "key": key, "locale": "zh-Hans", "channel": "agent_desk", "text": f"=1+1 {key}",
            "source": "s" * 64, "first_said_at": NOW,
        },
    )  # fmt: skip
    MadeOffer.objects.create(
        contact=f"00000000-0000-0000-0000-{number:012d}", key=key, locale="zh-Hans",
        purpose="service", channel="agent_desk", wording=wording, segment=segment, team=team,
        by="user:1", made_at=NOW - timedelta(days=days), outcome=outcome,
    )  # fmt: skip


def test_a_slip_is_corrected_and_what_is_settled_stays() -> None:
    said("a")
    made = MadeOffer.objects.get()

    def take(outcome: str, *, minutes: int) -> str:
        at = NOW + timedelta(minutes=minutes)
        return str(operations.answer(made.pk, outcome=outcome, by="user:1", at=at).outcome)

    assert take("declined", minutes=1) == "declined"
    assert take("accepted", minutes=2) == "accepted"
    assert take("declined", minutes=61) == "accepted"
    assert MadeOffer.objects.get().answered_at == NOW + timedelta(minutes=2)
    said("b")
    late = MadeOffer.objects.get(key="b")
    at = NOW + timedelta(days=1)
    first = operations.answer(late.pk, outcome="declined", by="user:1", at=at)
    assert first is not None and first.outcome == "declined", "however late it comes"


def rows(client: Any, **asked: str) -> list[tuple[Any, ...]]:
    listed = client.get(reverse("offer_results"), asked).context["object_list"]
    names = ("key", "segment", "team", "made", "accepted", "declined", "unsuitable", "open")
    return [tuple(row[name] for name in names) for row in listed]


def test_by_script_segment_and_team(supervisor: Any) -> None:
    label("segments", "vip", "贵宾客户")
    publish_offer("a", title="去手机银行")
    for outcome in ("accepted", "declined", "accepted", ""):
        said("a", outcome, segment="vip", team="北京")
    said("a", "unsuitable", team="上海")
    said("b", "declined", team="北京", days=40)
    client = logged_in(supervisor)
    assert rows(client) == [
        ("a", "", "上海", 1, 0, 0, 1, 0),
        ("a", "vip", "北京", 4, 2, 1, 0, 1),
        ("b", "", "北京", 1, 0, 1, 0, 0),
    ]
    assert [row[0] for row in rows(client, key="b")] == ["b"]
    recent = {"made_at_from": str((NOW - timedelta(days=7)).date())}
    assert {row[0] for row in rows(client, **recent)} == {"a"}
    page = client.get(reverse("offer_results")).content.decode()
    assert "去手机银行" in page and "50 %" in page


def test_they_can_be_taken_along(supervisor: Any) -> None:
    for outcome in ("accepted", "declined"):
        said("a", outcome, team="=cmd")
    answer = logged_in(supervisor).get(reverse("offer_results"), {"export": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    head, line = csv.reader(io.StringIO(text))
    assert len(head) == len(line) == 10
    assert line[0] == "a" and line[3] == "'=cmd" and line[-1] == "50"
    sheet = logged_in(supervisor).get(reverse("offer_results"), {"export": "xlsx"})
    assert b"".join(sheet.streaming_content).startswith(b"PK")


def test_every_sentence_as_it_was_said(supervisor: Any) -> None:
    said("a"), said("a", "accepted")
    client = logged_in(supervisor)
    page = client.get(reverse("offers_said")).content.decode()
    assert "=1+1 a" in page and "ssssssssssss" in page
    answer = client.get(reverse("offers_said"), {"export": "csv"})
    assert "'=1+1 a" in b"".join(answer.streaming_content).decode("utf-8-sig")


def test_the_list_asks_as_often_however_long_it_is(supervisor: Any) -> None:
    client = logged_in(supervisor)
    counts = []
    for number in range(12):
        said(f"offer-{number}", team=f"team {number}")
        client.get(reverse("offer_results"))
        if number in (1, 11):
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse("offer_results"))
            counts.append(len(queries))
    assert counts[0] == counts[1]


def test_it_is_shut_to_who_may_not_see_it() -> None:
    assert logged_in(make_user("agent", "Agents")).get(reverse("offer_results")).status_code == 302
