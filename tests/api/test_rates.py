"""How many requests a minute: counted for all workers together, and told before it is too late."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory

from channels.api import rates
from channels.api.counters import CacheCounters, FileCounters, Patient, counters
from channels.api.models import ApiKey
from tests.api.conftest import API, LOST, Published

ADDRESS = f"{API}/answers/{LOST}"
ROOT = Path(__file__).resolve().parent.parent.parent
NOON = datetime(2026, 11, 22, 12, 0, 10, tzinfo=UTC)
COUNT_FOR_ANOTHER_WORKER = """
import sys
from pathlib import Path
from channels.api.counters import FileCounters
counters = FileCounters(Path(sys.argv[1]))
print(max(counters.count("key:1", period=7) for _ in range(int(sys.argv[2]))))
"""


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


def test_what_is_left_is_told(published: Published, caller: Callable[..., Client]) -> None:
    client = caller(rate_per_minute=5)
    answer = client.get(ADDRESS)
    assert answer["RateLimit-Policy"] == '"default";q=5;w=60'
    name, left, reset = answer["RateLimit"].split(";")
    assert (name, left) == ('"default"', "r=4")
    assert 1 <= int(reset.removeprefix("t=")) <= 60


def test_a_used_up_minute_is_429_and_says_how_long(
    published: Published, caller: Callable[..., Client], noon: None
) -> None:
    client = caller(rate_per_minute=3)
    assert [client.get(ADDRESS).status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = client.get(ADDRESS)
    assert answer.json()["code"] == "too-many-requests"
    assert answer["Retry-After"] == "50"
    assert answer["RateLimit"] == '"default";r=0;t=50'
    assert "50" in answer.json()["detail"]


def test_the_next_minute_starts_afresh(
    published: Published, caller: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = caller(rate_per_minute=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    assert [client.get(ADDRESS).status_code for _ in range(2)] == [200, 429]
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON.replace(minute=1))
    assert client.get(ADDRESS).status_code == 200


def test_keys_do_not_share_their_minute(
    published: Published, caller: Callable[..., Client], noon: None
) -> None:
    one, other = caller(rate_per_minute=1), caller(rate_per_minute=1)
    assert [one.get(ADDRESS).status_code for _ in range(2)] == [200, 429]
    assert other.get(ADDRESS).status_code == 200


def test_every_call_counts_whatever_becomes_of_it(
    published: Published, caller: Callable[..., Client], noon: None
) -> None:
    client = caller(rate_per_minute=3, scopes=["topics:read"])
    statuses = [
        client.get(ADDRESS).status_code,
        client.get(f"{API}/topics?x=1").status_code,
        client.put(f"{API}/topics").status_code,
        client.get(f"{API}/topics").status_code,
    ]
    assert statuses == [403, 400, 405, 429]


def test_a_key_without_a_rate_has_the_houses(
    published: Published, caller: Callable[..., Client], settings: Any
) -> None:
    settings.API_RATE_PER_MINUTE = 77
    client = caller()
    ApiKey.objects.update(rate_per_minute=None)
    assert "q=77" in client.get(ADDRESS)["RateLimit-Policy"]


def test_guessing_keys_ends_soon(client: Client, db: None, noon: None) -> None:
    guesses = [client.get(ADDRESS) for _ in range(rates.WITHOUT_KEY_PER_MINUTE + 1)]
    assert guesses[0].status_code == 401
    assert guesses[-2].status_code == 401
    assert guesses[-1].status_code == 429
    assert guesses[-1]["Retry-After"]
    another = client.get(ADDRESS, REMOTE_ADDR="192.0.2.7")
    assert another.status_code == 401


def test_a_good_key_reads_on_while_its_address_guesses(
    web: Client, client: Client, noon: None
) -> None:
    for _ in range(rates.WITHOUT_KEY_PER_MINUTE + 1):
        client.get(ADDRESS)
    assert web.get(ADDRESS).status_code == 200


def test_addresses_behind_a_proxy(rf: RequestFactory, settings: Any) -> None:
    request = rf.get("/", headers={"x-forwarded-for": "203.0.113.9, 198.51.100.4"})
    settings.BEHIND_PROXY = False
    assert rates.address_of(request) == "127.0.0.1"
    settings.BEHIND_PROXY = True
    assert rates.address_of(request) == "198.51.100.4"
    assert rates.address_of(rf.get("/")) == "127.0.0.1"


def test_all_workers_count_together(tmp_path: Path) -> None:
    file, each, workers = tmp_path / "requests.sqlite3", 300, 3
    command = [sys.executable, "-c", COUNT_FOR_ANOTHER_WORKER, str(file), str(each)]
    running = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=_environment())
        for _ in range(workers)
    ]
    highest = [int(process.communicate(timeout=60)[0]) for process in running]
    assert max(highest) == each * workers
    assert FileCounters(file).count("key:1", period=7) == each * workers + 1


def _environment() -> dict[str, str]:
    """Counters read no settings until they are asked for."""
    import os

    return os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(ROOT)}


def test_past_minutes_are_forgotten(tmp_path: Path) -> None:
    counting = FileCounters(tmp_path / "requests.sqlite3")
    for number in range(20):
        counting.count(f"address:{number}", period=1)
    counting.count("key:1", period=2)
    rows = counting.own.connection.execute("SELECT bucket, period FROM counts").fetchall()
    assert rows == [("key:1", 2)]


def test_in_a_shared_cache() -> None:
    counting = CacheCounters()
    assert [counting.count("key:1", period=1) for _ in range(3)] == [1, 2, 3]
    assert counting.count("key:1", period=2) == 1
    assert counting.count("key:2", period=1) == 1
    cache.delete("requests:key:1:1")
    assert counting.count("key:1", period=1) == 1


def test_the_cache_of_all_servers_is_used_where_there_is_one(settings: Any) -> None:
    settings.CACHE_URL = "redis://cache.example/0"
    counters.cache_clear()
    chosen = counters()
    assert isinstance(chosen, Patient)
    assert isinstance(chosen.counters, CacheCounters)


def test_reads_go_on_where_nothing_can_be_counted(
    published: Published, caller: Callable[..., Client], settings: Any, tmp_path: Path, caplog: Any
) -> None:
    (tmp_path / "file").write_text("no directory")
    settings.VAR_DIR = tmp_path / "file"
    counters.cache_clear()
    client = caller(rate_per_minute=1)
    assert [client.get(ADDRESS).status_code for _ in range(3)] == [200] * 3
    assert caplog.text.count("requests are not counted now") == 1


def test_a_damaged_file_is_begun_anew(tmp_path: Path) -> None:
    file = tmp_path / "requests.sqlite3"
    file.write_bytes(b"no database at all" * 1000)
    assert FileCounters(file).count("key:1", period=1) == 1
