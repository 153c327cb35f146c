"""Results of offers, by team; and notices as days to compare."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from channels.supervising.counting import count_day
from channels.supervising.days import Period, day_of
from channels.supervising.models import OfferFigures
from channels.supervising.offered import offered
from kb.notices.tables import Notice, NoticeVersion
from kb.offers.models import MadeOffer, OfferWording
from tests import library
from tests.noon import NOW
from tests.supervising.stories import sight

pytestmark = pytest.mark.django_db
DAY = day_of(NOW)
TODAY = Period(DAY, DAY)


def say(by: str, *, team: str = "Team cards", outcome: str = "", key: str = "near-branch") -> None:
    wording, _made = OfferWording.objects.get_or_create(
        rendition=f"r-{key}",
        defaults={"key": key, "locale": "zh-Hans", "channel": "agent_desk", "text": "多说一句",
                  "source": "s", "first_said_at": NOW},
    )  # fmt: skip
    MadeOffer.objects.create(
        contact=uuid.uuid4(), key=key, locale="zh-Hans", purpose="guidance", channel="agent_desk",
        wording=wording, team=team, by=by, made_at=NOW, outcome=outcome,
    )  # fmt: skip


def test_offers_are_counted_as_by_hand(settings: Any) -> None:
    settings.SMALLEST_TEAM = 1
    for outcome in ("accepted", "accepted", "declined", "unsuitable", ""):
        say("user:1", outcome=outcome)
    say("user:2", key="card.offer", outcome="declined")
    say("key:3", outcome="accepted", team="")
    count_day(DAY, now=NOW)
    boss = sight(library.staff("boss", "Supervisors"), now=NOW)
    found = [(o.key, o.made, o.accepted, o.declined, o.unsuitable) for o in
             offered(TODAY, sight=boss)]  # fmt: skip
    assert found == [("near-branch", 5, 2, 1, 1), ("card.offer", 1, 0, 1, 0)]


def test_an_answer_given_later_is_counted_the_next_time(settings: Any) -> None:
    settings.SMALLEST_TEAM = 1
    say("user:1")
    count_day(DAY, now=NOW)
    MadeOffer.objects.update(outcome="accepted")
    count_day(DAY, now=NOW)
    assert set(OfferFigures.objects.values_list("made", "accepted")) == {(1, 1)}


def test_of_two_people_no_offer_is_told(settings: Any) -> None:
    settings.SMALLEST_TEAM = 3
    for by in ("user:1", "user:2", "user:1"):
        say(by)
    count_day(DAY, now=NOW)
    assert not OfferFigures.objects.exists()


def test_results_need_their_own_right(settings: Any, client: Client) -> None:
    settings.SMALLEST_TEAM = 1
    say("user:1", outcome="accepted")
    count_day(DAY, now=NOW)
    boss = library.staff("boss", "Supervisors")
    client.force_login(boss)
    page = client.get("/desk/overview/", headers={"Accept-Language": "en-US"}).content.decode()
    assert "near-branch" in page and "Offers accepted" in page
    right = boss.groups.get().permissions.get(codename="view_madeoffer")
    boss.groups.get().permissions.remove(right)
    page = client.get("/desk/overview/", headers={"Accept-Language": "en-US"}).content.decode()
    assert "near-branch" not in page and "Offers accepted" not in page


def announce(title: str, at: datetime, *, regions: list[str]) -> None:
    NoticeVersion.objects.create(
        notice=Notice.objects.create(title=title, begun_at=at),
        number=1, state=NoticeVersion.State.RELEASED, wording_zh="系统维护", wording_en="Down",
        audience="agent", regions=regions, submitted_at=at, ends_at=at + timedelta(hours=2),
        from_at=at, until_at=at + timedelta(hours=2), digest="d", author_id=1, author_name="a",
    )  # fmt: skip


def test_a_notice_is_a_day_to_compare(client: Client) -> None:
    boss = library.staff("boss", "Supervisors")
    began = NOW - timedelta(days=4)
    announce("手机银行故障", began, regions=[])
    announce("别处的故障", began, regions=["nowhere"])
    client.force_login(boss)
    page = client.get("/desk/overview/around/").content.decode()
    assert f"?day={day_of(began)}&amp;days=7" in page
    assert "手机银行故障" in page and "别处的故障" not in page
    boss.groups.get().permissions.remove(
        *boss.groups.get().permissions.filter(codename="view_notice")
    )
    assert "手机银行故障" not in client.get("/desk/overview/around/").content.decode()
