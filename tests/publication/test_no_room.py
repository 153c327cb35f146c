"""The disk is full, or the database takes no writing: who writes is told what to do, nothing is
half done, reading goes on, and with room again all of it goes on by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from channels.storage import Trouble, trouble_of
from kb.authoring.models import KnowledgePage
from kb.feedback.models import Feedback
from kb.publication import projections, verification
from kb.publication.models import Live
from tests import library
from tests.authoring.making import (
    draft_answer,
    edit_url,
    element,
    form_of,
    make_topic,
    make_user,
    published_answer,
)

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "很长的一段话。" * 20
MOST = 300
# Pages of four kilobytes that are left.
ROOM = 30


def pragma(text: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {text}")
        return cursor.fetchone()


@contextmanager
def full_disk() -> Iterator[None]:
    """The file may not grow any more: SQLite says what it says on a full disk."""
    pages = pragma("page_count")[0]
    pragma(f"max_page_count = {pages + ROOM}")
    try:
        yield
    finally:
        pragma("max_page_count = 1073741823")


@contextmanager
def read_only() -> Iterator[None]:
    pragma("query_only = 1")
    try:
        yield
    finally:
        pragma("query_only = 0")


@pytest.fixture(autouse=True)
def only_on_sqlite() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("a database that cannot grow is made with a pragma of SQLite")


@pytest.fixture
def house() -> dict[str, str]:
    """Two answers that are live, rendered and found; the header of a key."""
    make_topic("cards")
    for number in range(2):
        published_answer(f"cards.{number}", element("answer", "先挂失"))
    return library.key_for("web")


def assert_reading_goes_on(key: dict[str, str]) -> None:
    for number in range(2):
        assert Client().get(f"/api/v1/answers/cards.{number}", headers=key).status_code == 200
        assert Client().get(f"/help/zh-Hans/answers/cards.{number}/").status_code == 200
    found = Client().get("/api/v1/search?q=挂失", headers=key)
    assert {result["key"] for result in found.json()["results"]} >= {"cards.0", "cards.1"}


def publish_until_it_fails() -> tuple[int, str]:
    """How many went out, and the key of the one that did not."""
    for number in range(MOST):
        try:
            published_answer(f"many.{number}", element("answer", LONG))
        except OperationalError as error:
            assert trouble_of(error) is Trouble.ROOM
            return number, f"many.{number}"
    raise AssertionError("it never got full")


def assert_nothing_is_half_done(gone: int, failed: str) -> None:
    assert list(verification.differences()) == []
    keys = set(Live.objects.filter(key__startswith="many.").values_list("key", flat=True))
    assert keys == {f"many.{number}" for number in range(gone)}
    assert not KnowledgePage.objects.filter(key=failed, live=True).exists()


def test_a_full_disk_stops_writing_and_nothing_else(house: dict[str, str]) -> None:
    editor = Client(raise_request_exception=False)
    editor.force_login(make_user("chief", is_superuser=True, is_staff=True))
    draft = draft_answer("cards.draft", element("answer", "旧的"))
    form = form_of(draft, **{"title": "新的问题？", "elements-0-value-text": LONG * 25})
    with full_disk():
        gone, failed = publish_until_it_fails()
        assert_nothing_is_half_done(gone, failed)
        assert_reading_goes_on(house)

        saved = editor.post(edit_url(draft), form)
        assert saved.status_code == 507 and saved["Retry-After"]
        assert "磁盘已满" in saved.content.decode() and "返回上一页" in saved.content.decode()
        assert KnowledgePage.objects.get(pk=draft.pk).latest_revision == draft.latest_revision

        problem = send_feedback_until_it_fails(house)
        assert problem["Content-Type"] == "application/problem+json"
        assert problem.json()["code"] == "storage-full" and problem["Retry-After"] == "30"
        kept = Feedback.objects.count()
        assert_reading_goes_on(house)

    assert editor.post(edit_url(draft), form).status_code in {200, 302}
    assert KnowledgePage.objects.get(pk=draft.pk).latest_revision != draft.latest_revision
    assert feedback(house).status_code < 300 and Feedback.objects.count() == kept + 1
    published_answer("cards.after", element("answer", LONG))
    assert all(projections.lag(name) == 0 for name in projections.names())
    assert_nothing_is_half_done(gone, failed)
    assert gone
    print(f"{gone} went out before it was full, 0 are half done")


def feedback(key: dict[str, str]) -> Any:
    body = {"key": "cards.0", "verdict": "wrong", "comment": "不对" * 200}
    client = Client(raise_request_exception=False)
    return client.post("/api/v1/feedback", body, content_type="application/json", headers=key)


def send_feedback_until_it_fails(key: dict[str, str]) -> Any:
    for _ in range(MOST):
        response = feedback(key)
        if response.status_code >= 500:
            return response
    raise AssertionError("it never got full")


def test_a_database_that_takes_no_writing_is_read_all_the_same(house: dict[str, str]) -> None:
    with read_only():
        assert_reading_goes_on(house)
        refused = feedback(house)
        assert (refused.status_code, refused.json()["code"]) == (503, "storage-unavailable")
    assert feedback(house).status_code < 300


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (OSError(28, "No space left on device"), Trouble.ROOM),
        (OSError(30, "Read-only file system"), Trouble.WRITING),
        (OSError(2, "No such file"), None),
        (ValueError("something else"), None),
        (None, None),
    ],
)
def test_each_trouble_is_told_from_other_errors(error: Any, trouble: Any) -> None:
    assert trouble_of(error) is trouble
    if error is not None:
        outer = RuntimeError("wrapped")
        outer.__cause__ = error
        assert trouble_of(outer) is trouble


def test_an_error_of_another_kind_stays_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from channels.help import views

    def fail(**_: Any) -> Any:
        raise LookupError

    monkeypatch.setattr(views, "topic_tree", fail)
    response = Client(raise_request_exception=False).get("/help/zh-Hans/")
    assert response.status_code == 500 and "没有保存" not in response.content.decode()
