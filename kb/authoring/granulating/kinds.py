"""Which kind of element a text is: small pure rules, the first that speaks decides."""

from __future__ import annotations

import re
from collections.abc import Callable

from kb.authoring.granulating.readers.inline import without_marks
from kb.authoring.granulating.typed import without_number
from kb.authoring.granulating.wordlists import Words

OPENING_END = re.compile(r"\s*[:：!！]\s*|\s*[，,]\s+|\s*[，]|\s+[—–-]\s+")
AMOUNT = re.compile(
    r"(?:[¥￥$€£]\s?\d|\d(?:[\d,.]*)\s*(?:元|块|美元|港元|万元|%|％|percent|dollars?|USD|CNY|RMB))|免费"
)
ONE_LINK = re.compile(r"^[^\w\[]*\[([^\[\]]{1,500})\]\((https?://[^)\s]{1,2000})\)[^\w]*\Z")
LONGEST_FEE = 300
# After these a comma is enough (例如，…; For example, …); others want a colon.
COMMA_KINDS = frozenset({"example"})

Rule = Callable[[str, Words], str | None]


def kind_of_heading(heading: str, words: Words) -> str | None:
    """`三、收费标准` → fee; None for a heading that says a subject."""
    said = without_number(heading).strip(" :：。.*").casefold()
    return words.headings.get(said)


def by_opening(text: str, words: Words) -> str | None:
    """Begins with what it is: `注意：…`, `Note: …`."""
    said = without_marks(text).lstrip(" 【[（(*※★!！").casefold()
    for opening, kind in words.openings.items():
        if not said.startswith(opening):
            continue
        end = OPENING_END.match(said.removeprefix(opening).lstrip("】]）)."))
        if end and (":" in end.group() or "：" in end.group() or kind in COMMA_KINDS):
            return kind
        if said.removeprefix(opening)[:1] in "】]":
            return kind
    return None


def by_link(text: str, words: Words) -> str | None:
    """Nothing but one link."""
    return "link" if ONE_LINK.match(text) else None


def by_fee(text: str, words: Words) -> str | None:
    """A short text that names a fee and an amount."""
    said = without_marks(text)
    if len(said) > LONGEST_FEE or not AMOUNT.search(said):
        return None
    lower = said.casefold()
    return "fee" if any(stands_in(word, lower) for word in words.fee) else None


def stands_in(word: str, text: str) -> bool:
    if not word.isascii():
        return word in text
    return bool(re.search(rf"\b{re.escape(word)}\b", text))


RULES: tuple[Rule, ...] = (by_opening, by_link, by_fee)


def kind_of_text(text: str, *, heading: str | None, words: Words) -> str:
    """`heading`: the kind that the heading above says, if it says one."""
    for rule in RULES:
        if kind := rule(text, words):
            return kind
    return heading or "explanation"
