"""The proxy in front; tests start it with our own configuration."""

import shutil
from pathlib import Path

PACKAGE = "nginx-light"
WHAT_TO_DO = (
    "No nginx found: install nginx-light (Debian, Ubuntu) or nginx (Homebrew) to run the tests "
    "that need it."
)


def find() -> Path | None:
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    return Path(found) if found else None
