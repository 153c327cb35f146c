"""A file system of fifty megabytes that really fills up, with the database and the index on it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=50m", "tmpfs", str(place)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        reason = done.stderr.strip() if done.returncode else ""
    except FileNotFoundError as error:
        reason = str(error)
    if reason:
        pytest.skip(f"no small file system can be mounted here: {reason}")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.long
def test_loses_nothing_reads_on_and_heals(small_disk: Path) -> None:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("DATABASE")
    } | {"VAR_DIR": str(small_disk), "LOG_LEVEL": "CRITICAL", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.publication.fill_disk"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    seen = json.loads(done.stdout.splitlines()[-1])
    print(f"{seen['gone']} went out before the disk was full")
    assert seen["gone"] and seen["is_room"] and seen["live"]
    assert seen["halves"] == []
    assert seen["while_full"] == seen["after"] == {"by key": True, "search": True}
    assert set(seen["lags"]) == {0}
