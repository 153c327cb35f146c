"""Terms: the bank's jargon, the plain wording for it, and what customers call it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import TranslatableMixin

from kb.authoring.fact_values import refuse_placeholder
from kb.authoring.facts import KEY_PATTERN
from kb.authoring.forms import CleanSnippetForm
from kb.authoring.remarks_panel import RemarksPanel
from kb.authoring.snippets import GovernedSnippet
from kb.authoring.usage_panel import UsagePanel


class Term(GovernedSnippet, TranslatableMixin):
    """Used in a text as `{{ term.apr }}`, which puts in the plain wording."""

    subject = "term"

    key = models.CharField(
        _("key"),
        max_length=80,
        validators=[RegexValidator(rf"^{KEY_PATTERN}\Z", _("Use a key such as annual_fee."))],
        help_text=_("Write it in a text as {{ term.key }}."),
    )
    jargon = models.CharField(_("the bank's word"), max_length=80)
    plain = models.CharField(_("plain wording"), max_length=120)
    customer_words = models.TextField(
        _("what customers call it"), blank=True, help_text=_("One on each line.")
    )

    base_form_class = CleanSnippetForm
    cleaned_fields: ClassVar[tuple[str, ...]] = ("jargon", "plain", "customer_words")
    panels: ClassVar[list[Any]] = [
        RemarksPanel(),
        FieldRowPanel([FieldPanel("jargon", required_on_save=True), FieldPanel("plain")]),
        FieldPanel("customer_words"),
        FieldPanel("key", required_on_save=True),
        UsagePanel(),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(fields=["key", "locale"], name="kb_term_key_unique"),
        ]

    def clean(self) -> None:
        super().clean()
        refuse_placeholder(self.plain, field="plain")

    def __str__(self) -> str:
        return f"{self.jargon} → {self.plain}"
