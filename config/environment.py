"""Reads settings from environment variables, each through one of these functions.

`docs/reference/settings.md` lists every variable; a test compares the two.
"""

import os
import re
from pathlib import Path

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
ORIGIN = re.compile(r"https?://(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:\d{1,5})?")
FALSE_WORDS = frozenset({"0", "false", "no", "off", ""})


class BadSetting(ValueError):
    """An environment variable has a value that cannot be used."""


def text(name: str, default: str = "") -> str:
    """The variable, or what stands in the file that NAME_FILE names: passwords in the environment
    are seen by whoever lists processes or inspects a container."""
    if name in os.environ:
        return os.environ[name]
    if path := os.environ.get(f"{name}_FILE"):
        return _content_of(Path(path), named_by=f"{name}_FILE")
    return default


def _content_of(path: Path, *, named_by: str) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadSetting(f"{named_by}={str(path)!r}: {error.strerror}.") from None


def one_of(name: str, choices: tuple[str, ...], *, default: str) -> str:
    value = text(name, default).strip().lower()
    if value not in choices:
        raise BadSetting(f"{name}={value!r}: use one of {', '.join(choices)}.")
    return value


def flag(name: str, *, default: bool) -> bool:
    value = text(name, str(int(default))).strip().lower()
    if value not in TRUE_WORDS | FALSE_WORDS:
        raise BadSetting(f"{name}={value!r}: use 1 or 0.")
    return value in TRUE_WORDS


def number(name: str, *, default: int) -> int:
    value = text(name, str(default)).strip()
    try:
        return int(value)
    except ValueError:
        raise BadSetting(f"{name}={value!r}: use a whole number.") from None


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list; blanks are dropped."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def origins(name: str) -> list[str]:
    """A comma-separated list such as `https://crm.example.com,https://*.example.org:8443`."""
    found = words(name)
    for origin in found:
        if not ORIGIN.fullmatch(origin):
            raise BadSetting(f"{name}={origin!r}: write https://host, without a path.")
    return found


def secret(name: str, *, keep_in: Path) -> str:
    """The variable, or a random value made once and kept in a private file of this machine."""
    if value := text(name):
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
