"""The documents agree with the house and with each other."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.house.sources import ROOT, name_of

HEADING = re.compile(r"^(#{1,6}) +(.+?)\s*$", re.MULTILINE)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
MAKE = re.compile(r"\bmake ([a-z][a-z-]+)\b")
COMMAND = re.compile(r"manage\.py ([a-z_]+)")


def documents() -> list[Path]:
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def without_code(path: Path) -> str:
    return CODE.sub("", path.read_text(encoding="utf-8"))


def anchors(path: Path) -> set[str]:
    """As GitHub makes them from headings."""
    titles = [title.lower() for _, title in HEADING.findall(without_code(path))]
    return {re.sub(r"[^\w\- ]", "", title).replace(" ", "-") for title in titles}


def local_links(path: Path) -> Iterator[tuple[str, Path, str]]:
    for link in LINK.findall(without_code(path)):
        if "://" not in link and not link.startswith("mailto:"):
            place, _, anchor = link.partition("#")
            yield link, (path.parent / place).resolve() if place else path, anchor


def test_every_link_leads_somewhere() -> None:
    broken = [
        f"{name_of(path)}: {link}"
        for path in documents()
        for link, target, anchor in local_links(path)
        if not target.exists() or (anchor and anchor not in anchors(target))
    ]
    assert broken == []


def test_both_readmes_say_the_same() -> None:
    english, chinese = (ROOT / name for name in ("README.md", "README.zh-CN.md"))
    assert english.exists() and chinese.exists(), "one of the two readmes is missing"
    for count in (_heading_levels, _targets, _commands):
        assert count(english) == count(chinese)


def _heading_levels(path: Path) -> Counter[str]:
    return Counter(level for level, _ in HEADING.findall(without_code(path)))


def _targets(path: Path) -> set[Path]:
    """What it shows and links to; each readme also names the other."""
    own = {ROOT / "README.md", ROOT / "README.zh-CN.md"}
    return {target for _, target, _ in local_links(path)} - own


def _commands(path: Path) -> Counter[str]:
    text = path.read_text(encoding="utf-8")
    return Counter(MAKE.findall(text) + COMMAND.findall(text))


def test_make_targets_in_documents_exist() -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for path in documents():
        code = CODE.findall(path.read_text()) + re.findall(r"`[^`\n]+`", path.read_text())
        assert set(MAKE.findall("\n".join(code))) <= targets, name_of(path)


def test_management_commands_in_documents_exist() -> None:
    from django.core.management import get_commands

    for path in documents():
        assert set(COMMAND.findall(path.read_text())) <= set(get_commands()), name_of(path)
