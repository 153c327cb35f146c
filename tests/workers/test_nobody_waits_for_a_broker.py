"""A committed publication never waits for a broker or fails with one, and says so once."""

import socket
import time
from collections.abc import Callable, Iterator

import pytest

from tests.servers import private
from tests.workers.house import House

MOST_SECONDS = 4.0


@pytest.fixture
def deaf() -> Iterator[int]:
    """Takes connections and never says a word."""
    with socket.create_server((private.HOST, 0), backlog=50) as listening:
        yield listening.getsockname()[1]


@pytest.mark.parametrize("kind", ["amqp", "redis"])
def test_a_broker_that_says_nothing(kind: str, deaf: int, build: Callable[..., House]) -> None:
    house = build(f"{kind}://granule:secret@{private.HOST}:{deaf}/0")
    editor = house.open_office()
    editor.lag()
    began = time.monotonic()
    editor.publish("desk.first", "先挂失")
    assert time.monotonic() - began < MOST_SECONDS
    # A moment later nobody waits for it again.
    waited = [editor.publish(f"desk.next{number}", f"编号{number}") for number in range(3)]
    assert sum(waited) < MOST_SECONDS
    assert editor.read("desk.first").startswith("先挂失")
    assert house.said().count("the broker takes no tasks") == 1
    assert "secret" not in house.said() and "Traceback" not in house.said()
