"""What belongs to the editor of the admin's world, or to the house: nobody else may change it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, User
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Task, TaskState, UploadedFile, Workflow

from kb.access.models import AccessGrant
from kb.approval.models import ApprovalRule, ApprovalStep, Deputy, Remark, StepKind
from kb.authoring.bases import BasisRecord
from kb.authoring.granulating.models import ProposedPoint, SourceDocument
from kb.authoring.jobs.models import Job
from kb.authoring.models import LabelValue
from kb.care.models import BasisTask, Care, ConflictDecision, Contradiction, Correction
from kb.feedback.complaints.models import Complaint
from kb.feedback.surges.models import Surge
from kb.notices.models import NoticeTemplate, NoticeVersion
from kb.offers.models import MadeOffer
from kb.publication.models import Dirty, Live
from kb.reading.models import RequiredReading

COLUMNS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (
        Page,
        ("pk", "path", "title", "live", "locked", "latest_revision_id", "owner_id", "locale_id"),
    ),
    (TaskState, ("pk", "status", "revision_id", "finished_by_id")),
    (ApprovalStep, ("pk", "decision", "decided_by_id")),
    (Remark, ("pk", "answer", "done_by_id")),
    (Deputy, ("pk", "person_id", "deputy_id", "first_day", "last_day")),
    (Live, ("pk", "seq")),
    (Care, ("subject", "object_id", "owner_id", "due_on")),
    (get_image_model(), ("pk", "title", "file", "uploaded_by_user_id")),
    (User, ("pk", "username", "password", "is_active", "is_superuser")),
    (Group, ("pk", "name", "permissions")),
    (User.groups.through, ("user_id", "group_id")),
    (AccessGrant, ("pk", "audience", "channels")),
    (ApprovalRule, ("pk", "active", "min_reach")),
    (StepKind, ("pk", "code")),
    (MadeOffer, ("pk", "outcome")),
    (LabelValue, ("pk", "code")),
    (Workflow, ("pk", "active")),
    (SourceDocument, ("pk", "digest", "topic_id")),
    (ProposedPoint, ("pk", "question", "pieces", "is_dropped", "drafted_at")),
    (Job, ("pk", "state", "is_cancelled")),
    (BasisRecord, ("pk", "state")),
    (BasisTask, ("pk", "outcome", "closed_by")),
    (Correction, ("pk", "outcome", "closed_by")),
    (Complaint, ("pk", "owner_id", "helper_id", "cause", "closed_at")),
    (RequiredReading, ("pk", "asked_by_id", "due_at", "ended_by")),
    (Contradiction, ("pk", "digest")),
    (ConflictDecision, ("pk",)),
    (Surge, ("pk", "ended_at", "known_until")),
    (NoticeTemplate, ("pk", "wording_zh")),
    (NoticeVersion, ("pk", "state", "digest", "until_at")),
    (Dirty, ("pk", "parked")),
    (get_document_model(), ("pk", "title", "file")),
    (UploadedFile, ("pk", "file")),
    (Task, ("pk", "active")),
)


def belongings() -> dict[str, set[Any]]:
    """By table, as it stands in the database."""
    return {
        model.__name__: {tuple(map(str, row)) for row in model.objects.values_list(*columns)}
        for model, columns in COLUMNS
    }
