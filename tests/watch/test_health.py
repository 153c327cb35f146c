"""What load balancers and operators ask: does it live, can it serve, and what is missing?"""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from channels.watch import dependencies
from kb.publication import projections, protection
from kb.publication.models import Parked
from kb.search.engine import IndexUnavailable
from kb.tasks import keep_time
from tests import library
from tests.api.conftest import NEW, Published
from tests.library import block
from tests.search import embeddings

LOCAL = {
    "database", "migrations", "log_protection", "clock", "search", "search_lag", "renditions_lag",
    "parked",
}  # fmt: skip


@pytest.fixture
def kept(published: Published) -> Published:
    """The clock has run."""
    keep_time()
    return published


def asked(client: Client) -> tuple[int, str, dict[str, str]]:
    """Status, what it says of the whole, and whatever is not ok."""
    answer = client.get("/readyz")
    said = answer.json()
    assert "no-store" in answer["Cache-Control"]
    return answer.status_code, said["status"], {
        name: state for name, state in said["checks"].items() if state != "ok"
    }  # fmt: skip


def test_alive(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer["Cache-Control"]
    assert client.post("/healthz").status_code == 405


def test_ready(client: Client, kept: Published) -> None:
    assert asked(client) == (200, "ok", {})
    assert client.get("/readyz").json()["checks"].keys() == LOCAL


def test_not_ready_without_a_database(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> int:
        raise OperationalError("the secret address of the database")

    monkeypatch.setattr("kb.publication.log.head", fail)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "failed", "checks": {"database": "failed"}}
    assert client.get("/healthz").status_code == 200


def test_not_ready_on_tables_older_than_the_program(
    client: Client, kept: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dependencies, "_seen_migrated", set())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'channels'")
    assert asked(client) == (503, "failed", {"migrations": "failed"})


def test_reads_go_on_while_the_search_server_is_gone(
    client: Client, web: Client, kept: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Any) -> Any:
        raise IndexUnavailable("the secret address of the server")

    engine = type(projections.get("search").engine)  # type: ignore[attr-defined]
    monkeypatch.setattr(engine, "position", fail)
    status, whole, missing = asked(client)
    assert (status, whole, missing["search"]) == (200, "degraded", "failed")
    assert "secret" not in client.get("/readyz").content.decode()
    assert web.get("/api/v1/answers/cards.lost").status_code == 200


def test_an_embedder_is_asked_where_there_is_one(
    client: Client, kept: Published, settings: Any
) -> None:
    with embeddings.standing() as server:
        settings.EMBEDDINGS_URL = server.url
        assert asked(client) == (200, "ok", {})
        server.status = 503
        assert asked(client) == (200, "degraded", {"embeddings": "failed"})


def test_a_server_that_hangs_holds_nobody_up(
    client: Client, kept: Published, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()
    begun: list[None] = []

    def hang() -> bool:
        begun.append(None)
        return over.wait(timeout=60)

    settings.CACHE_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(dependencies, "WAIT_SECONDS", 0.05)
    monkeypatch.setattr(dependencies, "cache_answers", hang)
    for _ in range(3):
        assert asked(client) == (200, "degraded", {"cache": "failed"})
    over.set()
    assert len(begun) == 1


def test_a_broker_that_is_gone_is_named_and_no_more(
    client: Client, kept: Published, settings: Any
) -> None:
    settings.CELERY_TASK_ALWAYS_EAGER = False
    app = dependencies.current_app
    before = app.conf.broker_read_url
    app.conf.broker_read_url = "amqp://granule:secret@127.0.0.1:1//"
    try:
        assert asked(client) == (200, "degraded", {"broker": "failed"})
        assert "secret" not in client.get("/readyz").content.decode()
    finally:
        app.conf.broker_read_url = before


def test_search_that_is_far_behind_degrades(client: Client, kept: Published, settings: Any) -> None:
    settings.READY_LAG = 0
    library.rewrite(kept.pages[NEW], block("answer", "到网点办。"))
    late = {"search_lag": "degraded", "renditions_lag": "degraded"}
    assert asked(client) == (200, "degraded", late)
    projections.catch_up()
    assert asked(client) == (200, "ok", {})


def test_a_projection_that_cannot_say_is_named(
    client: Client, kept: Published, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    def fail(self: Any) -> int:
        raise OSError("the secret path of the index")

    monkeypatch.setattr(type(projections.get("search")), "cursor", fail)
    assert asked(client) == (200, "degraded", {"search_lag": "failed"})
    assert "secret" not in client.get("/readyz").content.decode()
    assert "secret" in caplog.text


def test_a_log_without_its_protection_is_named(client: Client, kept: Published) -> None:
    protection.unprotect()
    assert asked(client) == (200, "degraded", {"log_protection": "degraded"})
    protection.protect()
    assert asked(client) == (200, "ok", {})


def test_a_clock_that_stands_is_named(
    client: Client, kept: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = timezone.now() + timedelta(minutes=6)
    monkeypatch.setattr("channels.watch.health.timezone.now", lambda: later)
    assert asked(client) == (200, "degraded", {"clock": "degraded"})


def test_an_answer_that_is_parked_is_counted(client: Client, kept: Published) -> None:
    Parked.objects.create(
        projection="search", key="cards.lost", locale="zh-Hans", reason="ValueError",
        since=timezone.now(), tries=3,
    )  # fmt: skip
    assert asked(client) == (200, "degraded", {"parked": "degraded"})
    assert "cards.lost" not in client.get("/readyz").content.decode()
