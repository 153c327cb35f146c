"""What `{{` may go on with: the live facts and terms that somebody's words name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from kb.authoring.models import Fact, Term
from kb.authoring.placeholders import TERM_PREFIX
from kb.document import FactValue
from kb.formats.values import BadValue, Style, format_fact
from kb.locales import to_django

MOST = 12
# Looked through for the best ones; more than anybody scrolls.
LOOKED_AT = 60


@dataclass(frozen=True, slots=True)
class Completion:
    """`put`: what stands in the text once it is chosen; `value`: as a customer reads it now."""

    put: str
    key: str
    name: str
    value: str
    kind: str


def completions(
    typed: str, *, locale: str, as_of: datetime, facts: bool, terms: bool
) -> tuple[Completion, ...]:
    """The best first: keys that begin so, names that begin so, then the others. `facts`, `terms`:
    whether the person may see them."""
    typed = " ".join(typed.split()).lower()
    found: list[Completion] = []
    if facts:
        found += _facts(typed, locale=locale, as_of=as_of)
    if terms:
        found += _terms(typed, locale=locale)
    return tuple(sorted(found, key=_closeness(typed))[:MOST])


def _facts(typed: str, *, locale: str, as_of: datetime) -> Iterable[Completion]:
    wanted = Q(key__icontains=typed) | Q(name__icontains=typed) | Q(name_en__icontains=typed)
    is_chinese = locale.startswith("zh")
    for fact in Fact.objects.filter(wanted, live=True).order_by("key")[:LOOKED_AT]:
        name = fact.name if is_chinese else fact.name_en or fact.name
        value = _said(fact, locale=locale, as_of=as_of)
        yield Completion(f"{{{{ {fact.key} }}}}", fact.key, name, value, "fact")


def _said(fact: Any, *, locale: str, as_of: datetime) -> str:
    """The value for everybody; a value nobody can read yet is shown as it was typed."""
    has_begun = fact.next_from is not None and fact.next_from <= as_of
    field = "next_value" if has_begun else "value"
    text = getattr(fact, field)
    if fact.type == "text" and locale == "en":
        text = getattr(fact, f"{field}_en") or text
    value = FactValue(type=fact.type, value=text, unit=fact.unit, basis=fact.basis)
    try:
        return format_fact(value, locale=locale, style=Style.SYMBOL)
    except BadValue:
        return str(text)


def _terms(typed: str, *, locale: str) -> Iterable[Completion]:
    short = typed.removeprefix(TERM_PREFIX)
    wanted = Q(key__icontains=short) | Q(jargon__icontains=short) | Q(plain__icontains=short)
    if TERM_PREFIX.startswith(typed):
        wanted = Q()
    rows = Term.objects.filter(wanted, live=True, locale__language_code=to_django(locale))
    for term in rows.order_by("key")[:LOOKED_AT]:
        key = f"{TERM_PREFIX}{term.key}"
        yield Completion(f"{{{{ {key} }}}}", key, term.jargon, term.plain, "term")


def _closeness(typed: str) -> Callable[[Completion], tuple[int, int, str]]:
    def of(one: Completion) -> tuple[int, int, str]:
        begins = (one.key.startswith(typed), one.name.lower().startswith(typed), True)
        return begins.index(True), int(one.kind == "term"), one.key

    return of
