"""Where a server cannot be brought, the suite says so and runs with the rest."""

import os
from typing import Any

import pytest

from tests import on_postgres, on_servers
from tests.search.engines import OF_THIS_RUN
from tests.servers import opensearch, rabbitmq


def test_without_the_search_servers_parts_the_rest_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(OF_THIS_RUN, raising=False)
    monkeypatch.setattr(opensearch, "find", lambda: "a JDK")
    monkeypatch.setattr(opensearch, "classpath", lambda: not_there())
    monkeypatch.setattr(rabbitmq, "find", lambda: "a broker")
    run: list[Any] = []
    monkeypatch.setattr(on_postgres, "main", lambda command: run.append(command) or 0)
    assert on_servers.main(["pytest"]) == 0
    assert run == [["pytest"]]
    assert OF_THIS_RUN not in os.environ, "the embedded engine it is"
    assert "nothing came" in capsys.readouterr().err


def not_there() -> None:
    raise opensearch.NotThere("nothing came")
