"""What people call each kind of element (docs/words.md), in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext_lazy

from kb.document import Kind

KIND_NAMES: dict[Kind, Any] = {
    Kind.ANSWER: pgettext_lazy("kind of element", "Answer"),
    Kind.EXPLANATION: pgettext_lazy("kind of element", "Explanation"),
    Kind.STEPS: pgettext_lazy("kind of element", "Steps"),
    Kind.CONDITION: pgettext_lazy("kind of element", "Condition"),
    Kind.FEE: pgettext_lazy("kind of element", "Fee"),
    Kind.TABLE: pgettext_lazy("kind of element", "Table"),
    Kind.CAUTION: pgettext_lazy("kind of element", "Caution"),
    Kind.NOTE: pgettext_lazy("kind of element", "Note"),
    Kind.EXAMPLE: pgettext_lazy("kind of element", "Example"),
    Kind.ACTION: pgettext_lazy("kind of element", "Action"),
    Kind.LINK: pgettext_lazy("kind of element", "Link"),
    Kind.IMAGE: pgettext_lazy("kind of element", "Image"),
    Kind.GUIDE: pgettext_lazy("kind of element", "Guide"),
    Kind.SCRIPT: pgettext_lazy("kind of element", "Script"),
    Kind.REQUIRED_SCRIPT: pgettext_lazy("kind of element", "Required script"),
    Kind.INTERNAL_NOTE: pgettext_lazy("kind of element", "Internal note"),
    Kind.NEVER_SAY: pgettext_lazy("kind of element", "Never say"),
    Kind.GRANT: pgettext_lazy("kind of element", "May be granted"),
}
# Kinds whose title stands in the link itself.
LINKED_KINDS = frozenset({Kind.ACTION, Kind.LINK})
