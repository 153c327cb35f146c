"""Every setting is documented, and every documented setting exists."""

import re

from tests.house.sources import ROOT, files_in, name_of

READ = re.compile(r'\benv\.(?:text|flag|number|words|origins|secret|one_of)\(\s*"([A-Z0-9_]+)"')
ROW = re.compile(r"^\| `([A-Z0-9_]+)` \|", re.MULTILINE)
# environment.py is the one reader; the others only say which settings module is meant, or set.
MAY_TOUCH_ENVIRONMENT = {"config/environment.py", "config/asgi.py", "config/wsgi.py"} | {
    "config/celery.py",
    "config/gunicorn.py",
    # Gives the password to pg_dump, since command lines can be read by others.
    "kb/backup/databases.py",
    "tools/reset.py",
    "tools/run.py",
}


def variables_read() -> set[str]:
    sources = [*files_in("config", ".py"), *files_in("tools", ".py")]
    return {name for path in sources for name in READ.findall(path.read_text())}


def documented() -> list[str]:
    return ROW.findall((ROOT / "docs/reference/settings.md").read_text())


def test_every_variable_that_is_read_is_documented() -> None:
    assert variables_read() - set(documented()) == set()


def test_every_documented_variable_is_read_and_stands_once() -> None:
    names = documented()
    assert set(names) - variables_read() == set()
    assert len(names) == len(set(names))


def test_nobody_reads_the_environment_elsewhere() -> None:
    readers = {
        name_of(path)
        for folder in ("kb", "channels", "config", "tools")
        for path in files_in(folder, ".py")
        if re.search(r"os\.environ|getenv", path.read_text())
    }
    assert readers - MAY_TOUCH_ENVIRONMENT == set()
