"""Brokers and houses, each started once for the tests that need it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.servers import private, rabbitmq, redis
from tests.workers.house import House


@pytest.fixture(scope="session")
def rabbit() -> Iterator[rabbitmq.RabbitMQ]:
    if rabbitmq.find() is None:
        pytest.skip(rabbitmq.WHAT_TO_DO)
    with rabbitmq.running() as broker:
        yield broker


@pytest.fixture(scope="session")
def redis_address() -> Iterator[str]:
    if redis.find() is None:
        pytest.skip(redis.WHAT_TO_DO)
    with redis.running() as address:
        yield address


@pytest.fixture
def build(db: None) -> Iterator[Callable[..., House]]:
    """Houses whose programs end with the test."""
    with ExitStack() as stack:

        def build(broker: str, **settings: str) -> House:
            place = Path(stack.enter_context(private.directory("house")))
            return House(place, broker=broker, stack=stack, **settings)

        yield build


@pytest.fixture(params=["rabbitmq", pytest.param("redis", marks=pytest.mark.long)])
def broker(request: pytest.FixtureRequest) -> str:
    """The address of each broker in turn."""
    if request.param == "redis":
        return f"{request.getfixturevalue('redis_address')}/0"
    return str(request.getfixturevalue("rabbit").address)
