"""A private Redis that keeps nothing."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.servers import private

PACKAGE = "redis-server"
WHAT_TO_DO = (
    "No Redis found: install redis-server (Debian, Ubuntu) or redis (Homebrew) to run the tests "
    "that need it."
)


def find() -> Path | None:
    found = shutil.which("redis-server")
    return Path(found) if found else None


@contextmanager
def running(again: str = "") -> Iterator[str]:
    """Its address without the number of a database; it ends with the block. `again`: the address
    of one that has ended, for one that knows nothing of what that one kept."""
    program = find()
    assert program, WHAT_TO_DO
    user = private.unprivileged("redis")
    with private.directory("redis", owner=user) as place:
        former = urlsplit(again)
        port = former.port or private.free_port()
        password = former.password or secrets.token_hex(16)
        settings = f'bind {private.HOST}\nport {port}\nrequirepass {password}\nsave ""\n'
        file = private.keep(place / "redis.conf", settings, owner=user)
        command, log = [str(program), str(file)], place / "log"
        options = private.as_user(user)
        with private.process(command, log=log, cwd=place, **options) as started:
            private.wait_until_ready(lambda: private.answers(port), started=started, log=log)
            yield f"redis://:{password}@{private.HOST}:{port}"
