"""Where something stands in a document, and why it found no place, in words for the editor."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kb.authoring.granulating.source import Block

REASONS = {
    "heading": gettext_lazy("A heading with no text right under it."),
    "picture": gettext_lazy("A picture: add it in the editor."),
    "footnote": gettext_lazy("A footnote: put what matters into the text."),
    "navigation": gettext_lazy("Beside the main text: navigation, head or foot of the page."),
    "margin": gettext_lazy("Head or foot of every page."),
    "active": gettext_lazy("A form, script or embedded thing; it was not run."),
    "template": gettext_lazy("A tag of a site's templates."),
    "deleted": gettext_lazy("Deleted by a tracked change."),
    "hidden": gettext_lazy("Hidden text."),
    "formula": gettext_lazy("A formula that has no computed value in the file."),
    "half": gettext_lazy("A row without its question or its answer."),
    "column": gettext_lazy("A column that is neither question nor answer."),
    "bad row": gettext_lazy("A row that cannot be read."),
    "comment": gettext_lazy("A comment in the margin or at a cell."),
    "wording": gettext_lazy("A wording that is too long: shorten it and add it in the editor."),
    "dropped": gettext_lazy("Dropped by an editor."),
    "undecided": gettext_lazy("In a change of the document that waits for your decision."),
    "unplaced": gettext_lazy("No element could be made of it."),
}


def reason_of(why: str) -> str:
    return str(REASONS.get(why, REASONS["unplaced"]))


def place_of(block: Block) -> str:
    """`Line 12`, `Sheet “FAQ”, row 3`, or the block's number where the format counts neither."""
    if block.sheet:
        words = {"sheet": block.sheet, "line": block.line}
        return _("Sheet “%(sheet)s”, row %(line)d") % words
    if block.line:
        return _("Line %(line)d") % {"line": block.line}
    return _("Block %(number)d") % {"number": block.number}
