"""What the import contracts cannot see: strings, unscoped reads, uncollected tables."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from django.apps import apps

from tests.house.sources import ROOT, files_in, name_of

CHANNEL_NAMES = ("sms", "wechat", "weibo", "ivr", "agent_desk")
NAMED = re.compile(rf"(?<![a-z])({'|'.join(CHANNEL_NAMES)})(?![a-z])", re.IGNORECASE)
DOWNSTREAM = re.compile(r"^channels[.:]")
# Whoever keeps a projection in step reads without a scope: a projection holds everything, and its
# own reads are authorised. The read for them is `live_answers`; the tables are publication's own.
UNSCOPED_READS = {"live_answers"}
PUBLICATION_TABLES = re.compile(
    r"kb\.publication\.(?:models|live_tables|log_tables|stock)|kb\.models"
)
MAY_READ_UNSCOPED = {
    f"{room}/{file}.py"
    for room in ("kb/search", "channels/renditions")
    for file in ("projection", "comparison")
}
MAY_READ_UNSCOPED |= {"kb/search/vector_making.py"}
# Whoever looks after the stock compares all of it; what is shown is narrowed to what a person sees.
MAY_READ_UNSCOPED |= {f"kb/care/{file}.py" for file in ("clashes", "conflicts", "contradictions")}
# Whether anybody gets what a group of misses was made into; nothing of it is shown.
MAY_READ_UNSCOPED |= {"kb/feedback/misses/following.py"}
BOOT_WITHOUT_CHANNELS = """
import sys
import config.settings as written
from django.conf import settings
values = {name: getattr(written, name) for name in dir(written) if name.isupper()}
values["INSTALLED_APPS"] = [app for app in values["INSTALLED_APPS"] if "channels" not in app]
settings.configure(**values)
import django
django.setup()
from django.core.checks import run_checks
assert not [e for e in run_checks(tags=["models"]) if e.is_serious()]
loaded = sorted(name for name in sys.modules if name.partition(".")[0] == "channels")
sys.exit(f"loaded: {loaded}" if loaded else 0)
"""


def strings_in(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of every string in Python; of every line in a template."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        yield from enumerate(source.splitlines(), start=1)
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def names_a_channel(text: str) -> bool:
    return bool(DOWNSTREAM.match(text) or NAMED.search(text))


@pytest.mark.parametrize("text", ["channels.Delivery", "channels:inbox", "as SMS", "wechat"])
def test_the_net_catches(text: str) -> None:
    assert names_a_channel(text)


@pytest.mark.parametrize("text", ["channels", "the channels of a label", "transmission", "driver"])
def test_the_net_lets_pass(text: str) -> None:
    assert not names_a_channel(text)


def test_kb_names_no_channel() -> None:
    found = [
        f"{name_of(path)}:{line}: {text[:60]!r}"
        for path in files_in("kb", ".py", ".html")
        for line, text in strings_in(path)
        if names_a_channel(text)
    ]
    assert found == []


def test_kb_starts_without_channels() -> None:
    result = subprocess.run(
        [sys.executable, "-c", BOOT_WITHOUT_CHANNELS], cwd=ROOT, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("package", ["kb", "channels"])
def test_every_table_is_collected(package: str) -> None:
    """A table in a room that the app's models.py does not name would have no migration."""
    collected = import_module(f"{package}.models").__all__
    for module in walk_packages(import_module(package).__path__, f"{package}."):
        if ".migrations" not in module.name:
            import_module(module.name)
    tables = {model.__name__ for model in apps.get_app_config(package).get_models()}
    assert tables == set(collected)


def test_only_projections_read_without_a_scope() -> None:
    readers = {
        name_of(path)
        for folder in ("kb", "channels")
        for path in files_in(folder, ".py")
        if _reads_unscoped(path)
    }
    assert readers - MAY_READ_UNSCOPED == set()


def _reads_unscoped(path: Path) -> bool:
    if name_of(path).startswith("kb/publication/") or name_of(path) == "kb/models.py":
        return False
    names = _names_used(path)
    return bool(UNSCOPED_READS & names) or any(map(PUBLICATION_TABLES.match, names))


def _names_used(path: Path) -> set[str]:
    """Every name a file imports or calls, and every module it imports from."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
                names.add(name)
            case ast.ImportFrom(module=str(module)):
                names.add(module)
    return names
