"""The tables of care."""

from kb.care.tables import Care, CareEvent, ReviewMail, TopicInterval

__all__ = ["Care", "CareEvent", "ReviewMail", "TopicInterval"]
