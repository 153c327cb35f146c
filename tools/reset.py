"""`make reset`: back to before the first `make run`, after asking."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

QUESTION = "Type yes to delete them for good: "


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.conf import settings

    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        print(
            "make reset deletes files; the database of DATABASE_URL is no file. Drop it yourself."
        )
        return 1
    doomed = what_goes(var_dir=Path(settings.VAR_DIR), database=Path(database["NAME"]))
    if not doomed:
        print("There is nothing to delete.")
        return 0
    print("Stop the server first. This would be deleted:")
    print("\n".join(f"  {path}" for path in doomed))
    if not is_confirmed():
        print("Nothing was deleted.")
        return 1
    for path in doomed:
        remove(path)
    print("Deleted. make run starts afresh.")
    return 0


def what_goes(*, var_dir: Path, database: Path) -> list[Path]:
    """Only what Granule itself made there; anything else in the folder stays."""
    files = [database.with_name(database.name + end) for end in ("", "-wal", "-shm", "-journal")]
    made = [var_dir / name for name in ("index", "media", "static", "check", "secret_key")]
    made += sorted(var_dir.glob("requests.sqlite3*"))
    return [path for path in files + made if path.exists()]


def is_confirmed() -> bool:
    try:
        return input(QUESTION).strip().lower() == "yes"
    except EOFError:
        print("\nNobody is there to ask.")
        return False


def remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


if __name__ == "__main__":
    sys.exit(main())
