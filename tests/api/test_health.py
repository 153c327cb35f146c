"""What load balancers ask."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from channels.api import health
from kb.publication import projections
from tests import library
from tests.api.conftest import NEW, Published
from tests.library import block


def test_alive(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer["Cache-Control"]
    assert client.post("/healthz").status_code == 405


def test_ready(client: Client, published: Published) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["checks"] == {"database": "ok", "search": "ok", "renditions": "ok"}


def test_not_ready_without_a_database(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> int:
        raise OperationalError("the secret address of the database")

    monkeypatch.setattr("kb.publication.log.head", fail)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "checks": {"database": "failed"}}
    assert client.get("/healthz").status_code == 200


def test_not_ready_while_search_is_far_behind(
    client: Client, published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "MOST_BEHIND", 0)
    library.rewrite(published.pages[NEW], block("answer", "到网点办。"))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["search"] == "1 behind"
    projections.catch_up()
    assert client.get("/readyz").status_code == 200


def test_a_projection_that_cannot_say_is_named(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    def fail(self: Any) -> int:
        raise OSError("the secret path of the index")

    monkeypatch.setattr(type(projections.get("search")), "cursor", fail)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["search"] == "failed"
    assert "secret" not in answer.content.decode()
    assert "secret" in caplog.text
