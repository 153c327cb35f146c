"""What live answers say that might stand against another, and what was decided about it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Wording(models.Model):
    """The question or another wording of a live answer, in one spelling for one meaning: what a
    form asks for at save. Follows from the pages."""

    wagtail_reference_index_ignore = True

    page_id = models.BigIntegerField(db_index=True)
    locale = models.CharField(max_length=10)
    folded = models.CharField(max_length=255)
    text = models.CharField(max_length=255)
    is_question = models.BooleanField()

    class Meta:
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        default_permissions = ()
        indexes = [models.Index(fields=["folded", "locale"], name="kb_wording_folded")]

    def __str__(self) -> str:
        return self.text


class ConflictDecision(models.Model):
    """Somebody has looked at two truths and said what is meant. `digest` names the pair."""

    wagtail_reference_index_ignore = True

    digest = models.CharField(max_length=64, unique=True)
    about = models.CharField(max_length=255)
    verdict = models.CharField(max_length=10)
    why = models.CharField(max_length=200, blank=True)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("decision about a conflict")
        verbose_name_plural = _("decisions about conflicts")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.about}: {self.verdict}"


class Contradiction(models.Model):
    """Two texts, or a text and a fact, that give other values for the same thing; found by a scan
    of all live answers. Side two is a fact where `fact` names one."""

    wagtail_reference_index_ignore = True

    digest = models.CharField(max_length=64, unique=True)
    locale = models.CharField(max_length=10)
    thing = models.CharField(max_length=120)
    page_id = models.BigIntegerField(db_index=True)
    element = models.CharField(max_length=36)
    said = models.CharField(max_length=200)
    sentence = models.TextField()
    fact = models.CharField(max_length=80, blank=True)
    other_page_id = models.BigIntegerField(null=True)
    other_said = models.CharField(max_length=200)
    other_sentence = models.TextField(blank=True)

    class Meta:
        verbose_name = _("contradiction")
        verbose_name_plural = _("contradictions")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.thing}: {self.said} ≠ {self.other_said}"
