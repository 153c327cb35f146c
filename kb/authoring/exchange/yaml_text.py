"""YAML that may come from anywhere: texts, lists and maps of texts, and nothing else.

Values are as written, so that nobody's `no` becomes False, or 2026-07-01 a date. References, which
can make a kilobyte into gigabytes, doubled names and bottomless nesting are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml
from django.utils.translation import gettext as _

from kb.authoring.exchange.problems import BadFiles, bad
from kb.authoring.exchange.records import Where

Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
BaseDumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
# Each list or map in memory is far larger than its two characters here.
MOST_DEEP, MOST_LISTS = 12, 200_000
TEXT = "tag:yaml.org,2002:str"
# What a block of lines does not give back as it was.
NOT_IN_BLOCKS = re.compile(
    "[^\n\x20-\x7e\xa1-\u2027\u202a-\ud7ff\ue000-\ufefe\U00010000-\U0010ffff]"
)
ENDS = (yaml.SequenceEndEvent, yaml.MappingEndEvent)


class Dumper(BaseDumper):
    """Texts of several lines as people write them."""


def _represent_text(dumper: Any, text: str) -> Any:
    style = "|" if "\n" in text and not NOT_IN_BLOCKS.search(text) else None
    return dumper.represent_scalar(TEXT, text, style=style)


Dumper.add_representer(str, _represent_text)


class FlowDumper(BaseDumper):
    """Everything on one line."""


def _represent_line(dumper: Any, text: str) -> Any:
    return dumper.represent_scalar(TEXT, text, style=None if text.isprintable() else '"')


FlowDumper.add_representer(str, _represent_line)


def dump(data: Any) -> str:
    text: str = yaml.dump(data, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=10**6)
    return text


def dump_line(data: dict[str, Any]) -> str:
    """`{id: fee, title: 年费}`"""
    options: dict[str, Any] = {"allow_unicode": True, "sort_keys": False, "width": 10**9}
    text: str = yaml.dump(data, Dumper=FlowDumper, default_flow_style=True, **options)
    return text.rstrip("\n")


@dataclass(slots=True)
class _Open:
    """A list or map that is being read."""

    made: Any
    line: int
    name: str | None = None
    seen: set[str] = field(default_factory=set)


class Lines(dict[int, int]):
    """Where each list or map began, by its `id()`."""


def load(text: str, *, file: str, first_line: int = 1, lines: Lines | None = None) -> Any:
    """None for nothing at all. Raises BadFiles with file and line."""
    reader = _Reader(file, first_line, lines)
    try:
        for event in yaml.parse(text, Loader=Loader):
            reader.take(event)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = first_line + mark.line if mark else first_line
        words = " ".join(str(getattr(error, "problem", None) or error).split())
        raise bad(_("This is no YAML: %(words)s.") % {"words": words}, Where(file, line)) from None
    return reader.root


class _Reader:
    def __init__(self, file: str, first_line: int, lines: Lines | None) -> None:
        self.file, self.first_line, self.lines = file, first_line, lines
        self.root: Any = None
        self.open: list[_Open] = []
        self.documents = self.lists = 0

    def take(self, event: Any) -> None:
        line = self.first_line + event.start_mark.line
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self._bad(_("References (& and *) cannot be used here; write it out."), line)
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self._bad(_("A second document begins here."), line)
        elif isinstance(event, yaml.ScalarEvent):
            self._put(event.value, line)
        elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            self._begin([] if isinstance(event, yaml.SequenceStartEvent) else {}, line)
        elif isinstance(event, ENDS):
            self.open.pop()

    def _begin(self, made: Any, line: int) -> None:
        if len(self.open) >= MOST_DEEP:
            raise self._bad(_("Lists within lists without end."), line)
        self.lists += 1
        if self.lists > MOST_LISTS:
            raise self._bad(_("There is more in this file than can be taken."), line)
        self._put(made, line)
        self.open.append(_Open(made, line))
        if self.lines is not None:
            self.lines[id(made)] = line

    def _put(self, value: Any, line: int) -> None:
        if not self.open:
            self.root = value
            return
        top = self.open[-1]
        if isinstance(top.made, list):
            top.made.append(value)
        elif top.name is None:
            top.name = self._name(value, top, line)
        else:
            top.made[top.name], top.name = value, None

    def _name(self, value: Any, top: _Open, line: int) -> str:
        if not isinstance(value, str):
            raise self._bad(_("A name must be a word."), line)
        if value in top.seen:
            raise self._bad(_("“%(name)s” stands here twice.") % {"name": value}, line)
        top.seen.add(value)
        return value

    def _bad(self, words: str, line: int) -> BadFiles:
        return bad(words, Where(self.file, line))
