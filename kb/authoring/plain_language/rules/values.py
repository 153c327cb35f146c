"""Amounts typed into a text that stand in a fact already, or should."""

from __future__ import annotations

from collections.abc import Iterator

from kb.authoring.plain_language.amounts import Amount, Place, amounts_in
from kb.authoring.plain_language.background import Background, KnownFact
from kb.authoring.plain_language.findings import Finding
from kb.authoring.plain_language.likeness import have_a_word_in_common
from kb.authoring.plain_language.texts import Text
from kb.problem import msgid as _

KEPT = _("“%(word)s” is kept as the fact “%(name)s”. With {{ %(key)s }} it follows every change.")
KEPT_BY_SEVERAL = _("“%(word)s” is the value of several facts: %(names)s. Choose one of them.")
SAME_FIGURE = _(
    "“%(word)s” is also the value of the fact “%(name)s”. If that is meant, write {{ %(key)s }}."
)
MAKE_ONE = _("“%(word)s” may change one day. Keep it as a fact and write it as {{ key }}.")
# Counts are often no value of the bank's (three steps, two days), so only known ones are told.
LASTING = frozenset({"money", "rate", "phone"})
NEVER_CHANGE = frozenset({"0", "1"})
UNMISTAKABLE = frozenset({"phone", "date"})
SHOWN = 3


def typed_values(text: Text, background: Background) -> Iterator[Finding]:
    """Not in headings, where no fact can stand, nor in pictures' descriptions."""
    if text.is_heading or text.kind == "image":
        return
    for place in amounts_in(text.words):
        facts = background.facts_by_amount.get(place.amount, ())
        near = tuple(fact for fact in facts if _is_about(text, place, fact, background))
        if near:
            yield _meant(text, place, near)
        elif text.kind == "example" or place.amount.type == "count":
            continue
        elif facts:
            yield _maybe_meant(text, place, facts)
        elif _may_change(place.amount):
            yield _finding(text, place, MAKE_ONE, word=_word(text, place))


def _is_about(text: Text, place: Place, fact: KnownFact, background: Background) -> bool:
    """The same figure may stand for something else; its name, in the same sentence, says what."""
    if fact.type in UNMISTAKABLE:
        return True
    around = next((s.words for s in text.sentences if s.start <= place.start < s.end), "")
    return have_a_word_in_common(around, fact.name, is_chinese=background.is_chinese)


def _may_change(amount: Amount) -> bool:
    return amount.type in LASTING and amount.value not in NEVER_CHANGE


def _meant(text: Text, place: Place, facts: tuple[KnownFact, ...]) -> Finding:
    """The sentence speaks of it; where it speaks of several, somebody has to choose."""
    word = _word(text, place)
    if len(facts) == 1:
        fact = facts[0]
        put = "{{ " + fact.key + " }}"
        return text.finding(
            "typed_value", "warning", (place.start, place.end), KEPT,
            replacement=put, word=word, name=fact.name, key=fact.key,
        )  # fmt: skip
    names = ", ".join(fact.key for fact in facts[:SHOWN])
    return _finding(text, place, KEPT_BY_SEVERAL, word=word, names=names)


def _maybe_meant(text: Text, place: Place, facts: tuple[KnownFact, ...]) -> Finding:
    """Nothing to put in with one click: the wrong fact would be worse than a figure."""
    word, fact = _word(text, place), facts[0]
    if len(facts) == 1:
        return _finding(text, place, SAME_FIGURE, word=word, name=fact.name, key=fact.key)
    names = ", ".join(fact.key for fact in facts[:SHOWN])
    return _finding(text, place, KEPT_BY_SEVERAL, word=word, names=names)


def _finding(text: Text, place: Place, message: str, **params: str) -> Finding:
    return text.finding("typed_value", "hint", (place.start, place.end), message, **params)


def _word(text: Text, place: Place) -> str:
    return text.text[place.start : place.end]
