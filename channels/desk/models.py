"""What stands on the empty desk because somebody put it there."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _


class Kept(models.Model):
    """An answer within reach: pinned by a person, or a favourite of a team. Only its name is kept;
    whether somebody may still see it is asked at each look."""

    class Kind(models.TextChoices):
        PIN = "pin", _("Pinned")
        FAVOURITE = "favourite", _("Team favourite")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    user_id = models.BigIntegerField(null=True)
    team = models.ForeignKey(Group, models.CASCADE, null=True, related_name="+")
    key = models.CharField(max_length=80)
    locale = models.CharField(max_length=10)
    position = models.IntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer within reach")
        verbose_name_plural = _("answers within reach")
        default_permissions = ()
        permissions = [("keep_favourites", "Can keep the favourites of teams")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user_id=None) ^ models.Q(team=None), name="channels_kept_by_one"
            ),
            models.UniqueConstraint(
                fields=["user_id", "kind", "key", "locale"], name="channels_kept_once"
            ),
            models.UniqueConstraint(
                fields=["team", "key", "locale"], name="channels_kept_once_by_team"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.key} ({self.locale})"
