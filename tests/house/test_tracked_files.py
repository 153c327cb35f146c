"""What a clone brings: nothing of the machine it was written on, nothing left half done."""

import re

from tests.house.sources import name_of, texts, tracked_files

# Folders of one machine, and hosts that only pip's or npm's own settings should name.
MACHINE_PATH = re.compile(r"(?<![\w.}\]-])/(?:work|farm|root|home)/\w|/(?:tmp)/\w*lab\b")
REGISTRY = re.compile(
    r"(?:pypi|pythonhosted|npmjs|crates)\.(?:org|com|io)\b|--(?:extra-)?index-url|--find\-links"
)
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK|NotImplemented" r"Error)\b")
OTHERS_WORK = re.compile(r"/vendor/|\.(?:po|svg|json)$")


def found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name_of(path)}: {match.group()!r}"
        for path, text in texts(tracked_files())
        if not OTHERS_WORK.search(name_of(path))
        for match in pattern.finditer(text)
    ]


def test_no_path_of_a_machine() -> None:
    assert found(MACHINE_PATH) == []


def test_no_registry_is_named() -> None:
    assert found(REGISTRY) == []


def test_nothing_says_it_is_unfinished() -> None:
    assert found(UNFINISHED) == []


def test_no_built_file_is_tracked() -> None:
    built = {".mo", ".pyc", ".sqlite3", ".log"}
    assert [name_of(path) for path in tracked_files() if path.suffix in built] == []
