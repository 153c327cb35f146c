"""A folder of files → everything a bank holds, read and checked as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from kb.authoring.importers.bank.entries import (
    BadBank,
    Entry,
    read_entry,
    read_text,
    read_yaml_text,
)

LOCALES = ("zh-Hans", "en")
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TopicRecord:
    """`parent`: key of the topic above, empty at the top; `titles` by outside locale tag;
    `without_offers`: nothing is offered here."""

    key: str
    parent: str
    titles: Mapping[str, str]
    without_offers: bool = False


@dataclass(frozen=True, slots=True)
class Bank:
    """`labels` by dimension; entries by key and locale."""

    folder: Path
    labels: Mapping[str, tuple[Record, ...]]
    topics: tuple[TopicRecord, ...]
    facts: tuple[Record, ...]
    terms: tuple[Record, ...]
    shared: Mapping[tuple[str, str], Entry]
    answers: Mapping[tuple[str, str], Entry]
    offers: tuple[Record, ...] = ()

    def __len__(self) -> int:
        """How many things there are to load."""
        lists = (self.topics, self.facts, self.terms, self.shared, self.answers, self.offers)
        return sum(len(found) for found in lists)


def read_bank(folder: Path) -> Bank:
    """Raises BadBank, naming everything that cannot be read."""
    problems: list[str] = []
    read = _Reading(folder, problems)
    bank = Bank(
        folder=folder,
        labels={name: tuple(rows) for name, rows in read.mapping("labels.yaml").items()},
        topics=tuple(_topics(read.records("topics.yaml"))),
        facts=tuple(read.records("facts.yaml")),
        terms=tuple(read.records("terms.yaml")),
        shared=read.entries("shared/*.md"),
        answers=read.entries("answers/*/*.md"),
        offers=tuple(read.records("offers.yaml", is_needed=False)),
    )
    if problems:
        raise BadBank(problems)
    return bank


class _Reading:
    """Reads file after file, and notes what is wrong instead of stopping at the first."""

    def __init__(self, folder: Path, problems: list[str]) -> None:
        self.folder, self.problems = folder, problems

    def mapping(self, name: str) -> dict[str, Any]:
        found = self._yaml(name)
        return found if self._is_right(isinstance(found, dict), name, found) else {}

    def records(self, name: str, *, is_needed: bool = True) -> list[dict[str, Any]]:
        if not is_needed and not (self.folder / name).exists():
            return []
        found = self._yaml(name)
        is_list = isinstance(found, list) and all(
            isinstance(row, dict) and isinstance(row.get("key"), str) for row in found
        )
        return found if self._is_right(is_list, name, found) else []

    def entries(self, pattern: str) -> dict[tuple[str, str], Entry]:
        found: dict[tuple[str, str], Entry] = {}
        for path in sorted(self.folder.glob(pattern)):
            try:
                entry = read_entry(path)
            except BadBank as bad:
                self.problems += bad.problems
                continue
            found[entry.key, entry.locale] = entry
            if path.name != f"{entry.key}.{entry.locale}.md" or entry.locale not in LOCALES:
                self.problems.append(
                    _(
                        "%(file)s: the name must be KEY.LOCALE.md, with the key of its head and "
                        "one "
                        "of %(locales)s."
                    )
                    % {"file": path.name, "locales": ", ".join(LOCALES)}
                )
        return found

    def _yaml(self, name: str) -> Any:
        path = self.folder / name
        if not path.exists():
            self.problems.append(_("%(file)s is not there.") % {"file": name})
            return None
        try:
            return read_yaml_text(read_text(path), where=name)
        except BadBank as bad:
            self.problems += bad.problems
            return None

    def _is_right(self, right: bool, name: str, found: Any) -> bool:
        if not right and found is not None:
            self.problems.append(
                _("%(file)s: holds something else than it should.") % {"file": name}
            )
        return right


def _topics(records: list[dict[str, Any]], parent: str = "") -> Iterator[TopicRecord]:
    """From the top down, each before what is below it."""
    for record in records:
        titles = {locale: str(record.get(locale, "")) for locale in LOCALES}
        quiet = record.get("without_offers") is True
        yield TopicRecord(record["key"], parent, titles, without_offers=quiet)
        yield from _topics(record.get("children", []), parent=record["key"])
