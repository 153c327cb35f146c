"""A server that a test starts is there, is private, and is gone afterwards."""

import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.servers import postgres, private


@pytest.mark.skipif(postgres.find() is None, reason=postgres.WHAT_TO_DO)
def test_postgres_runs_while_the_block_does() -> None:
    with postgres.running() as address, psycopg.connect(address) as connection:
        assert connection.execute("SELECT current_user").fetchone() == (postgres.USER,)
        kept = Path(connection.execute("SHOW data_directory").fetchone()[0])
        port = urlsplit(address).port
        assert private.answers(port)
        wrong = address.replace(f"{postgres.USER}:", f"{postgres.USER}:x")
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(wrong)
    assert not private.answers(port)
    assert not kept.exists()


def test_one_that_does_not_come_up_says_what_it_wrote(tmp_path: Path) -> None:
    log = tmp_path / "log"
    command = [sys.executable, "-c", "import sys; sys.exit('no such setting')"]
    with (
        private.process(command, log=log) as started,
        pytest.raises(private.NotReady, match="no such setting"),
    ):
        private.wait_until_ready(lambda: False, started=started, log=log)


def test_what_it_started_ends_with_it(tmp_path: Path) -> None:
    port = private.free_port()
    listen = f"import http.server as s; s.test(bind='{private.HOST}', port={port})"
    command = ["sh", "-c", f'"{sys.executable}" -c "{listen}" & wait']
    with private.process(command, log=tmp_path / "log") as started:
        private.wait_until_ready(
            lambda: private.answers(port), started=started, log=tmp_path / "log"
        )
    deadline = time.monotonic() + 10
    while private.answers(port):
        assert time.monotonic() < deadline
