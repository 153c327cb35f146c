"""Search's one table: what an answer's phrases mean, as numbers. Made from what is live, and made
anew where it is lost."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PhraseVector(models.Model):
    """`name`: a digest of the answer and exactly its phrases, so that a vector of other phrases is
    never taken for theirs. `model`: what it may be compared with; `vector`: 32-bit floats."""

    name = models.CharField(max_length=64)
    model = models.CharField(max_length=120)
    key = models.CharField(max_length=80)
    locale = models.CharField(max_length=10)
    vector = models.BinaryField()

    class Meta:
        verbose_name = _("vector of phrases")
        verbose_name_plural = _("vectors of phrases")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["name", "model"], name="one_vector_each")]
        indexes = [models.Index(fields=["key", "locale"])]

    def __str__(self) -> str:
        return f"{self.key} {self.locale} {self.model}"
