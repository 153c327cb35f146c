"""The tables of emergency notices."""

from kb.notices.tables import Notice, NoticeEvent, NoticeReading, NoticeTemplate, NoticeVersion

__all__ = ["Notice", "NoticeEvent", "NoticeReading", "NoticeTemplate", "NoticeVersion"]
