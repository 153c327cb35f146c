"""What shared elements, facts and terms have in common: drafts, approval, and being announced."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models, transaction
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin, WorkflowMixin

from kb.authoring.announcements import Change, Subject, announce


class GovernedSnippet(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    models.Model,
):
    """A snippet that goes out only by approval and tells publication about itself."""

    subject: ClassVar[Subject]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            announce(Change(self.subject, self.pk))
