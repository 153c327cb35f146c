"""Do the files of a bank fit together? Whatever one file alone cannot know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _

from kb.authoring.importers.bank.entries import BadBank, Entry, Part
from kb.authoring.importers.bank.files import LOCALES, Bank
from kb.authoring.importers.bank.values import LABELS, SHARED, BadPart, refuse_strangers

DIMENSIONS = ("regions", "segments", "products")
SAME_EVERYWHERE = (*LABELS, "id", "key", "image", "person_only", "message_kind", "limit",
                   "groups")  # fmt: skip


def check_bank(bank: Bank) -> None:
    """Raises BadBank, naming everything that does not fit."""
    problems = [
        *_doubles("topics.yaml", (topic.key for topic in bank.topics)),
        *_doubles("facts.yaml", (fact["key"] for fact in bank.facts)),
        *_doubles("terms.yaml", (term["key"] for term in bank.terms)),
        *_doubles("offers.yaml", (offer["key"] for offer in bank.offers)),
    ]
    topics = {topic.key for topic in bank.topics}
    for entry in bank.answers.values():
        problems += _head_problems(entry, ("key", "topic", "question"))
        if entry.front.get("topic") not in topics:
            problems.append(
                _about(
                    entry, _("There is no topic “%(name)s”.") % {"name": entry.front.get("topic")}
                )
            )
    for entry in bank.shared.values():
        problems += _head_problems(entry, ("key", "title"))
        if len(entry.parts) != 1:
            problems.append(_about(entry, _("A shared element is one element.")))
    for entries in (bank.answers, bank.shared):
        problems += _entries_problems(bank, entries)
    if problems:
        raise BadBank(problems)


def _entries_problems(bank: Bank, entries: Mapping[tuple[str, str], Entry]) -> Iterator[str]:
    for (key, locale), entry in entries.items():
        first = entries.get((key, LOCALES[0]), entry)
        if locale != LOCALES[0] and _shape(entry) != _shape(first):
            yield _about(
                entry,
                _("The elements, their ids and labels must be the same as in %(file)s.")
                % {"file": first.path.name},
            )
        names = Counter(part.name for part in entry.parts)
        for part in entry.parts:
            if not part.name or names[part.name] > 1:
                yield _about(entry, _("Every element needs an id of its own."), part)
            yield from (_about(entry, words, part) for words in _part_problems(bank, entry, part))


def _shape(entry: Entry) -> list[tuple[str, list[object]]]:
    return [(p.kind, [p.settings.get(name) for name in SAME_EVERYWHERE]) for p in entry.parts]


def _part_problems(bank: Bank, entry: Entry, part: Part) -> Iterator[str]:
    try:
        refuse_strangers(part)
    except BadPart as bad:
        yield str(bad)
    if part.kind == SHARED and (part.settings.get("key"), entry.locale) not in bank.shared:
        yield _("There is no shared element “%(name)s” in this language.") % {
            "name": part.settings.get("key")
        }
    image = part.settings.get("image")
    if image and not (bank.folder / image).is_file():
        yield _("There is no file “%(name)s”.") % {"name": image}
    for dimension in DIMENSIONS:
        known = {row["code"] for row in bank.labels.get(dimension, ())}
        for code in part.settings.get(dimension) or ():
            if code not in known:
                yield _("There is no label “%(name)s” in labels.yaml.") % {"name": code}


def _head_problems(entry: Entry, needed: Iterable[str]) -> Iterator[str]:
    for name in needed:
        if not entry.front.get(name):
            yield _about(entry, _("The head says no “%(name)s”.") % {"name": name})


def _doubles(file: str, keys: Iterable[str]) -> Iterator[str]:
    for key, count in Counter(keys).items():
        if count > 1:
            yield _("%(file)s: “%(key)s” stands there twice.") % {"file": file, "key": key}


def _about(entry: Entry, words: str, part: Part | None = None) -> str:
    where = f"{entry.path.name}:{part.line}" if part else entry.path.name
    return f"{where}: {words}"
