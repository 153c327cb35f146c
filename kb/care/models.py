"""The tables of care."""

from kb.care.tables import (
    Care,
    CareEvent,
    ConflictDecision,
    Contradiction,
    ReviewMail,
    TopicInterval,
    Wording,
)

__all__ = [
    "Care",
    "CareEvent",
    "ConflictDecision",
    "Contradiction",
    "ReviewMail",
    "TopicInterval",
    "Wording",
]
