"""The log, and what is live according to it."""

from kb.publication.following_tables import FanOut, FanOutWait, Parked
from kb.publication.live_tables import (
    BEGINNING,
    END,
    AliasPlace,
    Dirty,
    EdgeMark,
    Live,
    LiveElement,
    LiveTopic,
    LiveUse,
    SourceState,
    Withheld,
)
from kb.publication.log_tables import Cursor, LogEpoch, Publication, PublicationPerson
from kb.publication.reconciled_tables import Compared

__all__ = [
    "BEGINNING",
    "END",
    "AliasPlace",
    "Compared",
    "Cursor",
    "Dirty",
    "EdgeMark",
    "FanOut",
    "FanOutWait",
    "Live",
    "LiveElement",
    "LiveTopic",
    "LiveUse",
    "LogEpoch",
    "Parked",
    "Publication",
    "PublicationPerson",
    "SourceState",
    "Withheld",
]
