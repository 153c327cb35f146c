"""One search or question, and what came of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """What a search gave: `found`, `nothing`, or `weak`, which is told later; what a question gave:
    `answered`, `clarified`, `handed_over`; and what a reader did then."""

    FOUND = "found"
    NOTHING = "nothing"
    WEAK = "weak"
    ANSWERED = "answered"
    CLARIFIED = "clarified"
    HANDED_OVER = "handed_over"
    # Asked for a person, or only a person may say it: no knowledge is missing.
    TO_PERSON = "to_person"
    OPENED = "opened"
    HELPFUL = "helpful"
    UNHELPFUL = "unhelpful"
    # Told later, by what came next at the seat (silence.py).
    REPEATED = "repeated"
    ABANDONED = "abandoned"


# Of these the words are kept, of all others only that they happened.
UNANSWERED = (Outcome.NOTHING, Outcome.WEAK, Outcome.HANDED_OVER)
SILENT = (Outcome.REPEATED, Outcome.ABANDONED)
KEPT = (*UNANSWERED, Outcome.CLARIFIED, *SILENT)


@dataclass(frozen=True, slots=True)
class Call:
    """`audience`: the rank of whoever asked; `seat`: tells one typing person from another for some
    minutes, empty where nobody types; `is_shared`: many people stand behind the seat; `is_typed`:
    a search that may go on with the next key; `answer`: the key of the one that was opened."""

    at: datetime
    channel: str
    audience: int
    locale: str
    outcome: Outcome
    text: str = ""
    seat: str = ""
    is_shared: bool = False
    is_typed: bool = False
    answer: str = ""
