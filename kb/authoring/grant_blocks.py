"""What an agent may grant by herself: its fields, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from kb.authoring.settings_blocks import as_label
from kb.problem import Problem
from kb.problem import msgid as _m

AMOUNT = re.compile(r"\d{1,12}(\.\d{1,2})?", re.ASCII)
ONE_FACT = re.compile(r"\{\{\s*[a-z0-9._-]+\s*\}\}")
CURRENCY = "CNY"


def group_choices() -> list[tuple[str, str]]:
    """Asked anew for each form: groups are made by administrators at any time."""
    return [(name, name) for name in Group.objects.order_by("name").values_list("name", flat=True)]


class GroupsBlock(blocks.MultipleChoiceBlock):
    """Names of groups. One that is gone stays until somebody takes it out, and is told."""

    def __init__(self, **kwargs: Any) -> None:
        options = {"required": False, "widget": forms.CheckboxSelectMultiple}
        super().__init__(choices=group_choices, **(options | kwargs))

    def clean(self, value: Any) -> list[str]:
        """What is unknown is told with the other checks, at publication, as is a missing fact."""
        return [str(name) for name in value or ()]


def grant_fields(text: blocks.TextBlock) -> list[tuple[str, Any]]:
    limit = blocks.CharBlock(
        required=False,
        max_length=120,
        label=as_label(_("up to")),
        help_text=_("An amount in yuan such as 200, or one fact: {{ card.annual_fee }}."),
    )
    groups = GroupsBlock(
        label=as_label(_("who may grant it by themselves")),
        help_text=_("None means every agent. Others see that a team leader may."),
    )
    return [("text", text), ("limit", limit), ("groups", groups)]


def grant_faults(value: Mapping[str, Any], *, element: str) -> Iterator[Problem]:
    limit = str(value.get("limit") or "").strip()
    if limit and not (AMOUNT.fullmatch(limit) or ONE_FACT.fullmatch(limit)):
        yield Problem("grant_limit", BAD_LIMIT, element, place=("limit",))


def unknown_groups(
    value: Mapping[str, Any], *, element: str, known: Collection[str]
) -> list[Problem]:
    """For the editor's form: whoever only reads need not know which groups there are."""
    lost = [name for name in value.get("groups") or () if name not in known]
    return [
        Problem("grant_group", NO_GROUP, element, params=(("name", name),), place=("groups",))
        for name in lost
    ]


def known_groups(names: Iterable[str]) -> frozenset[str]:
    wanted = set(names)
    found = Group.objects.filter(name__in=wanted) if wanted else ()
    return frozenset(group.name for group in found)


BAD_LIMIT = _m("Write an amount in yuan such as 200 or 12.50, or one fact in double braces alone.")
NO_GROUP = _m("There is no group “%(name)s” any more: choose who may grant this.")
