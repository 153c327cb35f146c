"""Finding without one of its steps: what each is worth, for the table of bench/retrieval.py."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from kb.search import likest, segmentation, snippets, sounds
from kb.search.engines import asking, recipe

# Name of a step → what stands in its place.
STEPS: dict[str, Sequence[tuple[Any, str, Any]]] = {
    "one spelling (Traditional, confused)": [(segmentation, "SPELLINGS", ())],
    "product names whole": [(segmentation, "_USER_WORD", re.compile(r"(?!)"))],
    "two-character pairs": [
        (asking, "STEPS", tuple(step for step in asking.STEPS if step is not asking.bigrams))
    ],
    "letters in a row": [
        (asking, "STEPS", tuple(step for step in asking.STEPS if step is not asking.letters))
    ],
    "little words count less": [
        (asking, "LITTLE_WEIGHT", 1.0),
        (likest, "LITTLE_WEIGHT", 1.0),
    ],
    "sounds": [
        (asking, "STEPS", tuple(step for step in asking.STEPS if step is not asking.spoken))
    ],
    "numbers in one spelling": [
        (recipe, "numerals", lambda normal: ()),
        (asking, "numerals", lambda normal: ()),
    ],
    "one wording that holds it together": [(likest, "SHARE", 0.0)],
}
BEFORE = "the last five (words and pairs alone, as before)"
STEPS[BEFORE] = [
    *STEPS["one wording that holds it together"],
    *STEPS["numbers in one spelling"],
    *STEPS["little words count less"],
    (asking, "STEPS", (asking.words, asking.bigrams)),
]
KEPT = (
    segmentation.normalise,
    recipe.cut,
    recipe.letters_of,
    recipe.sounds_of,
    recipe.starts,
    sounds.spoken_starts,
    sounds.initial_starts,
    snippets.pieces_of,
    likest.weighed,
)


@contextmanager
def without(step: str) -> Iterator[None]:
    """Both when indexing and when asking."""
    with ExitStack() as stack:
        for place, name, instead in STEPS[step]:
            stack.enter_context(patch.object(place, name, instead))
        forget()
        yield
    forget()


def forget() -> None:
    """What has been worked out before."""
    for function in KEPT:
        function.cache_clear()
