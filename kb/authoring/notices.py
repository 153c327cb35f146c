"""What editors are told after a save, beside the usual “saved”."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kb.authoring.models import KnowledgePage, Offer, SharedElement
from kb.authoring.snippets import GovernedSnippet
from kb.authoring.usage import QUICKLY, foreseen_uses
from kb.authoring.uses.queries import reach_of
from kb.authoring.uses.rights import answers_told
from kb.authoring.variants import are_behind
from kb.problem import say

SHOWN = 5


def tell_editor(request: HttpRequest, saved: Any) -> None:
    """For Wagtail's after_create and after_edit hooks. An autosave is not told: its messages would
    pile up unseen."""
    if not request.accepts("text/html"):
        return
    _tell_removed(request, saved)
    _tell_behind(request, saved)
    if isinstance(saved, GovernedSnippet):
        _tell_effects(request, saved)


def _tell_removed(request: HttpRequest, saved: Any) -> None:
    if removed := getattr(saved, "removed_characters", ()):
        text = _("Characters that nobody sees were taken out: %(names)s.")
        messages.info(request, text % {"names": ", ".join(removed)})


def _tell_behind(request: HttpRequest, saved: Any) -> None:
    behind = [child.block.label for child in _elements_of(saved) if _is_behind(child.value)]
    if behind:
        text = _(
            "The text has changed since the brief, spoken or channel wording was written: "
            "%(elements)s. Check it; if it still fits, tick so below it."
        )
        messages.warning(request, text % {"elements": ", ".join(map(str, behind))})


def _tell_effects(request: HttpRequest, saved: Any) -> None:
    if reach_of(saved) > QUICKLY:
        return
    stopped = [use for use in foreseen_uses(saved) if use.problems]
    if not stopped:
        return
    text = ngettext(
        "Once approved, this no longer fits %(count)s answer: it keeps its last good text where "
        "it can.",
        "Once approved, this no longer fits %(count)s answers: they keep their last good text "
        "where they can.",
        len(stopped),
    )
    told = answers_told(request.user, [use.page_id for use in stopped], now=timezone.now())
    shown = [use for use in stopped if use.page_id in told][:SHOWN]
    reasons = (f"{use.question}: {say(use.problems[0])}" for use in shown)
    messages.warning(request, " ".join([text % {"count": len(stopped)}, *reasons]))


def _elements_of(saved: Any) -> Any:
    if isinstance(saved, KnowledgePage):
        return saved.elements
    return saved.element if isinstance(saved, SharedElement | Offer) else ()


def _is_behind(value: Any) -> bool:
    return hasattr(value, "get") and are_behind(value)
