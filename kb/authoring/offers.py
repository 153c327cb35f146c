"""Offers: the one sentence more, written and approved like all other knowledge. Who gets one, and
what came of it, is the business of kb/offers."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import PreviewableMixin, TranslatableMixin

from kb.authoring.answer_keys import MAX_LENGTH, is_key
from kb.authoring.blocks import ElementsField, element, own_elements, text_block
from kb.authoring.conditions import Condition, ConditionStream, conditions_of, in_words
from kb.authoring.forms import OfferForm
from kb.authoring.plain_language_panel import LanguagePanel
from kb.authoring.previews import preview_modes, render_preview
from kb.authoring.remarks_panel import RemarksPanel
from kb.authoring.snippets import GovernedSnippet
from kb.authoring.variants import note_bases

FIRST, LAST = 1, 9
MOST_DAYS, MOST_TIMES = 3650, 100


class SentenceStream(blocks.StreamBlock):
    """What is said: a sentence, or one with the way to get it done."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        group = _("For customers")
        sentence = element(
            [("text", text_block())], label=_("Sentence"), icon="openquote", group=group
        )
        with_way = dict(own_elements())["action"]
        super().__init__(
            [("answer", sentence), ("action", with_way), *(local_blocks or [])], **kwargs
        )


def _days(name: Any, *, default: int, help_text: Any) -> Any:
    limits = [MinValueValidator(1), MaxValueValidator(MOST_DAYS)]
    return models.PositiveSmallIntegerField(
        name, default=default, validators=limits, help_text=help_text
    )


class Offer(GovernedSnippet, PreviewableMixin, TranslatableMixin):
    """One sentence, for whom it is, and how often anybody hears it."""

    class Purpose(models.TextChoices):
        PRODUCT = "product", _("product offer")
        SERVICE = "service", _("service guidance")

    subject = "offer"

    key = models.CharField(_("key"), max_length=MAX_LENGTH, validators=[is_key])
    title = models.CharField(_("title"), max_length=120)
    purpose = models.CharField(
        pgettext_lazy("of an offer", "purpose"),
        max_length=10,
        choices=Purpose.choices,
        default=Purpose.PRODUCT,
        help_text=_(
            "A product offer is made only to customers who have agreed to offers. Guidance, such "
            "as a shorter way to the same thing, sells nothing and needs no consent."
        ),
    )
    why = models.CharField(
        _("why it is worth saying"),
        max_length=200,
        blank=True,
        help_text=_("For the agent's eyes; the conditions that are met stand beside it."),
    )
    element = ElementsField(SentenceStream(), min_num=1, max_num=1, verbose_name=_("sentence"))
    conditions = ElementsField(
        ConditionStream(required=False),
        blank=True,
        verbose_name=_("conditions"),
        help_text=_(
            "All must hold; with none it is for everybody. What is not known of a customer is not "
            "met, and nothing that asks for products is said before the customer is verified."
        ),
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"),
        default=5,
        validators=[MinValueValidator(FIRST), MaxValueValidator(LAST)],
        help_text=_(
            "1 comes first, 9 last. Of equal ones, the one with more conditions comes first, then "
            "the one whose key comes first."
        ),
    )
    shown_most = models.PositiveSmallIntegerField(
        _("at most so many times"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_TIMES)],
        help_text=_("To one customer, within the days beside it."),
    )
    shown_days = _days(_("within so many days"), default=30, help_text="")
    declined_days = _days(
        _("days of rest once declined"),
        default=180,
        help_text=_(
            "Not said again to a customer who has answered it: accepted it, declined it, or "
            "found it not suitable."
        ),
    )

    base_form_class = OfferForm
    cleaned_fields: ClassVar[tuple[str, ...]] = ("title", "why", "element")
    panels: ClassVar[list[Any]] = [
        RemarksPanel(),
        LanguagePanel(),
        FieldRowPanel([FieldPanel(name, required_on_save=True) for name in ("title", "key")]),
        FieldPanel("element"),
        FieldPanel("purpose"),
        FieldPanel("why"),
        MultiFieldPanel([FieldPanel("conditions")], heading=_("Who gets it, and when")),
        MultiFieldPanel(
            [
                FieldPanel("priority"),
                FieldRowPanel([FieldPanel("shown_most"), FieldPanel("shown_days")]),
                FieldPanel("declined_days"),
            ],
            heading=_("How often"),
        ),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = pgettext_lazy("knowledge", "offer")
        verbose_name_plural = pgettext_lazy("knowledge", "offers")
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(fields=["key", "locale"], name="kb_offer_key_unique"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        note_bases(self.element)
        super().save(*args, **kwargs)

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        note_bases(self.element)
        return super().save_revision(*args, **kwargs)

    @property
    def condition_list(self) -> tuple[Condition, ...]:
        return conditions_of(self.conditions)

    @property
    def condition_lines(self) -> tuple[str, ...]:
        """In plain sentences, for whoever approves it."""
        return in_words(self.condition_list)

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return preview_modes()

    def serve_preview(self, request: Any, mode_name: str) -> Any:
        return render_preview(self, request=request, mode=mode_name)
