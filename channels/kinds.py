"""What people call each kind of element (docs/words.md), in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kb.document import Kind

KIND_NAMES: dict[Kind, Any] = {
    Kind.ANSWER: _("Answer"),
    Kind.EXPLANATION: _("Explanation"),
    Kind.STEPS: _("Steps"),
    Kind.CONDITION: _("Condition"),
    Kind.FEE: _("Fee"),
    Kind.TABLE: _("Table"),
    Kind.CAUTION: _("Caution"),
    Kind.NOTE: _("Note"),
    Kind.EXAMPLE: _("Example"),
    Kind.ACTION: _("Action"),
    Kind.LINK: _("Link"),
    Kind.IMAGE: _("Image"),
    Kind.SCRIPT: _("Script"),
    Kind.REQUIRED_SCRIPT: _("Required script"),
    Kind.INTERNAL_NOTE: _("Internal note"),
    Kind.NEVER_SAY: _("Never say"),
}
# Kinds whose title stands in the link itself.
LINKED_KINDS = frozenset({Kind.ACTION, Kind.LINK})
