"""Finds the Chromium that the browser tests drive; `python -m tests.chromium` prints its path."""

import shutil
import sys
from pathlib import Path

# First the one without windows, tabs and menus of its own, which cost a fifth of the work; pages
# look and behave alike in all of them.
NAMES = (
    "chromium-headless-shell",
    "chrome-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
MAC_APPLICATIONS = (
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
)
WHAT_TO_DO = "No Chromium found: install chromium or Google Chrome to run the browser tests."


def find_chromium() -> str | None:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or next((str(path) for path in MAC_APPLICATIONS if path.exists()), None)


if __name__ == "__main__":
    path = find_chromium()
    print(path or WHAT_TO_DO)
    sys.exit(0 if path else 1)
