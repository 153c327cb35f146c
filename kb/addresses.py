"""Finds what a reader, or their telephone, would take for an address in the web. Pure."""

from __future__ import annotations

import re
import unicodedata

# Any name with a dot and letters behind it; nobody can list the endings there are.
_LATIN_END = r"[\w-]*(?<!\.)\.[a-z]{2,}"
# Behind digits alone it is a list, as in 1.已核实, but not behind three: 95588.中国 is a name.
_ANY_END = r"(?:[\w-]*[^\W\d_][\w-]*|\d{3,})\.[^\W\d_]{2,}"
# Browsers take 。 for a dot; between Latin letters no sentence ends with it.
_WIDE_DOT = r"[a-z0-9-]+。[a-z]{2,}"
_BY_NUMBER = r"\d{1,3}(?:\.\d{1,3}){3}[:/]"
_SCHEME = r"https?:|[a-z][a-z0-9+.-]*://|www\."
_ADDRESS = re.compile("|".join((_SCHEME, _BY_NUMBER, _LATIN_END, _ANY_END, _WIDE_DOT)))
MOST_SHOWN = 40


def address_in(text: str) -> str:
    """The first, as far as it gives itself away; empty where there is none. Full-width letters and
    dots count as ours. Amounts, dates, times and versions have digits behind their dots."""
    found = _ADDRESS.search(_plain(text))
    return found[0][:MOST_SHOWN] if found else ""


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(char for char in folded if unicodedata.category(char)[0] not in "MC")
