"""Names of what an import would do, in the language of the screen."""

from __future__ import annotations

from functools import cache
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kb.authoring.blocks import AnswerStream

register = template.Library()
SUBJECTS = {
    "label": _("Label"), "topic": _("Topic"), "image": _("Image"), "basis": _("Basis"),
    "fact": _("Fact"), "term": _("Term"), "shared": _("Shared element"),
    "answer": pgettext_lazy("subject", "Answer"),
}  # fmt: skip
VERDICTS = {
    "added": _("added"), "changed": _("changed"), "unchanged": _("unchanged"),
    "refused": _("refused"),
}  # fmt: skip
FIELDS = {
    "text": _("text"), "title": _("title"), "question": _("Standard question"),
    "wordings": _("other wordings"), "brief": _("brief form"), "spoken": _("spoken form"),
    "steps": _("steps"), "table": _("table"), "targets": _("targets"), "value": _("value"),
    "overrides": _("channel wordings"), "variants": _("Variants"), "next_value": _("next value"),
    "regions": _("regions"), "segments": _("customer segments"), "products": _("products"),
    "channels": _("channels"), "audience": _("audience"),
    "verification": _("after verification"), "valid_from": _("valid from"),
    "valid_to": _("valid to"), "basis": _("Basis"), "order": _("order"), "kind": _("kind"),
    "plain": _("plain wording"), "jargon": _("the bank's word"),
}  # fmt: skip


@register.filter
def subject_name(name: str) -> str:
    return str(SUBJECTS.get(name, name))


@register.filter
def verdict_name(name: str) -> str:
    return str(VERDICTS.get(name, name))


@register.filter
def field_name(name: str) -> str:
    return str(FIELDS.get(name, name))


@register.filter
def kind_name(name: str) -> str:
    return str(_labels().get(name, name))


@cache
def _labels() -> dict[str, Any]:
    return {kind: block.label for kind, block in AnswerStream().child_blocks.items()}
