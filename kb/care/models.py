"""The tables of care."""

from kb.care.tables import (
    BasisTask,
    Care,
    CareEvent,
    ConflictDecision,
    Contradiction,
    ReviewMail,
    TopicInterval,
    Wording,
)

__all__ = [
    "BasisTask",
    "Care",
    "CareEvent",
    "ConflictDecision",
    "Contradiction",
    "ReviewMail",
    "TopicInterval",
    "Wording",
]
