"""Without a broker whoever publishes does the work; what fails there is nobody's business but the
log's and the next look's."""

import logging

import pytest
from django.core.management import call_command
from django.test import Client

from kb import broker, tasks
from kb.authoring.models import KnowledgePage
from kb.publication import lane, projections
from tests import library
from tests.authoring.making import make_topic, make_user
from tests.library import block


class Refuses(projections.Projection):
    """Of all that it could say, the worst."""

    name = "refuses"
    stops = (RuntimeError,)

    def cursor(self) -> int:
        return 0

    def replace(self, answers, *, seq):
        raise RuntimeError("everything is broken")

    def try_out(self, answers):
        raise RuntimeError("everything is broken")

    def reset(self) -> None:
        raise RuntimeError("everything is broken")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(projections._projections, "refuses", Refuses())


def fail(*_args, **_kwargs):
    raise RuntimeError("everything is broken")


@pytest.mark.django_db(transaction=True)
def test_a_failing_projection_is_no_failing_page(broken, client: Client, caplog) -> None:
    """The button in the admin: the change is there, and its page says so."""
    topic = make_topic("cards")
    page = library.publish_answer(topic, "cards.lost", "卡丢了？", block("answer", "先挂失。"))
    client.force_login(make_user("root", is_superuser=True, is_staff=True))

    answer = client.post(f"/admin/pages/{page.pk}/unpublish/")

    assert answer.status_code == 302
    assert not KnowledgePage.objects.get(pk=page.pk).live
    assert projections.lag("search") == projections.lag("renditions") == 0
    assert "projection refuses stopped" in caplog.text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("place", [(projections, "catch_up"), (lane, "is_short")])
def test_whatever_fails_after_the_commit_is_made_good(place, client, caplog) -> None:
    topic = make_topic("cards")
    page = library.publish_answer(topic, "cards.lost", "卡丢了？", block("answer", "先挂失。"))
    client.force_login(make_user("root", is_superuser=True, is_staff=True))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(*place, fail)
        assert client.post(f"/admin/pages/{page.pk}/unpublish/").status_code == 302
    assert "it is tried again" in caplog.text
    call_command("keep_time", "--once")
    assert projections.lag("search") == projections.lag("renditions") == 0


@pytest.mark.django_db(transaction=True)
def test_whoever_publishes_beside_a_busy_process_leaves_it_to_that_one(monkeypatch) -> None:
    """And that one looks again when it is done."""
    topic = make_topic("cards")
    caught: list[int] = []
    apply = projections.get("search").apply

    def published_meanwhile(entries):
        if not caught:
            library.publish_answer(topic, "cards.lost", "卡丢了？", block("answer", "先挂失。"))
            caught.append(projections.lag("search"))
        return apply(entries)

    monkeypatch.setattr(projections.get("search"), "apply", published_meanwhile)
    library.publish_answer(topic, "cards.fee", "年费？", block("answer", "二百元。"))

    assert caught == [2]
    assert projections.lag("search") == 0


def test_a_broker_that_is_back_is_used_again(monkeypatch, caplog, settings) -> None:
    """After a failure nobody tries for a while; then one does, and it is said that all is well."""
    caplog.set_level(logging.INFO, logger="kb.broker")
    line, now, sent = broker._Line(), [100.0], []
    monkeypatch.setattr(broker.time, "monotonic", lambda: now[0])

    class Task:
        down = True

        def apply_async(self, **_options) -> None:
            sent.append(now[0])
            if self.down:
                raise ConnectionError("amqp://granule:secret@mq")

    task = Task()
    assert [line.send(task) for _time in range(3)] == [False] * 3 and sent == [100.0]
    now[0] += broker.QUIET_SECONDS
    assert not line.send(task) and len(sent) == 2
    assert caplog.text.count("takes no tasks") == 1 and "secret" not in caplog.text
    now[0] += broker.QUIET_SECONDS
    task.down = False
    assert line.send(task) and line.send(task)
    assert caplog.text.count("takes tasks again") == 1


def test_tasks_take_no_data() -> None:
    """And one that an older server sent with some is none the worse for it."""
    for task in (tasks.ring, tasks.go_through_lane, tasks.keep_time):
        assert task.run.__code__.co_argcount == 0
        assert task.ignore_result and task.acks_late
