"""The tables of approval, each subject in a file of its own."""

from kb.approval.deputy_tables import Deputy
from kb.approval.request_tables import ApprovalRequest, ApprovalStep, Remark
from kb.approval.rule_tables import KNOWLEDGE, ApprovalRule, StepKind
from kb.approval.task import SecondPersonTask

__all__ = [
    "KNOWLEDGE",
    "ApprovalRequest",
    "ApprovalRule",
    "ApprovalStep",
    "Deputy",
    "Remark",
    "SecondPersonTask",
    "StepKind",
]
