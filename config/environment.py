"""Reads settings from environment variables, each through one of these functions.

`docs/reference/settings.md` lists every variable; a test compares the two.
"""

import os
from pathlib import Path

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off", ""})


class BadSetting(ValueError):
    """An environment variable has a value that cannot be used."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name, str(int(default))).strip().lower()
    if value not in TRUE_WORDS | FALSE_WORDS:
        raise BadSetting(f"{name}={value!r}: use 1 or 0.")
    return value in TRUE_WORDS


def number(name: str, *, default: int) -> int:
    value = os.environ.get(name, str(default)).strip()
    try:
        return int(value)
    except ValueError:
        raise BadSetting(f"{name}={value!r}: use a whole number.") from None


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list; blanks are dropped."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def secret(name: str, *, keep_in: Path) -> str:
    """The variable, or a random value made once and kept in a private file of this machine."""
    if value := os.environ.get(name):
        return value
    if not keep_in.exists():
        from django.core.management.utils import get_random_secret_key

        keep_in.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(keep_in, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return keep_in.read_text().strip()
        with os.fdopen(handle, "w") as file:
            file.write(get_random_secret_key())
    return keep_in.read_text().strip()
