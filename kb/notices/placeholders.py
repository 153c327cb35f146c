"""What is left open in a template: `{place}`. Facts and terms keep their double braces."""

from __future__ import annotations

import re
from collections.abc import Mapping

# Alone between single braces, on one line, and short: everything else is text.
BLANK = re.compile(r"(?<!\{)\{([^{}\n]{1,40})\}(?!\})")


def blanks_in(*texts: str) -> tuple[str, ...]:
    """Each once, in the order in which they stand."""
    found = (name.strip() for text in texts for name in BLANK.findall(text))
    return tuple(dict.fromkeys(name for name in found if name))


def fill(text: str, values: Mapping[str, str]) -> str:
    """A blank without a value stays as it is, so that nobody overlooks it."""
    return BLANK.sub(lambda found: values.get(found[1].strip(), "").strip() or found[0], text)
