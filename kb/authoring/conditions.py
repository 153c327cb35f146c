"""For whom an offer is: typed conditions on what is known of the customer and on the answer at
hand, put together by editors from plain sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from kb.authoring.answer_keys import MAX_LENGTH, is_key
from kb.authoring.blocks import own_elements
from kb.authoring.label_values import choices_for, label_choices
from kb.authoring.settings_blocks import as_label
from kb.locales import OUTSIDE_TO_DJANGO, locale_name, to_outside

ANY_OF, ALL_OF, NONE_OF, AT_LEAST = "any", "all", "none", "at_least"
# What is asked of the customer; the rest is asked of the answer at hand.
OF_CUSTOMER = frozenset({"segments", "regions", "products", "languages", "verification"})
VERIFIED = [("partial", _("partly verified")), ("full", _("fully verified"))]


@dataclass(frozen=True, slots=True)
class Condition:
    """`fact`: what is asked, as in FIELDS; `match`: how its value and `values` must meet."""

    fact: str
    match: str
    values: frozenset[str]


# Fact → the field of its block that holds the values. Labels stand in fields of their own name, by
# which the index of uses finds them (kb/authoring/uses/mentions.py).
FIELDS: Mapping[str, str] = {
    "segments": "segments",
    "regions": "regions",
    "products": "products",
    "languages": "languages",
    "verification": "level",
    "topics": "topics",
    "answers": "answers",
    "kinds": "kinds",
    "answer_products": "products",
}


def topic_choices() -> list[tuple[str, str]]:
    """Each topic once, by the title in the language of the screen where it has one."""
    from kb.authoring.topics import LIBRARY_KEY, TopicPage

    screen, found = to_outside(get_language() or "en"), {}
    topics = TopicPage.objects.exclude(key=LIBRARY_KEY).select_related("locale").order_by("path")
    for topic in topics:
        if topic.key not in found or to_outside(topic.locale.language_code) == screen:
            found[topic.key] = f"{topic.title} ({topic.key})"
    return list(found.items())


def language_choices() -> list[tuple[str, str]]:
    return [(tag, locale_name(tag)) for tag in OUTSIDE_TO_DJANGO]


def kind_choices() -> list[tuple[str, str]]:
    return [(name, str(block.label)) for name, block in own_elements()]


def _match(*choices: tuple[str, Any]) -> tuple[str, blocks.ChoiceBlock]:
    return "match", blocks.ChoiceBlock(
        choices=choices, default=choices[0][0], label=as_label(_("how"))
    )


def _many(name: str, choices: Callable[[], Any], label: Any) -> tuple[str, Any]:
    return name, blocks.MultipleChoiceBlock(
        choices=choices, widget=forms.CheckboxSelectMultiple, label=as_label(label)
    )


IS = ((ANY_OF, _("is one of these")), (NONE_OF, _("is none of these")))
HOLDS = (
    (ANY_OF, _("holds at least one of these")),
    (ALL_OF, _("holds all of these")),
    (NONE_OF, _("holds none of these")),
)
HAS = ((ANY_OF, _("has at least one of these")), (NONE_OF, _("has none of these")))
CUSTOMER, ANSWER = _("The customer"), _("The answer at hand")


def _answers_block() -> blocks.ListBlock:
    key = blocks.CharBlock(max_length=MAX_LENGTH, validators=[is_key], label=as_label(_("key")))
    return blocks.ListBlock(key, min_num=1, label=as_label(_("keys of answers")))


def _condition(*own: tuple[str, Any], label: Any, icon: str, group: Any) -> blocks.StructBlock:
    return blocks.StructBlock(list(own), label=label, icon=icon, group=group)


def condition_blocks() -> list[tuple[str, Any]]:
    """One block for each thing that can be asked, in the order of the menu."""
    customer, answer = partial(_condition, group=CUSTOMER), partial(_condition, group=ANSWER)
    level = blocks.ChoiceBlock(choices=VERIFIED, default="full", label=as_label(_("at least")))
    products = _many("products", label_choices("products"), _("products"))
    return [
        ("segments", customer(
            _match(*IS), _many("segments", label_choices("segments"), _("customer segments")),
            label=_("Customer segment"), icon="group")),
        ("regions", customer(
            _match(*IS), _many("regions", label_choices("regions"), _("regions")),
            label=_("Region or branch"), icon="site")),
        ("products", customer(
            _match(*HOLDS), products, label=_("Products held"), icon="tag")),
        ("languages", customer(
            _match(*IS), _many("languages", language_choices, _("languages")),
            label=_("Language"), icon="globe")),
        ("verification", customer(("level", level), label=_("Verified customer"), icon="key")),
        ("topics", answer(
            _match(*IS), _many("topics", topic_choices, _("topics, with all below them")),
            label=_("Topic"), icon="folder-open-inverse")),
        ("answers", answer(
            _match(*IS), ("answers", _answers_block()), label=_("Answer"), icon="help")),
        ("kinds", answer(
            _match(*HAS), _many("kinds", kind_choices, _("kinds of element")),
            label=_("Kind of element"), icon="list-ul")),
        ("answer_products", answer(
            _match(*HAS), products, label=_("Products it is about"), icon="tag")),
    ]  # fmt: skip


class ConditionStream(blocks.StreamBlock):
    """All of them must hold; none at all fits everybody."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        super().__init__([*condition_blocks(), *(local_blocks or [])], **kwargs)


def conditions_of(stream: Any) -> tuple[Condition, ...]:
    """As an offer holds them, in its order."""
    return tuple(_condition_of(child.block_type, child.value) for child in stream)


def _condition_of(fact: str, value: Mapping[str, Any]) -> Condition:
    held = value.get(FIELDS[fact]) or ()
    values = frozenset({held} if isinstance(held, str) else map(str, held))
    return Condition(fact, value.get("match") or AT_LEAST, values)


def in_words(conditions: Sequence[Condition]) -> tuple[str, ...]:
    """A plain sentence for each, in the language of the screen, labels and topics by name."""
    names = {fact: _names(fact) for fact in {c.fact for c in conditions}}
    said = ((str(SENTENCES[c.fact, c.match]), _joined(c, names)) for c in conditions)
    return tuple(sentence % {"values": values} for sentence, values in said)


def _joined(condition: Condition, names: Mapping[str, Mapping[str, str]]) -> str:
    known = names[condition.fact]
    comma = AND if condition.match == ALL_OF else OR
    return str(comma).join(known.get(code, code) for code in sorted(condition.values))


def _names(fact: str) -> dict[str, str]:
    return {code: str(name) for code, name in _choices(fact)}


def _choices(fact: str) -> Iterator[tuple[str, Any]]:
    if fact in ("segments", "regions", "products"):
        yield from choices_for(fact)
    elif fact == "answer_products":
        yield from choices_for("products")
    else:
        others: dict[str, Callable[[], Any]] = {
            "languages": language_choices,
            "verification": lambda: VERIFIED,
            "topics": topic_choices,
            "kinds": kind_choices,
        }
        yield from others.get(fact, list)()


AND, OR = _(" and "), _(" or ")
SENTENCES: Mapping[tuple[str, str], Any] = {
    ("segments", ANY_OF): _("The customer belongs to: %(values)s."),
    ("segments", NONE_OF): _("The customer does not belong to: %(values)s."),
    ("regions", ANY_OF): _("The customer's region is: %(values)s."),
    ("regions", NONE_OF): _("The customer's region is not: %(values)s."),
    ("products", ANY_OF): _("The customer holds: %(values)s."),
    ("products", ALL_OF): _("The customer holds all of these: %(values)s."),
    ("products", NONE_OF): _("The customer does not hold: %(values)s."),
    ("languages", ANY_OF): _("The customer's language is: %(values)s."),
    ("languages", NONE_OF): _("The customer's language is not: %(values)s."),
    ("verification", AT_LEAST): _("The customer is at least %(values)s."),
    ("topics", ANY_OF): _("The answer is about: %(values)s."),
    ("topics", NONE_OF): _("The answer is not about: %(values)s."),
    ("answers", ANY_OF): _("The answer is: %(values)s."),
    ("answers", NONE_OF): _("The answer is not: %(values)s."),
    ("kinds", ANY_OF): _("The answer has: %(values)s."),
    ("kinds", NONE_OF): _("The answer does not have: %(values)s."),
    ("answer_products", ANY_OF): _("The answer is about the product: %(values)s."),
    ("answer_products", NONE_OF): _("The answer is not about the product: %(values)s."),
}
