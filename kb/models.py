"""Collects the rooms' tables under one app label and one migration history."""

from kb.access.models import AccessGrant
from kb.approval.models import SecondPersonTask
from kb.authoring.models import (
    AnswerKey,
    Fact,
    FactVariant,
    KnowledgePage,
    LabelValue,
    SharedElement,
    Term,
    TopicPage,
)
from kb.feedback.models import Feedback
from kb.publication.models import (
    AliasPlace,
    Cursor,
    Dirty,
    EdgeMark,
    FanOut,
    FanOutWait,
    Live,
    LiveElement,
    LiveTopic,
    LiveUse,
    LogEpoch,
    Parked,
    Publication,
    PublicationPerson,
    SourceState,
    Withheld,
)

__all__ = [
    "AccessGrant",
    "AliasPlace",
    "AnswerKey",
    "Cursor",
    "Dirty",
    "EdgeMark",
    "Fact",
    "FactVariant",
    "FanOut",
    "FanOutWait",
    "Feedback",
    "KnowledgePage",
    "LabelValue",
    "Live",
    "LiveElement",
    "LiveTopic",
    "LiveUse",
    "LogEpoch",
    "Parked",
    "Publication",
    "PublicationPerson",
    "SecondPersonTask",
    "SharedElement",
    "SourceState",
    "Term",
    "TopicPage",
    "Withheld",
]
