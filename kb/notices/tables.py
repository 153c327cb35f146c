"""Emergency notices, their versions, and who has seen them. Nothing of it is ever deleted: it is
what was said, and by whom."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kb.access import Audience, Labels
from kb.access.models import AUDIENCE_CHOICES
from kb.locales import to_django
from kb.text import clean

LONGEST_WORDING = 300
LONGEST_HOURS = 24 * 14
WORDINGS = ("wording_zh", "wording_en", "inner_zh", "inner_en")


class Worded(models.Model):
    """The one wording for customers, and a line for agents alone, in each language."""

    wording_zh = models.TextField(_("to customers, in Chinese"), max_length=LONGEST_WORDING)
    wording_en = models.TextField(_("to customers, in English"), max_length=LONGEST_WORDING)
    inner_zh = models.TextField(
        _("for agents only, in Chinese"), max_length=LONGEST_WORDING, blank=True
    )
    inner_en = models.TextField(
        _("for agents only, in English"), max_length=LONGEST_WORDING, blank=True
    )
    audience = models.CharField(
        _("who may be told"), max_length=10, choices=AUDIENCE_CHOICES, default="public"
    )

    class Meta:
        abstract = True

    def wording(self, locale: str) -> str:
        return self.wording_zh if _is_chinese(locale) else self.wording_en

    def inner(self, locale: str) -> str:
        return self.inner_zh if _is_chinese(locale) else self.inner_en


class NoticeTemplate(Worded):
    """A notice that is prepared on a quiet day. `{place}` is filled in when it is used."""

    name_zh = models.CharField(_("name in Chinese"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    hours = models.PositiveSmallIntegerField(
        _("usual length in hours"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_HOURS)],
    )
    answers = models.TextField(
        _("linked answers"),
        blank=True,
        help_text=_("One on each line: the answer's key, such as cards.report-loss."),
    )

    class Meta:
        verbose_name = _("notice template")
        verbose_name_plural = _("notice templates")
        ordering = ["name_zh", "pk"]

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en

    def clean(self) -> None:
        super().clean()
        for name in (*WORDINGS, "name_zh", "name_en"):
            setattr(self, name, clean(getattr(self, name)).text.strip())
        if not self.wording_zh or not self.wording_en:
            raise ValidationError(_("Write the wording for customers in both languages."))


class Notice(models.Model):
    """One emergency, through all its versions. `title` is for staff; `template`: the name of the
    one it was begun from, as it was then."""

    wagtail_reference_index_ignore = True

    title = models.CharField(_("title"), max_length=80)
    template = models.CharField(max_length=80, blank=True)
    begun_at = models.DateTimeField()

    class Meta:
        verbose_name = _("emergency notice")
        verbose_name_plural = _("emergency notices")
        default_permissions = ("view",)
        permissions: ClassVar = [
            ("submit_notice", "Can submit and end emergency notices"),
            ("release_notice", "Can release emergency notices of others"),
        ]

    def __str__(self) -> str:
        return self.title


class NoticeVersion(Worded):
    """What was submitted once, never changed afterwards but for what became of it.

    `starts_at` empty: when it is released. `from_at`, `until_at`: when it really holds, known once
    it is released; an early end or a released correction moves `until_at` back. The four label
    lists narrow: none means everybody. `answers`: keys.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("notice", "Waits for release")
        RELEASED = "released", pgettext_lazy("notice", "Released")
        SENT_BACK = "sent_back", pgettext_lazy("notice", "Sent back")
        REPLACED = "replaced", pgettext_lazy("notice", "Replaced before release")

    wagtail_reference_index_ignore = True

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    regions = models.JSONField(default=list)
    topics = models.JSONField(default=list)
    teams = models.JSONField(default=list)
    answers = models.JSONField(default=list)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    digest = models.CharField(max_length=64)
    author_id = models.BigIntegerField()
    author_name = models.CharField(max_length=150)
    submitted_at = models.DateTimeField()
    releaser_id = models.BigIntegerField(null=True)
    releaser_name = models.CharField(max_length=150, blank=True)
    from_at = models.DateTimeField(null=True)
    until_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        verbose_name = _("version of a notice")
        verbose_name_plural = _("versions of notices")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["notice", "number"], name="kb_notice_version_number")
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}.{self.number}: {self.state}"

    @property
    def labels(self) -> Labels:
        """Of the one who may be told, with the time in which it holds."""
        return Labels(
            audience=Audience.from_code(self.audience),
            regions=frozenset(self.regions),
            valid_from=self.from_at,
            valid_to=self.until_at,
        )

    def holds(self, at: datetime) -> bool:
        if self.from_at is None or self.until_at is None:
            return False
        return self.from_at <= at < self.until_at


class NoticeEvent(models.Model):
    """Who did what about a notice, and when; only ever added to."""

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", pgettext_lazy("notice event", "Submitted")
        RELEASED = "released", pgettext_lazy("notice event", "Released")
        SENT_BACK = "sent_back", pgettext_lazy("notice event", "Sent back")
        ENDED = "ended", pgettext_lazy("notice event", "Ended early")

    wagtail_reference_index_ignore = True

    version = models.ForeignKey(NoticeVersion, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    by_id = models.BigIntegerField()
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("event of a notice")
        verbose_name_plural = _("events of notices")
        default_permissions = ()
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.kind}"


class NoticeReading(models.Model):
    """One desk that has had it on its screen; `read_at`: when its agent confirmed to have read it.
    `team`: as it was then."""

    wagtail_reference_index_ignore = True

    version = models.ForeignKey(NoticeVersion, models.PROTECT, related_name="readings")
    user_id = models.BigIntegerField()
    team = models.CharField(max_length=150, blank=True)
    shown_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("reading of a notice")
        verbose_name_plural = _("readings of notices")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["version", "user_id"], name="kb_notice_read_once")
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.user_id}"


def _is_chinese(locale: str) -> bool:
    return to_django(locale).startswith("zh")


def content_of(version: NoticeVersion) -> dict[str, Any]:
    """All that an approval is of."""
    names = (*WORDINGS, "audience", "regions", "topics", "teams", "answers")
    said: dict[str, Any] = {name: getattr(version, name) for name in names}
    return said | {"starts_at": _moment(version.starts_at), "ends_at": _moment(version.ends_at)}


def _moment(at: datetime | None) -> str:
    """The same whatever time zone it was typed in."""
    return at.astimezone(UTC).isoformat() if at else ""
