"""One Markdown file: a head in YAML, then the elements, each with its forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

FRONT = re.compile(r"\A---\n(.*?)^---\n", re.DOTALL | re.MULTILINE)
ELEMENT = re.compile(r"^## (\w+)[ \t]*(\{.*\})?[ \t]*\n", re.MULTILINE)
FORM = re.compile(r"^### (.*)\n", re.MULTILINE)
OVERRIDE = "channel "


class BadBank(Exception):
    """The files are not as they should be; one line for each thing that is wrong."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True, slots=True)
class Part:
    """One element as written. `forms`: `standard`, `brief`, `spoken`, or `channel <code>`."""

    kind: str
    settings: Mapping[str, Any]
    forms: Mapping[str, str]
    line: int

    @property
    def name(self) -> str:
        return str(self.settings.get("id", ""))


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: an answer or a shared element in one language (outside tag)."""

    path: Path
    locale: str
    front: Mapping[str, Any]
    parts: tuple[Part, ...]

    @property
    def key(self) -> str:
        return str(self.front.get("key", ""))


def read_entry(path: Path) -> Entry:
    """Raises BadBank."""
    text = read_text(path)
    front = FRONT.match(text)
    if front is None:
        raise BadBank(
            [_("%(file)s: begins with no head between two lines of ---.") % {"file": path.name}]
        )
    head = read_yaml_text(front[1], where=path.name)
    if not isinstance(head, dict):
        raise BadBank([_("%(file)s: the head must be names with values.") % {"file": path.name}])
    locale = path.name.removesuffix(".md").rpartition(".")[2]
    return Entry(path, locale, head, tuple(_parts(text, front.end(), path)))


def read_text(path: Path) -> str:
    """Raises BadBank."""
    try:
        return path.read_text(encoding="utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        place = {"file": path.name, "position": error.start}
        raise BadBank([_("%(file)s: byte %(position)d is no UTF-8.") % place]) from None


def read_yaml_text(text: str, *, where: str) -> Any:
    """Raises BadBank."""
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        words = " ".join(str(error).split())
        raise BadBank([f"{where}: {words}"]) from None


def _parts(text: str, start: int, path: Path) -> Iterator[Part]:
    heads = list(ELEMENT.finditer(text, start))
    before = text[start : heads[0].start() if heads else len(text)]
    if before.strip():
        raise BadBank(
            [
                _(
                    "%(file)s: text before the first element, or an element's heading is "
                    "not “## kind {…}”."
                )
                % {"file": path.name}
            ]
        )
    for number, head in enumerate(heads):
        end = heads[number + 1].start() if number + 1 < len(heads) else len(text)
        line = text.count("\n", 0, head.start()) + 1
        where = f"{path.name}:{line}"
        settings = read_yaml_text(head[2] or "{}", where=where)
        yield Part(head[1], settings, _forms(text[head.end() : end], where), line)


def _forms(body: str, where: str) -> dict[str, str]:
    standard, *others = FORM.split(body)
    forms = {"standard": standard.strip()}
    for name, text in zip(others[::2], others[1::2], strict=True):
        if name.strip() in forms:
            raise BadBank(
                [
                    _("%(where)s: the form “%(form)s” stands there twice.")
                    % {"where": where, "form": name.strip()}
                ]
            )
        forms[name.strip()] = text.strip()
    return forms
