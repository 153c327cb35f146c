"""A private PostgreSQL. It forgets everything at once, so it writes nothing through to the disk."""

import secrets
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.servers import private

PACKAGE = "postgresql"
WHAT_TO_DO = (
    "No PostgreSQL 15 or newer found: install postgresql (Debian, Ubuntu) or postgresql@17 "
    "(Homebrew) to run the tests that need it."
)
OLDEST = 15
# Where packages put what is not on the path.
PLACES = (
    ("/usr/lib/postgresql", "*/bin"),
    ("/usr/pgsql-*", "bin"),
    ("/opt/homebrew/opt", "postgresql@*/bin"),
    ("/usr/local/opt", "postgresql@*/bin"),
)
USER = "granule"
# Order by language and not by bytes, as a production database has it, wherever this runs.
INITIALISE = (
    f"--username={USER}", "--encoding=UTF8", "--locale=C", "--locale-provider=icu",
    "--icu-locale=en-US", "--auth=scram-sha-256", "--no-sync", "--no-instructions",
)  # fmt: skip
SETTINGS = {
    "listen_addresses": private.HOST,
    "unix_socket_directories": "",
    "max_connections": "200",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "2GB",
    "deadlock_timeout": "200ms",
}


def find() -> Path | None:
    """The directory of its programs, the newest first."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve().parent] if on_path else []
    for root, below in PLACES:
        for place in Path("/").glob(root.lstrip("/")):
            found += [bin for bin in place.glob(below) if (bin / "initdb").exists()]
    return max((bin for bin in found if version(bin) >= OLDEST), key=version, default=None)


def version(bin: Path) -> int:
    told = subprocess.run([bin / "initdb", "--version"], capture_output=True, text=True, check=True)
    return int(told.stdout.split("PostgreSQL)")[1].split(".")[0])


@contextmanager
def running() -> Iterator[str]:
    """The address of a new, empty server, for DATABASE_URL; it ends with the block."""
    programs = find()
    assert programs, WHAT_TO_DO
    user = private.unprivileged("postgres")
    with private.directory("postgres", owner=user) as place:
        data, log, port = place / "data", place / "log", private.free_port()
        password = _initialise(programs, data, user=user)
        command = [str(programs / "postgres"), "-D", str(data), "-p", str(port)]
        for name, value in SETTINGS.items():
            command += ["-c", f"{name}={value}"]
        address = f"postgres://{USER}:{password}@{private.HOST}:{port}/postgres"
        options = private.as_user(user)
        # SIGINT ends open connections, where SIGTERM would wait for them.
        with private.process(command, log=log, end_with=signal.SIGINT, **options) as started:
            private.wait_until_ready(lambda: is_ready(address), started=started, log=log)
            yield address


def _initialise(programs: Path, data: Path, *, user: str | None) -> str:
    """A new cluster, and the password that opens it."""
    password = secrets.token_hex(16)
    told = private.keep(data.with_name("password"), password, owner=user)
    command = [programs / "initdb", "-D", data, f"--pwfile={told}", *INITIALISE]
    as_user = private.as_user(user)
    subprocess.run(command, stdout=subprocess.DEVNULL, cwd=data.parent, check=True, **as_user)
    return password


def is_ready(address: str) -> bool:
    try:
        psycopg.connect(address, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
