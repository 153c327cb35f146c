"""Each package we chose is pinned, has its reason written down, and is used."""

import re
from pathlib import Path

from tests.house.sources import ROOT

PIN = re.compile(r"^([\w.-]+)(?:\[\w+\])?==\S+$")
ROW = re.compile(r"^\| `([\w.-]+)` \|", re.MULTILINE)


def requirements(name: str) -> tuple[list[str], list[str]]:
    """The lines we chose, and those that came along."""
    chosen, _, brought = (ROOT / name).read_text().partition("# What those bring along")
    return _lines(chosen), _lines(brought)


def _lines(text: str) -> list[str]:
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith(("#", "-r "))]


def names(lines: list[str]) -> set[str]:
    return {match.group(1).lower() for match in map(PIN.match, lines) if match}


def test_every_package_is_pinned() -> None:
    for file in ("requirements.txt", "requirements-dev.txt"):
        for line in [line for group in requirements(file) for line in group]:
            assert PIN.match(line), line


def test_every_choice_has_its_reason_and_no_reason_is_left_over() -> None:
    chosen: set[str] = set()
    for file in ("requirements.txt", "requirements-dev.txt"):
        chosen |= names(requirements(file)[0])
    reasons = Path(ROOT / "docs/decisions/dependencies.md").read_text()
    assert {name.lower() for name in ROW.findall(reasons)} == chosen
