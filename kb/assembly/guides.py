"""A typed guide → the guide of a passage; what an agent may grant → its limit as a typed value."""

from __future__ import annotations

import hashlib
from typing import Any

from kb.assembly.wordings import Writer
from kb.authoring.grant_blocks import AMOUNT, CURRENCY, grant_faults
from kb.authoring.guides.checks import faults_in
from kb.authoring.guides.trees import TypedChoice, TypedQuestion, tree_of
from kb.document import FactUse, FactValue, FactVariant, Grant, Guide, Wording
from kb.guide import Goal, GoalType, GuideChoice, GuideQuestion


def guide_of(value: Any, *, writer: Writer) -> Guide | None:
    """Its faults are left with the writer; then there is no guide to go out."""
    tree = tree_of(value.get("questions"))
    kinds = {block: kind for block, (_id, kind) in writer.places.items()}
    faults = faults_in(tree, element=writer.element, elements=kinds, own_key=writer.key)
    if faults:
        writer.problems.extend(faults)
        return None
    return Guide(tuple(_question(number, question, writer) for number, question in enumerate(tree)))


def _question(number: int, question: TypedQuestion, writer: Writer) -> GuideQuestion:
    choices = tuple(
        _choice(f"{number}.{place}", choice, writer)
        for place, choice in enumerate(question.choices)
    )
    return GuideQuestion(question.name, writer.write(question.text), choices)


def _choice(place: str, choice: TypedChoice, writer: Writer) -> GuideChoice:
    """Its item's id is as good as random, where one was given; eight digits do within a page."""
    seed = f"{writer.element}:{choice.id or place}"
    own = hashlib.sha256(seed.encode()).hexdigest()[:8]
    value = writer.places[choice.value][0] if choice.goal == GoalType.ELEMENT else choice.value
    return GuideChoice(own, writer.write(choice.text), Goal(GoalType(choice.goal), value))


def grant_of(value: Any, *, writer: Writer) -> Grant:
    writer.problems.extend(grant_faults(value, element=writer.element))
    limit = str(value.get("limit") or "").strip()
    groups = tuple(sorted(str(name) for name in value.get("groups") or ()))
    return Grant(_limit(limit, writer) if limit else None, groups)


def _limit(limit: str, writer: Writer) -> Wording:
    if not AMOUNT.fullmatch(limit):
        return writer.write(limit)
    amount = FactVariant(FactValue("money", limit, CURRENCY))
    return Wording((FactUse("", (amount,)),))
