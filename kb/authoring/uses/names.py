"""How a source is named wherever its uses are noted; the log names it the same way."""

from __future__ import annotations

from typing import Any

from kb.locales import to_outside


def ref_of(source: Any) -> str:
    """Of a fact, term, shared element, picture, label, basis, answer or offer: `fact:card.fee`.
    Empty for what nothing can use, such as a topic."""
    kind = source._meta.model_name
    if kind == "fact":
        return fact_ref(source.key)
    if kind == "term":
        return term_ref(source.key, locale=to_outside(source.locale.language_code))
    if kind == "sharedelement":
        locale = to_outside(source.locale.language_code)
        return shared_ref(source.translation_key, locale=locale)
    if kind == "offer":
        return offer_ref(source.key, locale=to_outside(source.locale.language_code))
    if kind == "labelvalue":
        return label_ref(source.dimension, source.code)
    if kind == "basisrecord":
        return basis_ref(source.pk)
    if kind == "knowledgepage":
        return answer_ref(source.key, locale=to_outside(source.locale.language_code))
    return image_ref(source.pk) if kind == "image" else ""


def fact_ref(key: str) -> str:
    return f"fact:{key}"


def term_ref(key: str, *, locale: str) -> str:
    return f"term:{locale}:{key}"


def shared_ref(translation_key: Any, *, locale: str) -> str:
    return f"shared:{locale}:{translation_key}"


def offer_ref(key: str, *, locale: str) -> str:
    """Nothing uses an offer; the log names it so."""
    return f"offer:{locale}:{key}"


def answer_ref(key: str, *, locale: str) -> str:
    """A guide leads to it."""
    return f"answer:{locale}:{key}"


def basis_ref(pk: int) -> str:
    return f"basis:{pk}"


def image_ref(pk: int) -> str:
    return f"image:{pk}"


def label_ref(dimension: str, code: str) -> str:
    return f"label:{dimension}:{code}"
