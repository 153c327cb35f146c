"""The test database: migrated once per state of the migrations, copied, and put back after tests
that commit. Why it is so: docs/decisions/test-database.md.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

BASE_DIR = Path(__file__).resolve().parent.parent


def prepare(target: Path, *, cache_dir: Path) -> None:
    """Puts a migrated database at `target`; migrates only where no copy of this state is kept."""
    cache_dir.mkdir(parents=True, exist_ok=True)
    template = cache_dir / f"{state_of_migrations()}.sqlite3"
    with _one_at_a_time(cache_dir / "lock"):
        if not template.exists():
            for old in cache_dir.glob("*.sqlite3"):
                old.unlink()
            _migrate_into(template)
        shutil.copy(template, target)


def state_of_migrations() -> str:
    """Names what a fresh database looks like: our migrations, and the packages with theirs."""
    sources = sorted(BASE_DIR.glob("*/migrations/*.py"))
    digest = hashlib.sha256()
    for path in [*sources, BASE_DIR / "requirements.txt", BASE_DIR / "config" / "settings.py"]:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _migrate_into(template: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="granule-migrate-") as place:
        environment = os.environ | {"VAR_DIR": place, "DJANGO_SETTINGS_MODULE": "config.settings"}
        command = [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity=0"]
        subprocess.run(command, cwd=BASE_DIR, env=environment, check=True)
        fresh = template.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with closing(sqlite3.connect(Path(place) / "granule.sqlite3")) as database:
            database.execute("VACUUM INTO ?", [str(fresh)])
        fresh.replace(template)


@contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def keep_copy(path: Path) -> None:
    """Of the database as it is now."""
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)


def put_back(path: Path) -> None:
    """The database is again what `keep_copy` saw: exact, and below triggers that refuse deletes."""
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        copy.backup(connection.connection)
