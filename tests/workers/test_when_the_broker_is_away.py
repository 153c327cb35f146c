"""The broker or the workers are stopped in the middle of the day. Publishing goes on at once, what
is read by key is right, and when they are back everything gets in step by itself."""

from collections.abc import Callable

import pytest

from tests.servers import redis
from tests.servers.rabbitmq import RabbitMQ
from tests.workers.house import House, Office, in_step, soon

SECONDS = 30.0
# Seconds a publication may take, on a machine that does much else at the time.
AT_ONCE = 3.0


@pytest.mark.long
def test_rabbitmq_is_away(rabbit: RabbitMQ, build: Callable[..., House]) -> None:
    house = build(rabbit.address)
    editor, customer = house.open_office(), house.open_office()
    house.start("workers")
    house.start("beat")
    editor.publish("desk.before", "早上发布")
    soon(lambda: customer.find("早上发布") == ["desk.before"], within=SECONDS)
    rabbit.stop()
    try:
        publish_and_read(editor, customer)
    finally:
        rabbit.start()
    print(f"back in step after {soon(lambda: in_step(customer), within=60):.1f} s")
    assert "desk.away" in customer.find("中午发布")
    assert customer.differences() == []


@pytest.mark.skipif(redis.find() is None, reason=redis.WHAT_TO_DO)
@pytest.mark.long
def test_redis_is_away(build: Callable[..., House]) -> None:
    with redis.running() as address:
        house = build(f"{address}/0")
        editor, customer = house.open_office(), house.open_office()
        house.start("workers")
        house.start("beat")
        editor.publish("desk.before", "早上发布")
        soon(lambda: customer.find("早上发布") == ["desk.before"], within=SECONDS)
    publish_and_read(editor, customer)
    with redis.running(address):
        print(f"back in step after {soon(lambda: in_step(customer), within=60):.1f} s")
        assert "desk.away" in customer.find("中午发布")
        assert customer.differences() == []


def publish_and_read(editor: Office, customer: Office) -> None:
    waited = [editor.publish(f"desk.away{number}", f"编号{number}") for number in range(5)]
    waited.append(editor.publish("desk.away", "中午发布"))
    assert max(waited) < AT_ONCE, waited
    editor.rewrite("desk.before", "晚上改写")
    editor.withdraw("desk.away0")
    assert "desk.away" not in customer.find("中午发布")
    assert customer.read("desk.away").startswith("中午发布")
    assert customer.read("desk.before").startswith("晚上改写")
    assert customer.read("desk.away0") == ""


@pytest.mark.long
def test_workers_stopped_during_a_hundred_publications(
    rabbit: RabbitMQ, build: Callable[..., House]
) -> None:
    house = build(rabbit.address)
    editor, customer = house.open_office(), house.open_office()
    house.start("workers")
    house.start("beat")
    editor.publish("desk.before", "早上发布")
    soon(lambda: customer.find("早上发布") == ["desk.before"], within=SECONDS)
    house.stop("workers")
    for number in range(100):
        assert editor.publish(f"desk.many{number}", f"编号{number}") < AT_ONCE
    assert customer.lag()["search"] >= 100
    house.start("workers")
    seconds = soon(lambda: in_step(customer), within=SECONDS)
    print(f"100 publications in step {seconds:.1f} s after the workers' start")
    assert customer.differences() == []


@pytest.mark.long
def test_what_went_past_every_announcement_is_found_when_workers_start(
    rabbit: RabbitMQ, build: Callable[..., House]
) -> None:
    """Without a beat, which would wait for its first minute."""
    house = build(rabbit.address)
    editor, customer = house.open_office(), house.open_office()
    editor.publish("desk.before", "早上发布")
    editor.withdraw_unannounced("desk.before")
    assert customer.read("desk.before"), "nobody was told"
    house.start("workers")
    soon(lambda: customer.read("desk.before") == "" and in_step(customer), within=SECONDS)
    assert customer.differences() == []


@pytest.mark.long
def test_a_change_of_many_answers_delays_nothing_fresh(
    rabbit: RabbitMQ, build: Callable[..., House]
) -> None:
    house = build(rabbit.address)
    editor, customer = house.open_office(), house.open_office()
    editor.share("everywhere", 300)
    house.start("workers")
    editor.rewrite_shared("everywhere", "改过的话")
    soon(lambda: customer.waiting() < 300, within=SECONDS)
    editor.publish("desk.fresh", "刚刚发布")
    seconds = soon(lambda: customer.find("刚刚发布") == ["desk.fresh"], within=SECONDS)
    assert customer.waiting(), "the slow lane was done before"
    print(f"found after {seconds:.1f} s, {customer.waiting()} answers still waiting")
    soon(lambda: in_step(customer), within=2 * SECONDS)
    assert customer.differences() == []
