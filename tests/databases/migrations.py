"""The migrations run as whoever installs Granule runs them: in a process of their own."""

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[2]


def state_of_migrations() -> str:
    """Names what a fresh database looks like: our migrations, and the packages with theirs."""
    sources = sorted(BASE_DIR.glob("*/migrations/*.py"))
    digest = hashlib.sha256()
    for path in [*sources, BASE_DIR / "requirements.txt", BASE_DIR / "config" / "settings.py"]:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def migrate(**variables: str) -> Iterator[Path]:
    """In a directory of its own, which is given; so is the database, where no variable says
    otherwise."""
    with tempfile.TemporaryDirectory(prefix="granule-migrate-") as place:
        of_its_own = {"VAR_DIR": place, "DJANGO_SETTINGS_MODULE": "config.settings"}
        command = [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity=0"]
        environment = os.environ | of_its_own | variables
        subprocess.run(command, cwd=BASE_DIR, env=environment, check=True)
        yield Path(place)
