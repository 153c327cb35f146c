"""Values at their places: a fact with what applies there, a wording with its facts filled in."""

from __future__ import annotations

import re
from dataclasses import replace

from kb.document import FactUse, FactVariant, Wording
from kb.formats.values import BadValue, Style, format_fact
from kb.formats.words import CHINESE, Words, words_for
from kb.markup import Filled, mark_up, slot, without_slots

CLAUSE_END = re.compile(r"[，。；：！？,;:!?\n|]|\.\s")
# A basis right after the value counts as said too: "{{ rate }} a year".
NEAR_AFTER = 12


class NoValue(BadValue):
    """No value of this fact applies here; there is no default to fall back on."""


def format_use(use: FactUse, *, locale: str, style: Style, beside: str = "") -> str:
    """The one value that applies, or all of them with their labels, the default last.

    `beside`: the words around; a rate's basis that they already say is not said twice.
    Raises NoValue, BadValue, UnknownLocale.
    """
    if not use.variants:
        raise NoValue(f"{use.key}: no value applies here; give this fact a default")
    words = words_for(locale)
    variants = sorted(use.variants, key=lambda variant: variant.is_default)
    said = [_say(variant, words, beside, locale=locale, style=style) for variant in variants]
    if len(set(said)) == 1:
        return said[0]
    spoken = style is Style.SPOKEN and words is CHINESE
    colon = "，" if spoken else words.punctuation.colon
    return words.punctuation.semicolon.join(
        f"{_name(variant, words, locale)}{colon}{value}"
        for variant, value in zip(variants, said, strict=True)
    )


def variant_name(variant: FactVariant, *, locale: str) -> str:
    """Where a value holds, as a list of values says it; the default is for all others."""
    return _name(variant, words_for(locale), locale)


def fill(wording: Wording, *, locale: str, style: Style) -> Filled:
    """The wording with its facts, as safe HTML and as plain text; what was typed as Markdown is
    marked up, values never are. Raises NoValue, BadValue, UnknownLocale."""
    words = words_for(locale)
    source: list[str] = []
    values: list[str] = []
    for position, run in enumerate(wording.runs):
        if isinstance(run, str):
            source.append(without_slots(run))
            continue
        beside = _around(wording, position)
        try:
            said = format_use(run, locale=locale, style=style, beside=beside)
        except BadValue as error:
            error.fact = run.key
            raise
        source.append(slot(len(values)))
        values.append(" ".join(without_slots(said).split()))
    return mark_up("".join(source), values=tuple(values), punctuation=words.punctuation)


def neutral_text(wording: Wording, *, locale: str) -> str:
    """Plain words for search and for snippets: no markup, values as `200元`, `CNY 200`."""
    return fill(wording, locale=locale, style=Style.WORDS).text


def _say(variant: FactVariant, words: Words, beside: str, *, locale: str, style: Style) -> str:
    value = variant.value
    hints = words.basis_hints.get(value.basis, ())
    if value.type == "rate" and any(hint in beside for hint in hints):
        value = replace(value, basis="")
    return format_fact(value, locale=locale, style=style)


def _name(variant: FactVariant, words: Words, locale: str) -> str:
    """As people read it; another language's name, then the bare codes, rather than no name."""
    if variant.is_default:
        return words.otherwise
    names = dict(variant.names)
    if names:
        return names.get(locale) or next(iter(names.values()))
    labels = variant.labels
    codes = sorted(labels.regions) + sorted(labels.segments) + sorted(labels.products)
    return words.list_comma.join(codes)


def _around(wording: Wording, position: int) -> str:
    """The rest of the clause before the fact, and a little of the one after it."""
    runs = wording.runs
    before = runs[position - 1] if position else ""
    after = runs[position + 1] if position + 1 < len(runs) else ""
    clause = CLAUSE_END.split(before)[-1] if isinstance(before, str) else ""
    near = CLAUSE_END.split(after[:NEAR_AFTER])[0] if isinstance(after, str) else ""
    return f"{clause} {near}"
