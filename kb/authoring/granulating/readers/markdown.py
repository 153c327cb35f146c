"""Markdown → blocks, by way of HTML whose blocks remember their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from kb.authoring.granulating import limits
from kb.authoring.granulating.readers.errors import too_much
from kb.authoring.granulating.readers.html import read_html
from kb.authoring.granulating.source import Block, Blocks, numbered

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
# What site generators write: templates in addresses, tags on lines of their own, attributes.
TEMPLATE = re.compile(r"\{%[^{}]{0,500}%\}")
ADDRESS = re.compile(r"\]\([^)\n]{0,500}\)")
PAGE_VALUE = re.compile(r"\{\{\s*(?:site|page|content|layout|include)\b[^}]{0,200}\}\}")
ATTRIBUTES = re.compile(r"^\s*\{:[^}\n]*\}[ \t]*$", re.MULTILINE)
# A line that begins with 问： or A: is a paragraph of its own, whatever Markdown says.
LABELLED = re.compile(r"(\S)[ \t]*\n(?=(?:问|答|问题|答案|[QqAa])\s*\d{0,3}\s*[:：]\s*\S)")
# Bold beside Chinese punctuation, which the Markdown standard does not take for bold.
BOLD_BEFORE = re.compile(r"\*\*(?=\S)([^*\n]{1,300}[，。：；！？、”’）》】:])\*\*(?=\w)")
BOLD_AFTER = re.compile(r"(?<=\w)\*\*([“‘（《【][^*\n]{1,300})\*\*")
SIGNS = "[]{*_`<&!\\~"
TITLE_LEVEL = 1


def read_markdown(text: str) -> tuple[Block, ...]:
    """Raises BadFile."""
    if sum(map(text.count, SIGNS)) > limits.MAX_TAGS:
        raise too_much(_("signs of markup"), most=limits.MAX_TAGS)
    head, body, skipped = _without_front_matter(text)
    blocks = Blocks()
    if title := _title_of(head):
        blocks.add("heading", title, level=TITLE_LEVEL, line=1)
    for found in TEMPLATE.finditer(ADDRESS.sub(_without_template, body)):
        blocks.omit("template", found.group())
    read = read_html(_as_html(_without_templates(body), first_line=skipped))
    return numbered([*blocks.found, *read])


def _without_front_matter(text: str) -> tuple[str, str, int]:
    """Head, body, and how many lines the head takes."""
    found = FRONT_MATTER.match(text.replace("\r\n", "\n"))
    if found is None:
        return "", text, 0
    return found.group(1), text.replace("\r\n", "\n")[found.end() :], found.group().count("\n")


def _title_of(head: str) -> str:
    try:
        said = yaml.safe_load(head) if head else None
    except yaml.YAMLError:
        return ""
    title = said.get("title") if isinstance(said, dict) else None
    return " ".join(str(title or "").split())


def _without_template(address: re.Match[str]) -> str:
    """An address that a site's generator would make is known to nobody else."""
    said = address.group()
    return "]()" if "{{" in said or "{%" in said else said


def _without_templates(body: str) -> str:
    body = ADDRESS.sub(_without_template, body)
    body = BOLD_BEFORE.sub(r"<strong>\1</strong>", body)
    body = BOLD_AFTER.sub(r"<strong>\1</strong>", body)
    body = LABELLED.sub(r"\1\n\n", body)
    return ATTRIBUTES.sub("", PAGE_VALUE.sub("", TEMPLATE.sub("", body)))


def _as_html(body: str, *, first_line: int) -> str:
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    tokens = parser.parse(body)
    for token in _blocks_of(tokens):
        assert token.map is not None
        token.attrSet("data-line", str(token.map[0] + 1 + first_line))
    return str(parser.renderer.render(tokens, parser.options, {}))


def _blocks_of(tokens: list[Token]) -> Iterator[Token]:
    return (token for token in tokens if token.map and token.nesting == 1)
