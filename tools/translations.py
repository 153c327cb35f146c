"""Compiles the Chinese texts without gettext installed, and finds what has none.

The sources are `templates/locale/parts/*.po`, one file per piece; together they become
`templates/locale/zh_Hans/LC_MESSAGES/django.mo`, which Django reads and git ignores. What stands in
`parts/js` is for Wagtail's own scripts; what stands in `parts/en` says in our words what Wagtail
says in English in others.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

BASE_DIR = Path(__file__).resolve().parent.parent
LOCALE_DIR = BASE_DIR / "templates" / "locale"
PARTS_DIR = LOCALE_DIR / "parts"
SOURCE_DIRS = ("kb", "channels", "config", "tools", "templates")
# The names Django gives to gettext, with the places of singular, plural and context.
KEYWORDS = dict(DEFAULT_KEYWORDS) | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sdif]|(?<!\{)\{\w*\}")


@dataclass(frozen=True, slots=True)
class Text:
    """A translatable text where it stands in the code or a template."""

    id: str
    plural: str
    context: str
    place: str


@dataclass(frozen=True, slots=True)
class Merged:
    """All parts as one. `conflicts`: where two translate a text differently, the first one holds
    until somebody decides; each is a sentence that names both."""

    catalog: Catalog
    conflicts: tuple[str, ...]


def merge(parts: Iterable[Path], *, locale: str = "zh_Hans", domain: str = "django") -> Merged:
    whole = Catalog(locale=locale, domain=domain, charset="utf-8")
    conflicts: list[str] = []
    for path in sorted(parts):
        with path.open("rb") as file:
            catalog = read_po(file, locale=locale, abort_invalid=True)
        for message in catalog:
            if message.id and message.string and not message.fuzzy:
                conflicts += _add(whole, message, source=path.name)
    return Merged(whole, tuple(conflicts))


def all_parts() -> tuple[Merged, Merged, Merged]:
    """Our Chinese, that of Wagtail's scripts, and Wagtail's English in our words."""
    return (
        merge(PARTS_DIR.glob("*.po")),
        merge((PARTS_DIR / "js").glob("*.po"), domain="djangojs"),
        merge((PARTS_DIR / "en").glob("*.po"), locale="en"),
    )


def _add(whole: Catalog, message: Message, *, source: str) -> list[str]:
    known = whole.get(_first(message.id), message.context)
    if known is None:
        whole.add(message.id, message.string, context=message.context, auto_comments=[source])
    elif _first(known.string) != _first(message.string):
        return [
            f"{known.auto_comments[0]} and {source} translate {_first(message.id)!r} differently:"
            f" {_first(known.string)!r} and {_first(message.string)!r}."
        ]
    return []


def _first(text: str | Sequence[str] | None) -> str:
    """The singular of what babel gives for a text, its translation or neither."""
    return text if isinstance(text, str) else (text or [""])[0]


def texts_in_sources() -> Iterator[Text]:
    """Every translatable text of the project."""
    for folder in SOURCE_DIRS:
        for path in sorted((BASE_DIR / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
                yield from _texts_in(path)


def _texts_in(path: Path) -> Iterator[Text]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        source = _as_python(source)
    for line, found, _, context in extract("python", BytesIO(source.encode()), KEYWORDS):
        names = (found,) if isinstance(found, str) else tuple(found)
        plural = names[1] if len(names) > 1 else ""
        place = f"{path.relative_to(BASE_DIR)}:{line}"
        if names[0]:
            yield Text(id=names[0], plural=plural, context=context or "", place=place)


def _as_python(template: str) -> str:
    """A Django template as Python that calls gettext; brackets keep its indentation harmless."""
    from django.utils.translation.template import templatize

    return f"({templatize(template)})"


def missing(catalog: Catalog) -> list[Text]:
    return [text for text in texts_in_sources() if not _is_translated(text, catalog)]


def _is_translated(text: Text, catalog: Catalog) -> bool:
    message = catalog.get(text.id, text.context or None)
    return message is not None and (message.pluralizable or not text.plural)


def wrong_placeholders(catalog: Catalog) -> list[str]:
    """Texts whose translation has lost or invented a placeholder."""
    return [
        f"{_first(message.id)!r} → {_first(message.string)!r}"
        for message in catalog
        if message.id and not _same_placeholders(message)
    ]


def _same_placeholders(message: Message) -> bool:
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    wanted = {tuple(sorted(PLACEHOLDER.findall(text))) for text in ids}
    return tuple(sorted(PLACEHOLDER.findall(_first(message.string)))) in wanted


def compile_all(*catalogs: Catalog) -> None:
    """Writes the compiled file of each, only when it would change."""
    for catalog in catalogs:
        buffer = BytesIO()
        write_mo(buffer, catalog)
        folder = LOCALE_DIR / str(catalog.locale) / "LC_MESSAGES"
        _put(folder / f"{catalog.domain}.mo", buffer.getvalue())


def _put(compiled: Path, content: bytes) -> None:
    if compiled.exists() and compiled.read_bytes() == content:
        return
    compiled.parent.mkdir(parents=True, exist_ok=True)
    fresh = compiled.with_suffix(f".{os.getpid()}")
    fresh.write_bytes(content)
    fresh.replace(compiled)


def main(arguments: list[str]) -> int:
    parts = all_parts()
    compile_all(*(one.catalog for one in parts))
    if "--compile-only" in arguments:
        return 0
    whole = parts[0]
    problems = [f"{text.place}: no Chinese for {text.id!r}" for text in missing(whole.catalog)]
    for one in parts:
        problems += [f"placeholders differ: {pair}" for pair in wrong_placeholders(one.catalog)]
        problems += one.conflicts
    print("\n".join(problems) or f"{len(whole.catalog)} texts, all with Chinese.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
