"""The tables of authoring, each subject in a file of its own."""

from kb.authoring.answer_keys import AnswerKey
from kb.authoring.bases import BasisAttachment, BasisRecord
from kb.authoring.facts import Fact, FactVariant
from kb.authoring.granulating.models import ProposedPoint, SourceDocument
from kb.authoring.jobs.models import Job
from kb.authoring.knowledge import KnowledgePage
from kb.authoring.label_values import LabelValue
from kb.authoring.offers import Offer
from kb.authoring.shared import SharedElement
from kb.authoring.terms import Term
from kb.authoring.topics import TopicPage
from kb.authoring.uses.tables import WrittenUse

__all__ = [
    "AnswerKey",
    "BasisAttachment",
    "BasisRecord",
    "Fact",
    "FactVariant",
    "Job",
    "KnowledgePage",
    "LabelValue",
    "Offer",
    "ProposedPoint",
    "SharedElement",
    "SourceDocument",
    "Term",
    "TopicPage",
    "WrittenUse",
]
