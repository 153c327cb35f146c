"""Whoever starts long work sees how far it is, is told of its end in the admin, and fetches
what came of it; nobody else does."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kb.authoring.jobs import operations
from kb.authoring.jobs.models import Job
from kb.authoring.jobs.queries import LONG_WAIT
from kb.tasks import work_on_jobs
from tests.authoring.making import fresh, logged_in, make_user
from tests.jobs import kinds

pytestmark = pytest.mark.django_db
HOME = reverse("wagtailadmin_home")


@pytest.fixture
def editor() -> User:
    return make_user("editor", "Editors")


def start(user: User, kind: str = "count") -> Job:
    return operations.start(kind, user=user, arguments={"many": 3})


def finished(user: User, kind: str = "count") -> Job:
    job = start(user, kind)
    work_on_jobs(should_stop=lambda: False)
    return fresh(job)


def screens_of(job: Job) -> list[str]:
    return [reverse(name, args=[job.pk]) for name in ("job", "job_progress", "job_file")]


class TestItsPage:
    def test_shows_a_bar_and_works_without_scripts(self, editor: User) -> None:
        job = start(editor)
        Job.objects.filter(pk=job.pk).update(state="running", done=30, total=120)
        html = logged_in(editor).get(reverse("job", args=[job.pk])).content.decode()
        assert '<progress max="100" value="25"' in html and "30 / 120" in html
        assert 'role="status"' in html and "刷新" in html and "取消任务" in html

    def test_answers_the_script_that_asks(self, editor: User) -> None:
        job = start(editor)
        Job.objects.filter(pk=job.pk).update(state="running", done=30, total=120)
        answer = logged_in(editor).get(reverse("job_progress", args=[job.pk]))
        assert "no-store" in answer["Cache-Control"]
        assert answer.json() == {
            "state": "running", "label": "进行中", "is_over": False, "done": 30, "total": 120,
            "percent": 25, "said": "",
        }  # fmt: skip

    def test_gives_the_file_when_it_is_done(self, editor: User) -> None:
        client, job = logged_in(editor), finished(editor)
        assert "Counted to 3." in client.get(reverse("job", args=[job.pk])).content.decode()
        answer = client.get(reverse("job_file", args=[job.pk]))
        assert b"".join(answer.streaming_content) == b"counted to 3"
        assert "attachment" in answer["Content-Disposition"]
        assert "no-store" in answer["Cache-Control"]

    def test_says_when_the_file_is_gone(self, editor: User) -> None:
        client, job = logged_in(editor), finished(editor)
        operations.clear(now=timezone.now() + operations.KEEPS_FILES * 2)
        assert client.get(reverse("job_file", args=[job.pk])).status_code == 404
        assert "job_file" not in client.get(reverse("job", args=[job.pk])).content.decode()

    def test_says_what_went_wrong(self, editor: User) -> None:
        job = finished(editor, "refuse")
        html = logged_in(editor).get(reverse("job", args=[job.pk])).content.decode()
        assert kinds.REFUSAL.message in html

    def test_leads_back_to_where_it_was_started_after_a_failure(self, editor: User) -> None:
        refused = finished(editor, "refuse")
        html = logged_in(editor).get(reverse("job", args=[refused.pk])).content.decode()
        assert f'href="{reverse("jobs")}">重新开始' in html
        html = logged_in(editor).get(reverse("job", args=[finished(editor).pk])).content.decode()
        assert "重新开始" not in html

    def test_says_what_to_start_where_nothing_takes_it_up(self, editor: User) -> None:
        client, job = logged_in(editor), start(editor)
        page, asked = reverse("job", args=[job.pk]), reverse("job_progress", args=[job.pk])
        assert "keep_time" not in client.get(page).content.decode()
        Job.objects.filter(pk=job.pk).update(created=timezone.now() - LONG_WAIT)
        assert "keep_time" in client.get(page).content.decode()
        assert "keep_time" in client.get(asked).json()["said"]
        other = start(editor)
        Job.objects.filter(pk=other.pk).update(state="running")
        assert "keep_time" not in client.get(page).content.decode()  # it waits for its turn

    def test_its_title_says_that_it_is_over(self, editor: User) -> None:
        html = logged_in(editor).get(reverse("job", args=[finished(editor).pk])).content.decode()
        assert "<title>已完成：Counting" in " ".join(html.split()).replace("<title> ", "<title>")

    def test_cancels(self, editor: User) -> None:
        client, job = logged_in(editor), start(editor)
        address = reverse("job_cancel", args=[job.pk])
        assert client.get(address).status_code == 405
        assert client.post(address).url == reverse("job", args=[job.pk])
        assert fresh(job).state == Job.State.CANCELLED
        Job.objects.filter(pk=job.pk).update(done=13, total=105)
        html = client.get(reverse("job", args=[job.pk])).content.decode()
        assert "进行到第 13 项，共 105 项" in html


class TestTheList:
    def test_is_empty_at_first_and_says_what_comes_here(self, editor: User) -> None:
        assert "还没有任务" in logged_in(editor).get(reverse("jobs")).content.decode()

    def test_asks_the_database_no_more_for_many(self, editor: User) -> None:
        client = logged_in(editor)
        start(editor)
        client.get(reverse("jobs"))
        with CaptureQueriesContext(connection) as one:
            client.get(reverse("jobs"))
        for _number in range(10):
            start(editor)
        with CaptureQueriesContext(connection) as many:
            client.get(reverse("jobs"))
        assert len(many) == len(one)

    def test_comes_in_pages(self, editor: User) -> None:
        for _number in range(31):
            start(editor)
        client, first = logged_in(editor), Job.objects.order_by("pk")[0]
        assert f"/{first.pk}/" not in client.get(reverse("jobs")).content.decode()
        assert f"/{first.pk}/" in client.get(reverse("jobs") + "?p=2").content.decode()


class TestBeingTold:
    def test_once_on_the_next_page(self, editor: User) -> None:
        client, job = logged_in(editor), finished(editor)
        html = client.get(HOME).content.decode()
        assert "Counting：Counted to 3." in html and reverse("job", args=[job.pk]) in html
        assert "Counted to 3." not in client.get(HOME).content.decode()

    def test_also_of_what_failed(self, editor: User) -> None:
        finished(editor, "refuse")
        assert kinds.REFUSAL.message in logged_in(editor).get(HOME).content.decode()

    def test_not_where_it_was_seen_already(self, editor: User) -> None:
        client, job = logged_in(editor), finished(editor)
        client.get(reverse("job", args=[job.pk]))
        assert "Counted to 3." not in client.get(HOME).content.decode()

    @pytest.mark.parametrize(
        "headers", [{"Sec-Fetch-Dest": "empty"}, {"X-Requested-With": "XMLHttpRequest"}]
    )
    def test_not_by_what_scripts_ask_for(self, editor: User, headers: dict[str, str]) -> None:
        client = logged_in(editor)
        finished(editor)
        client.get(HOME, headers=headers)
        assert "Counted to 3." in client.get(HOME).content.decode()

    def test_nobody_else(self, editor: User) -> None:
        finished(editor)
        for name in ("approver", "chief"):
            other = make_user(name, "Approvers", is_superuser=name == "chief")
            assert "Counted to 3." not in logged_in(other).get(HOME).content.decode()

    def test_with_one_question_to_the_database(self, editor: User) -> None:
        client = logged_in(editor)
        client.get(HOME)
        with CaptureQueriesContext(connection) as asked:
            client.get(HOME)
        assert sum("kb_job" in query["sql"] for query in asked) == 1


class TestWhoSeesIt:
    def test_its_starter_and_superusers(self, editor: User) -> None:
        job, chief = finished(editor), make_user("chief", is_superuser=True)
        for user in (editor, chief):
            for address in screens_of(job):
                assert logged_in(user).get(address).status_code == 200, address
        assert "editor" in logged_in(chief).get(reverse("jobs")).content.decode()

    def test_to_others_it_looks_like_none(self, editor: User) -> None:
        """Even those who may do the same themselves."""
        job = finished(editor)
        other = logged_in(make_user("other", "Editors", "Approvers", "Supervisors"))
        for address in screens_of(job):
            assert other.get(address).status_code == 404, address
        assert other.post(reverse("job_cancel", args=[job.pk])).status_code == 404
        assert reverse("job", args=[job.pk]) not in other.get(reverse("jobs")).content.decode()

    def test_nobody_outside_the_admin(self, editor: User) -> None:
        job = finished(editor)
        for client in (Client(), logged_in(make_user("agent", "Agents"))):
            for address in (*screens_of(job), reverse("jobs")):
                assert client.get(address).status_code == 302, address
