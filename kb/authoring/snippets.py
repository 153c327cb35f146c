"""What shared elements, facts and terms have in common: drafts, approval, and being announced."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin, WorkflowMixin

from kb.authoring.announcements import Change, Subject, announce, one_change
from kb.authoring.governed import Governed
from kb.authoring.uses.keeping import adopt, note_saved

# What Wagtail saves about drafts and locks; readers see none of it.
HOUSEKEEPING = frozenset(
    {"latest_revision", "has_unpublished_changes", "locked", "locked_by", "locked_at"}
)


class GovernedSnippet(
    Governed,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    models.Model,
):
    """A snippet that goes out only by approval and tells publication about itself."""

    subject: ClassVar[Subject]
    cleaned_fields: ClassVar[tuple[str, ...]]

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        self._refuse_changed_key()
        self._refuse_taken_key()

    def save(self, *args: Any, **kwargs: Any) -> None:
        is_told = not set(kwargs.get("update_fields") or {"all"}) <= HOUSEKEEPING
        with one_change() if is_told else transaction.atomic():
            super().save(*args, **kwargs)
            if is_told:
                adopt(self)
                note_saved(self, update_fields=kwargs.get("update_fields"))
                announce(Change(self.subject, self.pk))

    def copy_for_translation(self, locale: Any, exclude_fields: Any = None) -> Any:
        """A draft in the other language: Wagtail would make it as live as the original."""
        translated = super().copy_for_translation(locale, exclude_fields=exclude_fields)
        translated.live, translated.has_unpublished_changes = False, True
        translated.live_revision = translated.latest_revision = None
        translated.first_published_at = translated.last_published_at = None
        translated.locked, translated.locked_by, translated.locked_at = False, None, None
        return translated

    def _refuse_changed_key(self) -> None:
        """Texts name it by its key, so the key stays once it has been out."""
        known = type(self).objects.filter(pk=self.pk, first_published_at__isnull=False)
        key = known.values_list("key", flat=True).first()
        if key is not None and key != self.key:
            text = _("This was published as “%(key)s”; its key cannot change any more.")
            raise ValidationError({"key": text % {"key": key}})

    def _refuse_taken_key(self) -> None:
        """Forms leave this to the database where a key is taken once in each language."""
        others = type(self).objects.filter(key=self.key).exclude(pk=self.pk)
        if hasattr(self, "locale_id"):
            others = others.filter(locale_id=self.locale_id)
        if self.key and others.exists():
            text = _("The key “%(key)s” is taken already. Choose another.")
            raise ValidationError({"key": text % {"key": self.key}})
