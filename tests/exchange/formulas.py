"""Texts that a careless program takes for formulas."""

from kb.text import clean

SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
BEFORE = ("", " ", "\t", "\r", "\n", "\r\n", "\xa0", "\0", "\u200b", "\ufeff", '"', "\u3000")
PREFIXES = [before + sign for sign in SIGNS for before in BEFORE] + [
    "\t",
    "\r",
    "\n",
    "\0",
    "|",
    "%",
]
ATTACKS = [f"{prefix}HYPERLINK(1)" for prefix in PREFIXES]
# The same, to be computed without a name of a function; databases take no NUL.
SUMS = [f"{prefix}1+1" for prefix in PREFIXES if "\0" not in prefix]
STORED = [text for text in ATTACKS if "\0" not in text] + SUMS
# What is left of them when a form or an import has cleaned them, and lines of their own.
KEPT = sorted({clean(text).text.strip() for text in (*ATTACKS, *SUMS)}) + [
    f"年费\n{sign}1+1" for sign in SIGNS
]


def evaluates(text: str) -> bool:
    """What the most careless program does: it skips what it does not see, and then looks."""
    seen = text.lstrip("".join(BEFORE) + " ")
    return seen.startswith(SIGNS)
