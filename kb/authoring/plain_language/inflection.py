"""The forms of an English verb, so that a list need not spell them out."""

from __future__ import annotations

import re
from collections.abc import Iterator

VOWELS = "aeiou"
PAST = 2
# What stands in the lists as something to say, and is not regular.
IRREGULAR = {
    "be": ("is", "was", "being"),
    "begin": ("begins", "began", "beginning"),
    "bring": ("brings", "brought", "bringing"),
    "buy": ("buys", "bought", "buying"),
    "choose": ("chooses", "chose", "choosing"),
    "come": ("comes", "came", "coming"),
    "cut": ("cuts", "cut", "cutting"),
    "deal": ("deals", "dealt", "dealing"),
    "do": ("does", "did", "doing"),
    "find": ("finds", "found", "finding"),
    "get": ("gets", "got", "getting"),
    "give": ("gives", "gave", "giving"),
    "go": ("goes", "went", "going"),
    "have": ("has", "had", "having"),
    "hold": ("holds", "held", "holding"),
    "keep": ("keeps", "kept", "keeping"),
    "know": ("knows", "knew", "knowing"),
    "leave": ("leaves", "left", "leaving"),
    "let": ("lets", "let", "letting"),
    "make": ("makes", "made", "making"),
    "mean": ("means", "meant", "meaning"),
    "meet": ("meets", "met", "meeting"),
    "pay": ("pays", "paid", "paying"),
    "put": ("puts", "put", "putting"),
    "run": ("runs", "ran", "running"),
    "say": ("says", "said", "saying"),
    "see": ("sees", "saw", "seeing"),
    "sell": ("sells", "sold", "selling"),
    "send": ("sends", "sent", "sending"),
    "set": ("sets", "set", "setting"),
    "speed": ("speeds", "sped", "speeding"),
    "stop": ("stops", "stopped", "stopping"),
    "take": ("takes", "took", "taking"),
    "tell": ("tells", "told", "telling"),
    "think": ("thinks", "thought", "thinking"),
    "write": ("writes", "wrote", "writing"),
}
# In these the form that goes with "was" is another than the one that goes with "we", and a listed
# verb has one for both.
TWO_PASTS = frozenset(
    ["be", "begin", "choose", "come", "do", "give", "go", "know", "run", "see", "take", "write"]
)
# These double their last letter although the stress would not tell a program so.
DOUBLING = re.compile(
    r"^[^aeiou]*[aeiou][bdgklmnprt]$|(?:fer|cur|mit|pel|bid|get|rol|cel|ban|plan)$"
)


def forms_of(verb: str, plain: str) -> Iterator[tuple[str, str | None]]:
    """The verb as it stands and its other forms, each with the same form of the plain wording, or
    None where that depends on the sentence; words ending in -ise with their other spelling."""
    heads = [verb]
    if (first := verb.split()[0]).endswith("ise"):
        heads.append(verb.replace(first, first[:-3] + "ize", 1))
    for head in heads:
        instead: list[str | None] = [*_conjugate(plain)] if plain else [plain] * 4
        if plain.split()[:1] and plain.split()[0] in TWO_PASTS:
            instead[PAST] = None
        yield from zip(_conjugate(head), instead, strict=True)


def _conjugate(phrase: str) -> list[str]:
    """Base, third person, past, -ing; only the first word changes."""
    first, blank, rest = phrase.partition(" ")
    third, past, going = IRREGULAR.get(first) or _regular(first)
    return [form + blank + rest for form in (first, third, past, going)]


def _regular(verb: str) -> tuple[str, str, str]:
    if verb.endswith("e"):
        return f"{verb}s", f"{verb}d", f"{verb[:-1]}ing"
    if verb.endswith("y") and verb[-2] not in VOWELS:
        return f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"
    third = f"{verb}es" if verb.endswith(("s", "sh", "ch", "x", "z")) else f"{verb}s"
    double = verb[-1] if DOUBLING.search(verb) else ""
    return third, f"{verb}{double}ed", f"{verb}{double}ing"
