"""What the form of an answer shows of its other languages: in a translation the original beside
each element, in an original how much the change matters to its translations.

Which is which, and what has changed since, is known downstream; care registers here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

LEVELS = (
    ("typo", _("Typo: translations stay as they are")),
    ("medium", _("Some change: translations are behind")),
    ("major", _("Major change: translations are wanted at once")),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One element of the original by its block's id, empty for the question. `runs`: what it says
    now, as pieces of text with whether each is new since the translation; `state`: `same`,
    `changed`, `added` (not in the translation) or `gone` (no longer in the original)."""

    block: str
    label: str
    runs: tuple[tuple[str, bool], ...]
    state: str


@dataclass(frozen=True, slots=True)
class Original:
    page_id: int
    title: str
    language: str
    behind: str
    rows: tuple[Row, ...]


FindOriginal = Callable[[Any], Original | None]
FindLevel = Callable[[Any], str]
_original: list[FindOriginal] = []
_level: list[FindLevel] = []


def register(*, original: FindOriginal, level: FindLevel) -> None:
    """`original(page)`: None where the page is no translation. `level(page)`: how much the draft
    of an original changes, empty where no translation would notice."""
    _original[:], _level[:] = [original], [level]


class OriginalPanel(Panel):
    """templates/static/granule/translating.js puts each row beside its element."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"heading": _("The original beside the translation")} | kwargs))

    @property
    def clean_name(self) -> str:
        return "original"

    class BoundPanel(Panel.BoundPanel):
        template_name = "authoring/original_panel.html"

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            found: Sequence[Any] = [find(self.instance) for find in _original if self.instance.pk]
            self.original = next(iter(found), None)

        def is_shown(self) -> bool:
            return self.original is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"original": self.original}


class LevelPanel(Panel):
    """Only for what is live in another language too."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"heading": _("How much does this change matter?")} | kwargs))

    @property
    def clean_name(self) -> str:
        return "change_level"

    class BoundPanel(Panel.BoundPanel):
        template_name = "authoring/level_panel.html"

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            found = [find(self.instance) for find in _level if self.instance.pk]
            self.level = next(iter(found), "")

        def is_shown(self) -> bool:
            return bool(self.level)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"levels": LEVELS, "level": self.level}
