"""The tables of care."""

from kb.care.tables import (
    BasisTask,
    Care,
    CareEvent,
    ChangeLevel,
    ConflictDecision,
    Contradiction,
    Health,
    ReviewMail,
    Template,
    TopicInterval,
    TranslationState,
    Wording,
)

__all__ = [
    "BasisTask",
    "Care",
    "CareEvent",
    "ChangeLevel",
    "ConflictDecision",
    "Contradiction",
    "Health",
    "ReviewMail",
    "Template",
    "TopicInterval",
    "TranslationState",
    "Wording",
]
