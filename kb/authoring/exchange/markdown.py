"""One answer or shared element in one language ↔ one Markdown file: a head in YAML, then the
elements, each with its forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from kb.authoring.exchange import yaml_text
from kb.authoring.exchange.layout import STANDARD, Part
from kb.authoring.exchange.problems import bad
from kb.authoring.exchange.records import Where

RULE = "---\n"
# No part gives back what it took: a line of a million spaces is read once.
ELEMENT = re.compile(r"## (\w++)[ \t]*+(\{.*\})?[ \t]*+")
FORM, BLANKS = "### ", " \t"
# A line of text that looks like a heading of ours gets a backslash more, and loses it again.
HEADLIKE = re.compile(r"^(\\*##)", re.MULTILINE)
ESCAPED = re.compile(r"^\\(\\*##)", re.MULTILINE)


def write(head: Mapping[str, Any], parts: list[Part]) -> str:
    pieces = [RULE, yaml_text.dump(dict(head)), RULE]
    for part in parts:
        pieces.append(f"## {part.kind} {yaml_text.dump_line(dict(part.settings))}\n")
        if STANDARD in part.forms:
            pieces.append(f"{HEADLIKE.sub(_more, part.forms[STANDARD])}\n")
        for name, text in part.forms.items():
            if name != STANDARD:
                pieces.append(f"\n### {name}\n{HEADLIKE.sub(_more, text)}\n")
        pieces.append("\n")
    return "".join(pieces).removesuffix("\n") if parts else "".join(pieces)


def _more(match: re.Match[str]) -> str:
    return f"\\{match[1]}"


def read(text: str, *, file: str) -> tuple[dict[str, Any], list[Part]]:
    """Head and elements. Raises BadFiles."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    end = text.find(f"\n{RULE}") + 1
    if not text.startswith(RULE) or not end:
        raise bad(_("Begins with no head between two lines of ---."), Where(file, 1))
    head = yaml_text.load(text[len(RULE) : end], file=file, first_line=2)
    if not isinstance(head, dict):
        raise bad(_("The head must be names with values."), Where(file, 2))
    first = text.count("\n", 0, end) + 2
    return head, list(_parts(text[end + len(RULE) :], file, first))


def _parts(body: str, file: str, first: int) -> Iterator[Part]:
    begun: tuple[str, dict[str, Any], int] | None = None
    forms: dict[str, list[str]] = {}
    form = STANDARD
    for number, line in enumerate(body.split("\n"), start=first):
        if line.startswith(FORM):
            form = _form(line, forms if begun else None, Where(file, number))
        elif line.startswith("## "):
            if begun:
                yield _part(begun, forms, file)
            begun, forms, form = (*_element(line, file, number), number), {}, STANDARD
        elif begun is None and line.strip():
            text = _("Text before the first element; each begins with a line “## kind {…}”.")
            raise bad(text, Where(file, number))
        elif begun:
            forms.setdefault(form, []).append(line)
    if begun:
        yield _part(begun, forms, file)


def _element(line: str, file: str, number: int) -> tuple[str, dict[str, Any]]:
    head = ELEMENT.fullmatch(line)
    if head is None:
        text = _("An element begins with “## kind {…}”. A text line that begins so: “\\## …”.")
        raise bad(text, Where(file, number))
    settings = yaml_text.load(head[2] or "{}", file=file, first_line=number)
    return head[1], settings


def _form(line: str, forms: dict[str, list[str]] | None, where: Where) -> str:
    name = line.removeprefix(FORM).rstrip(BLANKS)
    if forms is None:
        raise bad(_("A form stands before the first element."), where)
    if not name or name == STANDARD or name in forms:
        raise bad(_("The form “%(form)s” stands there twice.") % {"form": name}, where)
    forms[name] = []
    return name


def _part(begun: tuple[str, dict[str, Any], int], forms: dict[str, list[str]], file: str) -> Part:
    kind, settings, line = begun
    texts = {name: "\n".join(lines).strip() for name, lines in forms.items()}
    texts = {name: ESCAPED.sub(r"\1", text) for name, text in texts.items() if text}
    return Part(kind, settings, texts, Where(file, line))
