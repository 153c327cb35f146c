"""Two transactions that wait for each other: PostgreSQL ends one, and that one is done again."""

import threading
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import OperationalError, connection, connections, transaction
from wagtail.models import Page

from kb.publication import log, verification
from kb.transactions import TRIES, in_one_transaction
from tests import database
from tests.authoring.making import (
    draft_answer,
    fresh,
    library,
    logged_in,
    make_topic,
    make_user,
    published_answer,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    database.only_postgres("SQLite lets one process write at a time, so none can wait for another"),
]
PATIENCE = 30
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"


def wait_until_somebody_waits() -> None:
    """For a lock, in this database."""
    deadline = time.monotonic() + PATIENCE
    with database.another_connection() as other:
        name = connection.settings_dict["NAME"]
        while other.execute(WAITING, [name]).fetchone() == (0,):
            assert time.monotonic() < deadline
            other.rollback()


@contextmanager
def beside(act: Callable[[], Any]) -> Any:
    """Runs it in another thread; what it raises is raised here, when the block ends."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except BaseException as error:
            raised.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    yield
    thread.join(timeout=PATIENCE)
    assert not thread.is_alive()
    if raised:
        raise raised[0]


class Meeting:
    """Two writers, each of whom wants what the other holds."""

    def __init__(self, *names: str) -> None:
        self.rows = [Group.objects.create(name=name).pk for name in names]
        self.both_hold = threading.Barrier(2, timeout=PATIENCE)
        self.runs = [0, 0]
        self.through = [threading.Event(), threading.Event()]

    def write_whole(self, who: int, write: Callable[[int], None]) -> None:
        """The one that is ended lets the other through first: what it begins again at once may
        take the row that was just freed before the other wakes, and they meet a second time."""
        other = self.through[1 - who]
        in_one_transaction(lambda: write(who), before_again=lambda: other.wait(PATIENCE))
        self.through[who].set()

    def write(self, who: int) -> None:
        self.runs[who] += 1
        mine, theirs = self.rows[who], self.rows[1 - who]
        Group.objects.select_for_update().get(pk=mine)
        if self.runs[who] == 1:
            self.both_hold.wait()
        held = Group.objects.select_for_update().get(pk=theirs)
        Group.objects.filter(pk=theirs).update(name=f"{held.name} {who}")


def test_the_one_that_was_ended_is_done_again() -> None:
    meeting = Meeting("one", "two")
    with beside(lambda: meeting.write_whole(1, meeting.write)):
        meeting.write_whole(0, meeting.write)
    assert sum(meeting.runs) == 3
    assert set(Group.objects.filter(pk__in=meeting.rows).values_list("name", flat=True)) == {
        "one 1",
        "two 0",
    }


def test_so_is_one_whose_end_was_swallowed_on_the_way() -> None:
    """As Wagtail's indexing does: what is asked next fails, and for another reason."""
    meeting = Meeting("one", "two")

    def write(who: int) -> None:
        with suppress(OperationalError), transaction.atomic(savepoint=False):
            meeting.write(who)
        assert Group.objects.filter(pk__in=meeting.rows).count() == 2

    with beside(lambda: meeting.write_whole(1, write)):
        meeting.write_whole(0, write)
    assert sum(meeting.runs) == 3


def test_whoever_is_ended_every_time_is_told() -> None:
    """And is done once more where only the first tries were ended."""
    tries: list[int] = []

    def ended(times: int) -> int:
        tries.append(times)
        if len(tries) <= times:
            raise transaction.TransactionManagementError
        return len(tries)

    assert in_one_transaction(lambda: ended(TRIES - 1)) == TRIES
    tries.clear()
    with pytest.raises(transaction.TransactionManagementError):
        in_one_transaction(lambda: ended(TRIES))
    assert len(tries) == TRIES


def test_inside_another_transaction_nothing_is_done_twice() -> None:
    """What came before it is undone as well, so only the whole can be done again."""
    meeting = Meeting("one", "two")

    def within() -> None:
        with transaction.atomic():
            in_one_transaction(lambda: meeting.write(1))

    with pytest.raises(OperationalError, match="deadlock"), beside(within), transaction.atomic():
        in_one_transaction(lambda: meeting.write(0))
    assert meeting.runs == [1, 1]


@pytest.fixture
def chief() -> User:
    return make_user("chief", is_superuser=True, is_staff=True)


def test_a_request_in_the_admin_is_done_again(chief: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wagtail moves the page before anybody can take the log's lock; an import holds that, and
    comes to the page."""
    page, topic = published_answer("cards.one"), make_topic("loans")
    asked: list[str] = []
    import_waits = threading.Event()
    take = log.lock

    def lock() -> None:
        """The request is about to wait for the import, which waits for it already."""
        asked.append(threading.current_thread().name)
        if threading.current_thread() is threading.main_thread() and len(asked) == 2:
            import_waits.set()
            wait_until_somebody_waits()
        take()

    started = threading.Event()

    def as_an_import() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            # Whoever looks for a deadlock first is ended; that shall be the request.
            cursor.execute(f"SET LOCAL deadlock_timeout = '{PATIENCE}s'")
            log.lock()
            started.set()
            assert import_waits.wait(PATIENCE)
            Page.objects.filter(pk=page.pk).update(draft_title="x")

    client, head = logged_in(chief), log.head()
    monkeypatch.setattr(log, "lock", lock)
    with beside(as_an_import):
        assert started.wait(PATIENCE)
        answered = client.post(f"/admin/pages/{page.pk}/move/{topic.pk}/confirm/", {})
    assert answered.status_code == 302, answered.content
    assert len(asked) > 2
    assert fresh(page).get_parent().pk == topic.pk
    assert fresh(page).draft_title == "x"
    assert log.head() > head
    assert list(verification.differences()) == []
    said = [str(message) for message in client.get("/admin/").context["messages"]]
    assert len(said) == 1


def test_the_logs_lock_comes_before_any_row() -> None:
    """So what publishes answer by answer, imports and approvals never wait for each other in
    turn: each of these begins with the lock, while another holds it, and holds nothing yet."""
    topic = make_topic("cards")
    page = draft_answer("cards.one", topic=topic)
    acts: list[Callable[[], Any]] = [
        lambda: page.get_latest_revision().publish(),
        lambda: draft_answer("cards.two", topic=topic),
        lambda: make_topic("loans"),
        lambda: fresh(topic).save(),
    ]
    for act in acts:
        release = threading.Event()

        def hold(release: threading.Event = release) -> None:
            with transaction.atomic():
                log.lock()
                release.set()
                wait_until_somebody_waits()
                # Whoever waits has touched none of these, or this would fail at once.
                list(Page.objects.select_for_update(nowait=True))

        with beside(hold):
            assert release.wait(PATIENCE)
            act()
    assert library().get_children().count() == 2
