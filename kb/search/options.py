"""How options are put to the customer: in approved words that tell them apart. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from kb.search.snippets import likeness, pieces_of

# From which likeness two questions are too near each other to choose between at a glance.
NEARLY_THE_SAME = 0.6
# A wording this long is read and not chosen from; the question itself may be longer.
LONGEST_OPTION = 40


def told_apart(candidates: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """For each candidate, of its phrases (the question first) the one to offer: the question,
    or, where another candidate asks nearly the same, what is least like the others' phrases."""
    return tuple(
        _offered(phrases, others=[*candidates[:place], *candidates[place + 1 :]])
        for place, phrases in enumerate(candidates)
    )


def _offered(phrases: Sequence[str], *, others: Sequence[Sequence[str]]) -> str:
    question = phrases[0]
    if _likest(question, [other[0] for other in others]) < NEARLY_THE_SAME:
        return question
    strange = [phrase for several in others for phrase in several]
    short = [phrase for phrase in phrases[1:] if len(phrase) <= LONGEST_OPTION]
    # `min` keeps the first of equals: the question, unless a wording tells more.
    return min([question, *short], key=lambda phrase: _likest(phrase, strange))


def _likest(phrase: str, others: Sequence[str]) -> float:
    asked = frozenset(pieces_of(phrase))
    return max((likeness(asked, frozenset(pieces_of(other))) for other in others), default=0.0)
