"""The project's own files, as the house tests read them."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def files_in(folder: str, *endings: str) -> Iterator[Path]:
    """Source files below a folder, migrations and other people's code left out."""
    for path in sorted((ROOT / folder).rglob("*")):
        if path.suffix in endings and not {"migrations", "vendor"} & set(path.parts):
            yield path


def tracked_files() -> list[Path]:
    """Everything a clone gets. Skips the test where this is no clone."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("Only a git clone knows which files are tracked.")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def texts(paths: list[Path]) -> Iterator[tuple[Path, str]]:
    """Path and content of those that are text."""
    for path in paths:
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))
