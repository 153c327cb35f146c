"""Rules to try approval with; those that are there stay as they are."""

from __future__ import annotations

from typing import Any

from kb.approval.rule_tables import ApprovalRule, StepKind

SHARED = ["fact", "shared"]
RULES: tuple[tuple[tuple[str, str], dict[str, Any], tuple[str, ...]], ...] = (
    (
        ("影响多个知识点的改动", "Changes that reach several answers"),
        {"subjects": SHARED, "min_reach": 2, "due_hours": 16},
        ("business", "compliance"),
    ),
    (
        ("风险提示的改动", "Changes of cautions"),
        {"element_kinds": ["caution"], "material_only": True, "due_hours": 24},
        ("consumer",),
    ),
)


def make_demo_rules() -> None:
    for (name_zh, name_en), conditions, steps in RULES:
        rule, is_new = ApprovalRule.objects.get_or_create(
            name_en=name_en, defaults={"name_zh": name_zh} | conditions
        )
        if is_new:
            rule.steps.set(StepKind.objects.filter(code__in=steps))
