"""Collects the rooms' tables under one app label and one migration history."""

from channels.api.models import ApiKey
from channels.contacts.models import Caller, Contact, ContactStep, UsedPop
from channels.delivery.models import Delivery
from channels.delivery.reply_tables import OptOut, Reply
from channels.desk.models import Kept
from channels.questions.models import LeaderQuestion
from channels.reads.models import ReadCount
from channels.renditions.models import Rendition, ServedText
from channels.supervising.models import (
    AnswerFigures,
    CountedDay,
    DeskFigures,
    OfferFigures,
    VerdictFigures,
)
from channels.supervising.team_tables import ComplaintFigures, QuestionFigures, ReadingFigures

__all__ = [
    "AnswerFigures",
    "ApiKey",
    "Caller",
    "ComplaintFigures",
    "Contact",
    "ContactStep",
    "CountedDay",
    "Delivery",
    "DeskFigures",
    "Kept",
    "LeaderQuestion",
    "OfferFigures",
    "OptOut",
    "QuestionFigures",
    "ReadCount",
    "ReadingFigures",
    "Rendition",
    "Reply",
    "ServedText",
    "UsedPop",
    "VerdictFigures",
]
