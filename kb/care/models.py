"""The tables of care."""

from kb.care.conflict_tables import ConflictDecision, Contradiction, Wording
from kb.care.correction_tables import Correction, Report
from kb.care.health_tables import Health
from kb.care.tables import BasisTask, Care, CareEvent, ReviewMail, Template, TopicInterval
from kb.care.translation_tables import ChangeLevel, TranslationState

__all__ = [
    "BasisTask",
    "Care",
    "CareEvent",
    "ChangeLevel",
    "ConflictDecision",
    "Contradiction",
    "Correction",
    "Health",
    "Report",
    "ReviewMail",
    "Template",
    "TopicInterval",
    "TranslationState",
    "Wording",
]
