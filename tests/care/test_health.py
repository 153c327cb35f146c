"""One screen of numbers, each opening the list it counts; and what is done to many at once."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from channels.reads.models import ReadCount
from kb.authoring.jobs.models import Job
from kb.authoring.jobs.running import run_waiting
from kb.authoring.models import KnowledgePage, LabelValue
from kb.care import bulk
from kb.care.health import look_at_all, look_at_some
from kb.care.lists import all_lists, list_named
from kb.care.models import Care, Health
from kb.care.operations import Act
from kb.care.rows import settle
from kb.care.seeing import visible
from kb.feedback.models import Feedback
from kb.publication.models import Dirty
from tests.authoring.making import (
    draft_answer,
    edit_url,
    element,
    fresh,
    library,
    logged_in,
    make_topic,
    make_user,
    published_answer,
)

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


@pytest.fixture
def editor() -> User:
    return make_user("editor", "Editors", owns=make_topic("cards"))


def keys_in(code: str, user: User) -> set[str]:
    settle(today=timezone.localdate())
    found = list_named(code)
    assert found is not None
    rows = found.narrow(visible(user), timezone.now())
    pages = rows.filter(subject="answer").values("object_id")
    return set(KnowledgePage.objects.filter(pk__in=pages).values_list("key", flat=True))


class TestTheLists:
    def test_ending_soon(self, editor: User) -> None:
        soon, late = NOW + timedelta(days=10), NOW + timedelta(days=90)
        published_answer("cards.soon", user=editor, expire_at=soon)
        published_answer(
            "cards.part", element(), element("note", valid_to=soon.isoformat()), user=editor
        )
        published_answer("cards.late", user=editor, expire_at=late)
        assert keys_in("expiring", editor) == {"cards.soon", "cards.part"}

    def test_disputed_until_it_goes_out_again(self, editor: User) -> None:
        page = published_answer("cards.one", user=editor)
        published_answer("cards.two", user=editor)
        for key, verdict in (("cards.one", "wrong"), ("cards.two", "helpful")):
            Feedback.objects.create(
                key=key, locale="zh-Hans", channel="web", verdict=verdict, source="web",
                at=timezone.now(),
            )  # fmt: skip
        assert keys_in("disputed", editor) == {"cards.one"}
        draft = fresh(page).get_latest_revision_as_object()
        draft.wordings = "另一种问法"
        draft.save_revision(user=editor).publish()
        assert keys_in("disputed", editor) == set()

    def test_unread(self, editor: User) -> None:
        for key in ("cards.read", "cards.unread", "cards.new"):
            published_answer(key, user=editor)
        long_ago = NOW - timedelta(days=200)
        KnowledgePage.objects.exclude(key="cards.new").update(first_published_at=long_ago)
        ReadCount.objects.create(
            key="cards.read", locale="zh-Hans", channel="web", day=timezone.localdate(), reads=3
        )
        look_at_all(now=NOW)
        assert keys_in("unread", editor) == {"cards.unread"}

    def test_brief_forms_and_channels(self, editor: User) -> None:
        published_answer("cards.whole", element(brief="先挂失。"), user=editor)
        published_answer("cards.desk", element(channels=["agent_desk"]), user=editor)
        look_at_all(now=NOW)
        assert keys_in("no-brief", editor) == {"cards.desk"}
        assert keys_in("gaps", editor) == {"cards.desk"}
        assert Health.objects.exclude(gaps="").get().gaps == "|web|sms|wechat|"

    def test_languages(self, editor: User) -> None:
        page = published_answer("cards.one", user=editor)
        assert keys_in("untranslated", editor) == {"cards.one"}
        english = make_topic("cards-en", above=library("en"))
        locale = Locale.objects.get(language_code="en")
        published_answer(
            "cards.one", topic=english, translation_key=page.translation_key, locale=locale
        )
        assert keys_in("untranslated", editor) == set()

    def test_parked_and_forgotten_and_owned_by_nobody(self, editor: User) -> None:
        page = published_answer("cards.parked", user=editor)
        Dirty.objects.create(page_id=page.pk, ref="fact:x", since=1, parked="why")
        assert keys_in("parked", editor) == {"cards.parked"}
        old = draft_answer("cards.old", user=editor)
        draft_answer("cards.young", user=editor)
        KnowledgePage.objects.filter(pk=old.pk).update(
            latest_revision_created_at=NOW - timedelta(days=40), has_unpublished_changes=True
        )
        assert keys_in("forgotten", editor) == {"cards.old"}
        Care.objects.filter(object_id=old.pk).update(owner=None)
        assert keys_in("without-owner", editor) == {"cards.old"}

    def test_hard_to_read(self, editor: User) -> None:
        published_answer("cards.plain", user=editor)
        published_answer("cards.hard", user=editor)
        look_at_all(now=NOW)
        hard = KnowledgePage.objects.get(key="cards.hard")
        Health.objects.filter(page_id=hard.pk).update(score=20)
        assert keys_in("jargon", editor) == {"cards.hard"}


class TestLooking:
    def test_again_after_each_publication_and_each_day(self, editor: User) -> None:
        page = published_answer("cards.one", user=editor)
        assert look_at_some(now=NOW) == 1
        assert look_at_some(now=NOW) == 0
        assert look_at_some(now=NOW + timedelta(hours=25)) == 1
        draft = fresh(page).get_latest_revision_as_object()
        draft.wordings = "另一种问法"
        draft.save_revision(user=editor).publish()
        assert look_at_some(now=NOW + timedelta(hours=25)) == 1
        fresh(page).unpublish()
        look_at_some(now=NOW)
        assert not Health.objects.exists()

    def test_many_take_few_questions(
        self, editor: User, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(8):
            published_answer(f"cards.a{number}", user=editor)
        with django_assert_max_num_queries(20):
            look_at_all(now=NOW)


class TestTheDashboard:
    def test_numbers_are_those_of_the_lists(self, editor: User) -> None:
        """Of other teams' answers nothing is counted, and each list has as many rows."""
        for number in range(3):
            published_answer(f"cards.a{number}", user=editor)
        published_answer("loans.theirs", topic=make_topic("loans"))
        look_at_all(now=NOW)
        settle(today=timezone.localdate())
        first, *rest = visible(editor).filter(subject="answer").order_by("pk")
        Care.objects.filter(pk__in=[one.pk for one in rest]).update(due_on=date(2020, 1, 1))
        Care.objects.filter(pk=first.pk).update(owner=None)
        client = logged_in(editor)
        html = client.get(reverse("care_health")).content.decode()
        told = {}
        for one in all_lists():
            if one.code != "everything":
                url = reverse("care_list", args=[one.code])
                found = re.search(rf'<a href="{url}"><strong>(\d+)</strong>', html)
                assert found and str(one.label) in html
                told[one.code] = int(found[1])
                assert told[one.code] == client.get(url).context["paginator"].count, one.code
        assert (told["review-due"], told["without-owner"]) == (2, 1)

    def test_what_nobody_has_looked_at_is_no_zero(self, editor: User) -> None:
        published_answer("cards.one", user=editor)
        client = logged_in(editor)
        looked_up = [one for one in all_lists() if one.is_looked_up]
        assert client.get(reverse("care_health")).content.decode().count("–") == len(looked_up) > 0
        look_at_all(now=NOW)
        assert "–" not in client.get(reverse("care_health")).content.decode()

    def test_asks_a_bounded_number_of_questions(
        self, editor: User, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(6):
            published_answer(f"cards.a{number}", user=editor)
        client = logged_in(editor)
        client.get(reverse("care_health"))
        with django_assert_max_num_queries(50):
            client.get(reverse("care_health"))

    @pytest.mark.parametrize("code", [one.code for one in all_lists()])
    def test_every_list_opens(self, editor: User, code: str) -> None:
        published_answer("cards.one", user=editor)
        assert logged_in(editor).get(reverse("care_list", args=[code])).status_code == 200

    def test_is_nothing_for_agents(self) -> None:
        agent = logged_in(make_user("agent", "Agents"))
        assert agent.get(reverse("care_health")).status_code == 302
        assert agent.post(reverse("care_health_look")).status_code == 302


class TestMany:
    @pytest.fixture
    def act(self, editor: User) -> Act:
        return Act(editor, NOW)

    def rows(self, *pages: Any) -> list[int]:
        settle(today=timezone.localdate())
        return [Care.objects.get(subject="answer", object_id=page.pk).pk for page in pages]

    def test_what_is_not_yours_is_refused_and_the_rest_done(self, editor: User, act: Act) -> None:
        mine = published_answer("cards.mine", user=editor)
        theirs = published_answer("loans.theirs", topic=make_topic("loans"))
        report = bulk.run("withdraw", self.rows(mine, theirs), {}, act)
        assert report.done == 1
        ((name, why, address),) = report.refused
        assert "loans" not in name and why and not address
        assert not fresh(mine).live and fresh(theirs).live

    def test_handing_in_goes_to_approval_and_publishes_nothing(
        self, editor: User, act: Act
    ) -> None:
        good = draft_answer("cards.good", user=editor)
        empty = draft_answer("cards.empty", element(text=""), user=editor)
        live = published_answer("cards.live", user=editor)
        report = bulk.run("hand-in", self.rows(good, empty, live), {}, act)
        assert report.done == 1 and len(report.refused) == 2
        addresses = {address for _name, _why, address in report.refused}
        assert addresses == {edit_url(empty), edit_url(live)}
        assert fresh(good).workflow_in_progress and not fresh(good).live

    def test_a_label_makes_a_draft(self, editor: User, act: Act) -> None:
        LabelValue.objects.create(dimension="regions", code="beijing", name_zh="京", name_en="B")
        page = published_answer("cards.one", user=editor)
        (pk,) = self.rows(page)
        assert bulk.run("label", [pk], {"label": "regions:beijing"}, act).done == 1
        assert bulk.run("label", [pk], {"label": "regions:beijing"}, act).done == 0
        draft = fresh(page).get_latest_revision_as_object()
        assert draft.elements[0].value["regions"] == ["beijing"]
        assert not fresh(page).elements[0].value["regions"]

    def test_days_and_owners(self, editor: User, act: Act) -> None:
        (pk,) = self.rows(published_answer("cards.one", user=editor))
        heir = make_user("heir", "Editors")
        bulk.run("days", [pk], {"days": 7}, act)
        bulk.run("owner", [pk], {"owner": heir}, act)
        row = Care.objects.get(pk=pk)
        assert (row.review_days, row.owner) == (7, heir)

    def test_all_that_are_listed_go_to_the_background(self, editor: User) -> None:
        pages = [published_answer(f"cards.a{n}", user=editor) for n in range(3)]
        published_answer("loans.theirs", topic=make_topic("loans"))
        settle(today=timezone.localdate())
        form = {"action": "withdraw", "everything": "1", "list": "everything",
                "filters": "subject=answer"}  # fmt: skip
        response = logged_in(editor).post(reverse("care_act"), form)
        job = Job.objects.get()
        assert str(job.pk) in response.headers["location"]
        assert len(job.arguments["ids"]) == 3
        run_waiting(should_stop=lambda: False)
        job.refresh_from_db()
        assert job.state == "done" and job.result["done"] == 3
        assert not any(fresh(page).live for page in pages)
        html = logged_in(editor).get(response.headers["location"]).content.decode()
        assert "已处理 3 条" in html

    def test_something_unknown_is_absent(self, editor: User) -> None:
        form = {"action": "publish", "row": ["1"]}
        assert logged_in(editor).post(reverse("care_act"), form).status_code == 404
