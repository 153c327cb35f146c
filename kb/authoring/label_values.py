"""The regions, customer segments and products that elements can be labelled with."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kb.authoring.uses.keeping import adopt

FRESH_SECONDS = 10.0


class LabelValue(models.Model):
    """One value of a label, with its name in each language."""

    class Dimension(models.TextChoices):
        REGION = "regions", _("Region or branch")
        SEGMENT = "segments", _("Customer segment")
        PRODUCT = "products", _("Product")

    dimension = models.CharField(_("kind of label"), max_length=10, choices=Dimension.choices)
    code = models.CharField(
        _("code"),
        max_length=40,
        validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", _("Small letters and digits."))],
    )
    name_zh = models.CharField(_("name in Chinese"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        constraints = [
            models.UniqueConstraint(fields=["dimension", "code"], name="kb_label_value_unique")
        ]

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            adopt(self)
        forget_choices()


_choices: dict[str, tuple[float, list[tuple[str, str, str]]]] = {}


def choices_for(dimension: str) -> list[tuple[str, str]]:
    """Code and name, in the language of the screen."""
    chinese = (get_language() or "").startswith("zh")
    return [(code, zh if chinese else en) for code, zh, en in _names_of(dimension)]


def label_choices(dimension: str) -> partial[list[tuple[str, str]]]:
    """For a field that asks for its choices when it is drawn."""
    return partial(choices_for, dimension)


def _names_of(dimension: str) -> list[tuple[str, str, str]]:
    """Kept for a few seconds: a form of 17 blocks asks 51 times."""
    cached = _choices.get(dimension)
    if cached is None or time.monotonic() - cached[0] > FRESH_SECONDS:
        rows = LabelValue.objects.filter(dimension=dimension).order_by("code")
        cached = (time.monotonic(), list(rows.values_list("code", "name_zh", "name_en")))
        _choices[dimension] = cached
    return cached[1]


def forget_choices() -> None:
    _choices.clear()


def label_names() -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
    """(dimension, code) → names per outside locale tag, for texts that list several values."""
    return {
        (row.dimension, row.code): (("zh-Hans", row.name_zh), ("en", row.name_en))
        for row in LabelValue.objects.all()
    }
