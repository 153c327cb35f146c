"""Rules and a change → the steps it takes. Decided here, written elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kb.approval.features import Features
from kb.approval.rule_tables import FIRST_TURN, KNOWLEDGE, ApprovalRule, StepKind

# Where no rule says otherwise: two working days.
DUE_HOURS = 16


@dataclass(frozen=True, slots=True)
class Asked:
    """One step. `rules`: the names of those that ask for it, in both languages; none for the
    knowledge approver, who is always asked."""

    kind: StepKind
    due_hours: int
    rules: tuple[tuple[str, str], ...] = ()
    turn: int = FIRST_TURN


def steps_asked(features: Features) -> tuple[Asked, ...]:
    """By the rules in force now."""
    rules = ApprovalRule.objects.filter(active=True).prefetch_related("steps").order_by("pk")
    kinds = StepKind.objects.all()
    return steps_by(features, rules=list(rules), kinds=list(kinds))


def steps_by(
    features: Features, *, rules: Iterable[ApprovalRule], kinds: Sequence[StepKind]
) -> tuple[Asked, ...]:
    """The knowledge approver always, and whoever else a rule asks for; where several ask for the
    same, the shortest time and the latest turn count: so it comes after all that any of them wants
    before it."""
    holding = [rule for rule in rules if holds(rule, features)]
    asked = []
    for kind in kinds:
        asking = [rule for rule in holding if kind in rule.steps.all()]
        if asking:
            asked.append(_asked(kind, asking))
        elif kind.code == KNOWLEDGE:
            turn = max((rule.turn_of(kind) for rule in holding), default=FIRST_TURN)
            asked.append(Asked(kind, DUE_HOURS, turn=turn))
    return tuple(sorted(asked, key=lambda one: one.turn))


def _asked(kind: StepKind, rules: Sequence[ApprovalRule]) -> Asked:
    names = tuple((rule.name_zh, rule.name_en) for rule in rules)
    turn = max(rule.turn_of(kind) for rule in rules)
    return Asked(kind, min(rule.due_hours for rule in rules), names, turn)


def holds(rule: ApprovalRule, features: Features) -> bool:
    """Every condition it names. One that names kinds of element is about answers and shared
    elements alone; where a fact or term is seen cannot be told, so that counts as met: a step too
    many does no harm."""
    conditions = rule.conditions()
    met = {
        "subjects": lambda wanted: features.subject in wanted,
        "topics": lambda wanted: bool(features.topics & wanted),
        "element_kinds": lambda wanted: bool((features.kinds or frozenset()) & wanted),
        "audiences": lambda wanted: _any_of(features.audiences, wanted),
        "channels": lambda wanted: _on_any(features.channels, wanted),
    }
    if features.reach < rule.min_reach or (rule.material_only and not features.is_material):
        return False
    return all(met[name](wanted) for name, wanted in conditions.items())


def _any_of(found: frozenset[str] | None, wanted: set[str]) -> bool:
    return found is None or bool(found & wanted)


def _on_any(found: tuple[frozenset[str], ...] | None, wanted: Any) -> bool:
    return found is None or any(not channels or channels & wanted for channels in found)
