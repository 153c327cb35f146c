"""A change of what many answers use is followed step by step: how far it has come is stored, told
to whoever made it, and shown."""

import time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kb import tasks
from kb.publication import following, lane, log, projections
from kb.publication.models import Dirty, FanOut, FanOutWait, Parked, Publication
from tests.authoring.making import (
    element,
    fresh,
    logged_in,
    make_user,
    place,
    published_answer,
    published_fact,
    published_shared,
)
from tests.publication.many import publish_many
from tests.publication.reading import texts_of

pytestmark = pytest.mark.django_db


def change(fact: Any, value: str) -> None:
    fact.value = value
    fact.save()


def steps() -> list[tuple[str, int, int, int]]:
    """What changed, and of how many answers how many have followed and are parked."""
    return [(one.ref, one.total, one.done, one.parked) for one in following.newest(10)]


class TestProgress:
    def test_is_stored_answer_by_answer(self) -> None:
        fact = published_fact("card.fee")
        publish_many(40, element("fee", "{{ card.fee }}"))
        change(fact, "300")
        assert steps() == [("fact:card.fee", 40, 0, 0)]
        assert lane.drain(limit=12) == 12
        assert steps() == [("fact:card.fee", 40, 12, 0)]
        assert lane.drain() == 28
        assert steps() == [("fact:card.fee", 40, 40, 0)]
        assert not FanOutWait.objects.exists()

    def test_one_assembly_serves_every_change_of_an_answer(self) -> None:
        fee, limit = published_fact("card.fee"), published_fact("card.limit", "5000")
        published_answer("cards.both", element("answer", "{{ card.fee }} {{ card.limit }}"))
        published_answer("cards.fee", element("answer", "{{ card.fee }}"))
        change(fee, "300")
        change(limit, "6000")
        change(fee, "400")
        before = log.head()
        assert lane.drain() == 2
        rows = Publication.objects.filter(seq__gt=before, kind="publish")
        assert sorted(rows.values_list("key", flat=True)) == ["cards.both", "cards.fee"]
        assert texts_of("cards.both") == ["400 6000"]
        assert steps() == [
            ("fact:card.fee", 2, 2, 0), ("fact:card.limit", 1, 1, 0), ("fact:card.fee", 2, 2, 0),
        ]  # fmt: skip

    def test_counts_what_somebody_publishes_or_withdraws_meanwhile(self) -> None:
        fact = published_fact("card.fee")
        pages = publish_many(3, element("fee", "{{ card.fee }}"))
        change(fact, "300")
        fresh(pages[0]).save_revision().publish()
        fresh(pages[1]).unpublish()
        assert steps() == [("fact:card.fee", 3, 2, 0)]
        assert texts_of("many.0")[1] == "300"
        assert lane.drain() == 1
        assert steps() == [("fact:card.fee", 3, 3, 0)]

    def test_names_what_is_parked_and_is_over_then(self) -> None:
        shared = published_shared()
        publish_many(2, place(shared))
        shared.unpublish()
        assert lane.drain() == 0
        [one] = following.newest(1)
        assert (one.total, one.done, one.parked, one.is_over) == (2, 0, 2, True)

    def test_is_undone_with_the_change(self) -> None:
        from django.db import transaction

        fact = published_fact("card.fee")
        published_answer("cards.fee", element("answer", "{{ card.fee }}"))
        with pytest.raises(LookupError), transaction.atomic():
            change(fact, "300")
            raise LookupError
        assert steps() == [] and not Dirty.objects.exists()

    def test_of_what_nobody_uses_is_none(self) -> None:
        change(published_fact("card.fee"), "300")
        assert not FanOut.objects.exists()


class TestTime:
    def test_no_more_answers_are_begun_when_it_is_over(self) -> None:
        fact = published_fact("card.fee")
        publish_many(lane.BATCH + 5, element("fee", "{{ card.fee }}"))
        change(fact, "300")
        assert lane.drain(until=time.monotonic()) == lane.BATCH
        assert lane.is_waiting()

    @pytest.mark.parametrize(("count", "left"), [(lane.SHORT, 0), (lane.SHORT + 1, lane.SHORT + 1)])
    def test_a_request_leaves_a_long_lane_to_the_clock(self, count: int, left: int) -> None:
        fact = published_fact("card.fee")
        publish_many(count, element("fee", "{{ card.fee }}"))
        change(fact, "300")
        tasks.announce()
        assert Dirty.objects.count() == left
        tasks.keep_time()
        assert not Dirty.objects.exists()
        assert all(projections.lag(name) == 0 for name in projections.names())

    def test_only_one_process_goes_through_the_lane(self) -> None:
        from kb.alone import alone

        fact = published_fact("card.fee")
        publish_many(2, element("fee", "{{ card.fee }}"))
        change(fact, "300")
        with alone("lane"):
            tasks.announce()
            assert Dirty.objects.count() == 2, "somebody else is at it, and nobody waits"
        tasks.announce()
        assert not Dirty.objects.exists()


class TestInTheAdmin:
    @pytest.fixture
    def chief(self) -> Client:
        return logged_in(make_user("chief", is_superuser=True, is_staff=True))

    @pytest.fixture
    def fact(self) -> Any:
        fact = published_fact("card.fee")
        publish_many(3, element("fee", "{{ card.fee }}"))
        return fact

    def test_whoever_changes_something_is_told_how_far_it_has_come(
        self, chief: Client, fact: Any
    ) -> None:
        viewset = type(fact).snippet_viewset
        response = chief.post(reverse(viewset.get_url_name("unpublish"), args=[fact.pk]))
        said = [str(message) for message in response.wsgi_request._messages]
        assert any("引用它的 3 条答案已更新 0 条" in words for words in said)
        assert any(reverse("following_report") in words for words in said)

    def test_its_page_shows_a_bar_that_asks_again(self, chief: Client, fact: Any) -> None:
        change(fact, "300")
        viewset = type(fact).snippet_viewset
        page = chief.get(reverse(viewset.get_url_name("edit"), args=[fact.pk])).content.decode()
        assert "共 3 条答案，已更新 0 条" in page and "granule/progress.js" in page
        [one] = following.newest(1)
        bars = chief.get(f"{reverse('following_progress')}?id={one.id}")
        assert "data-runs" in bars.content.decode()
        lane.drain()
        bars = chief.get(f"{reverse('following_progress')}?id={one.id}&id=x&id=")
        assert "已更新 3 条" in bars.content.decode()
        assert "data-runs" not in bars.content.decode()

    def test_the_report_speaks_both_languages(self, chief: Client, fact: Any) -> None:
        change(fact, "300")
        html = chief.get(reverse("following_report")).content.decode()
        assert f">{fact}<" in html and "没有暂缓更新的答案" in html
        from wagtail.users.models import UserProfile

        chief_user = type(make_user("x")).objects.get(username="chief")
        UserProfile.objects.update_or_create(user=chief_user, defaults={"preferred_language": "en"})
        html = chief.get(reverse("following_report")).content.decode()
        assert "0 of 3 answers updated" in html and "No answer is parked." in html


class TestRetrying:
    @pytest.fixture
    def parked(self) -> Parked:
        published_answer("cards.one")
        from django.utils import timezone

        return Parked.objects.create(
            projection="renditions", key="cards.one", locale="zh-Hans", reason="LookupError",
            message="channels/channel.py:1", since=timezone.now(), tries=3,
        )  # fmt: skip

    def url(self, place: str, row: int) -> str:
        return reverse("following_retry", args=[place, row])

    @pytest.mark.parametrize(
        ("group", "may"),
        [("Editors", True), ("Approvers", True), ("Supervisors", False), ("Agents", False)],
    )
    def test_is_for_those_who_may(self, parked: Parked, group: str, may: bool) -> None:
        client = logged_in(make_user("somebody", group))
        html = client.get(reverse("following_report")).content.decode()
        assert (self.url("renditions", parked.pk) in html) is may
        assert client.post(self.url("renditions", parked.pk)).status_code == 302
        assert Parked.objects.exists() is not may

    def test_takes_a_button_and_not_an_address(self, parked: Parked) -> None:
        client = logged_in(make_user("somebody", "Editors"))
        assert client.get(self.url("renditions", parked.pk)).status_code == 405
        assert client.post(self.url("renditions", parked.pk + 1)).status_code == 404
        assert client.post(self.url("search", parked.pk)).status_code == 404
        assert Parked.objects.exists()

    def test_of_the_slow_lane_is_done_at_once(self) -> None:
        shared = published_shared()
        publish_many(1, place(shared))
        shared.unpublish()
        lane.drain()
        row = Dirty.objects.get()
        client = logged_in(make_user("somebody", "Editors"))
        client.post(self.url("lane", row.pk))
        assert Dirty.objects.get().parked
        type(shared).objects.filter(pk=shared.pk).update(live=True)
        client.post(self.url("lane", row.pk))
        assert not Dirty.objects.exists()
