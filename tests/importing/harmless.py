"""What came of each of many files that were made to do harm."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.backup.working import environment

ROOT = Path(__file__).resolve().parents[2]
MOST_MB, MOST_SECONDS = 300, 60


def read_all(folder: Path, *, door: str, home: Path) -> dict[str, dict[str, Any]]:
    """By name; `home` is an empty place where nothing may be left."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.importing.hostile", str(folder), door], cwd=ROOT,
        env=environment() | {"TMPDIR": str(home)}, capture_output=True, text=True, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert list(home.iterdir()) == []
    results = [json.loads(line) for line in done.stdout.splitlines()]
    peak = max(results, key=lambda one: one.get("mb", 0))
    slow = max(results, key=lambda one: one.get("seconds", 0))
    print(f"{door}: {len(results)} files; most memory {peak['mb']} MB ({peak['name']}), "
          f"slowest {slow['seconds']} s ({slow['name']})")  # fmt: skip
    return {result["name"]: result for result in results}


def assert_harmless(result: dict[str, Any], expected: str) -> None:
    """Refused in words, or read as nothing worse than these; nothing written, run or fetched."""
    is_refused = result["said"].startswith("refused")
    assert is_refused or (expected != "refused" and result["said"].startswith("ok")), result
    assert expected in result["said"]
    assert result["written"] == []
    assert result["mb"] < MOST_MB
    assert result["seconds"] < MOST_SECONDS
