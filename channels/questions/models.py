"""Questions of agents to their team leader, each with the reply."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_QUERY, MOST_WORDS, MOST_REPLY = 200, 500, 1000


class LeaderQuestion(models.Model):
    """`request` names the asker's wish, so that a key pressed twice asks once. `teams`: the
    asker's, as they were then (`stored` of their numbers); empty for people of no team. `team`:
    the one by which it is counted. `query`
    is what was searched and `was_found` what came of it; `key` the answer that was open;
    `region`, `segment` what was known of the customer. All words are masked.

    `due_at`: from then on it waits too long. `closed_at`: its asker has read the reply, or has
    taken the question back. `gap_at`: the editors were told that knowledge is missing.
    """

    wagtail_reference_index_ignore = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.UUIDField()
    asker_id = models.BigIntegerField()
    asker_name = models.CharField(max_length=150)
    teams = models.CharField(max_length=200, blank=True)
    team = models.CharField(max_length=150, blank=True)
    locale = models.CharField(max_length=10)
    query = models.CharField(max_length=MOST_QUERY, blank=True)
    was_found = models.BooleanField(null=True)
    key = models.CharField(max_length=80, blank=True)
    key_locale = models.CharField(max_length=10, blank=True)
    region = models.CharField(max_length=80, blank=True)
    segment = models.CharField(max_length=80, blank=True)
    words = models.CharField(max_length=MOST_WORDS, blank=True)
    asked_at = models.DateTimeField(db_index=True)
    due_at = models.DateTimeField()
    reply = models.CharField(max_length=MOST_REPLY, blank=True)
    reply_key = models.CharField(max_length=80, blank=True)
    reply_locale = models.CharField(max_length=10, blank=True)
    replier_id = models.BigIntegerField(null=True)
    replier_name = models.CharField(max_length=150, blank=True)
    replied_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    gap_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("question to the team leader")
        verbose_name_plural = _("questions to the team leader")
        default_permissions = ()
        permissions = [
            ("reply_leaderquestion", "Can reply to questions of agents of the same team"),
            ("oversee_leaderquestion", "Can reply to overdue questions of every team"),
        ]
        indexes = [
            models.Index(fields=["asker_id", "closed_at"], name="channels_question_mine"),
            models.Index(fields=["replied_at", "closed_at"], name="channels_question_open"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["asker_id", "request"], name="channels_one_question")
        ]

    def __str__(self) -> str:
        return f"{self.asker_name}: {self.query or self.key or self.words}"

    @property
    def is_waiting(self) -> bool:
        return self.replied_at is None and self.closed_at is None

    def is_late(self, *, now: datetime) -> bool:
        return self.is_waiting and self.due_at <= now
