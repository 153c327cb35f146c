"""What somebody typed → what is asked of the engine, or why it cannot be asked. Pure."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kb.search import segmentation

MOST_CHARACTERS = 2_000
# The rest of a long story adds noise and time, no hits (bench/retrieval.py).
COMPARED_CHARACTERS = 200
MOST_RESULTS_A_PAGE = 50
# Nobody reads further; deeper pages would cost more with every page.
MOST_RESULTS = 200


class BadQuery(ValueError):
    """`code` is stable, for programs; `message` says what to do, in the reader's language."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(message)


def check_text(text: str) -> str:
    """The normalised text, as much of it as is compared. Raises BadQuery; whatever characters it
    holds, they are no reason to."""
    if len(text) > MOST_CHARACTERS:
        message = _("The question is too long: ask in at most %(most)d characters.")
        raise BadQuery("query_too_long", message % {"most": MOST_CHARACTERS})
    normal = segmentation.normalise(text)
    if not normal:
        raise BadQuery("query_empty", _("Nothing is asked: type a question or a few words."))
    return normal[:COMPARED_CHARACTERS].strip()


def check_limit(limit: int) -> int:
    if not 1 <= limit <= MOST_RESULTS_A_PAGE:
        message = _("Ask for 1 to %(most)d results a page.")
        raise BadQuery("bad_limit", message % {"most": MOST_RESULTS_A_PAGE})
    return limit


def read_cursor(cursor: str) -> int:
    """How many results came before. It counts what this reader has seen, nothing else, so it
    tells nothing about what is hidden. Raises BadQuery."""
    if not cursor:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 4 and int(cursor) > 0):
        message = _("This cursor is not one of ours: start again without it.")
        raise BadQuery("bad_cursor", message)
    return min(int(cursor), MOST_RESULTS)


def write_cursor(shown: int) -> str:
    """Empty where there are no further pages."""
    return str(shown) if shown < MOST_RESULTS else ""
