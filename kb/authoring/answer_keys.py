"""The public names of answers and topics: one key per translation group, fixed once published."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

MAX_LENGTH = 80
PATTERN = r"[a-z0-9]+([.-][a-z0-9]+)*"
is_key = RegexValidator(
    rf"^{PATTERN}\Z",
    _("Use small letters, digits, and single dots or hyphens between them: cards.annual-fee"),
)


class AnswerKey(models.Model):
    """Key and translation key, each unique: the same answer in every language has one key."""

    key = models.CharField(max_length=MAX_LENGTH, unique=True, validators=[is_key])
    translation_key = models.UUIDField(unique=True)
    is_fixed = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("answer key")
        verbose_name_plural = _("answer keys")

    def __str__(self) -> str:
        return self.key


def key_for(translation_key: uuid.UUID, *, wish: str, title: str) -> str:
    """The key of this translation group, made now if it has none.

    A free wish is taken (`wish` is empty where the editor left it so); a taken one, as after
    copying a page, becomes `…-copy-n`. An unpublished key follows a changed wish that is free.
    """
    row = AnswerKey.objects.filter(translation_key=translation_key).first()
    if row is None:
        key = free_key(wish or suggest_key(title, translation_key))
        return AnswerKey.objects.create(key=key, translation_key=translation_key).key
    if wish and wish != row.key and not row.is_fixed and free_key(wish) == wish:
        row.key = wish
        row.save(update_fields=["key"])
    return row.key


def refuse_changed_key(translation_key: uuid.UUID, *, wish: str) -> None:
    """Raises ValidationError where a published key would change or the wish belongs to another."""
    row = AnswerKey.objects.filter(translation_key=translation_key).first()
    if row is not None and row.is_fixed and wish != row.key:
        raise ValidationError(
            {
                "key": _("This answer was published as “%(key)s”; its key cannot change any more.")
                % {"key": row.key}
            }
        )
    if AnswerKey.objects.filter(key=wish).exclude(translation_key=translation_key).exists():
        raise ValidationError({"key": _("Another answer has this key. Choose a different one.")})


def fix_keys(keys: set[str]) -> None:
    """Called at first publication: from now on outsiders rely on these keys."""
    AnswerKey.objects.filter(key__in=keys, is_fixed=False).update(is_fixed=True)


def free_key(wish: str) -> str:
    if not AnswerKey.objects.filter(key=wish).exists():
        return wish
    base = re.sub(r"-copy-\d+\Z", "", wish)
    taken = set(AnswerKey.objects.filter(key__startswith=base).values_list("key", flat=True))
    number = 1
    while (candidate := _with_suffix(base, f"-copy-{number}")) in taken:
        number += 1
    return candidate


def suggest_key(title: str, translation_key: uuid.UUID) -> str:
    """From a Latin title its slug; from any other a short stable name."""
    slug = slugify(title)[:MAX_LENGTH].strip("-").replace("_", "-")
    slug = re.sub("-{2,}", "-", slug)
    return slug if re.fullmatch(PATTERN, slug) else f"answer-{translation_key.hex[:10]}"


def _with_suffix(base: str, suffix: str) -> str:
    return base[: MAX_LENGTH - len(suffix)].rstrip(".-") + suffix


def with_key(options: dict[str, Any], *, changed: bool) -> dict[str, Any]:
    """What `save` was called with, the key among `update_fields` where saving has changed it."""
    fields = options.get("update_fields")
    if not changed or fields is None:
        return options
    return options | {"update_fields": {*fields, "key"}}
