"""With CACHE_URL all servers count a key's requests together, though they share no disk."""

import time
from collections.abc import Callable
from pathlib import Path

from tests.workers.house import House, Office

MOST, MINUTE = 10, 60


def test_two_servers_count_together(
    redis_address: str, build: Callable[..., House], tmp_path: Path
) -> None:
    house = build("", CACHE_URL=f"{redis_address}/1", API_RATE_PER_MINUTE=str(MOST))
    one = house.open_office()
    other = house.open_office(VAR_DIR=str(tmp_path))
    one.publish("desk.first", "先挂失")
    assert in_one_minute(one, other) == [200] * 6 + [200] * 4 + [429] * 2


def in_one_minute(one: Office, other: Office) -> list[int]:
    """Counts begin anew with each minute of the clock, so both ask in the same."""
    while True:
        minute, secret = time.time() // MINUTE, one.make_key()
        said = one.ask("desk.first", secret, 6) + other.ask("desk.first", secret, 6)
        if time.time() // MINUTE == minute:
            return list(said)
