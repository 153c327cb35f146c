"""Facts: typed values kept once and used in texts as `{{ card.annual_fee }}`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel

from kb.authoring.code_lists import CodeListField
from kb.authoring.fact_timeline import has_started, shown_next, shown_value, take_over
from kb.authoring.fact_values import (
    BASES,
    TYPES,
    UNITS,
    check_value,
    is_bare_percent,
    plain_value,
    refuse_placeholder,
)
from kb.authoring.forms import CleanSnippetForm
from kb.authoring.label_values import choices_for
from kb.authoring.remarks_panel import RemarksPanel
from kb.authoring.snippets import GovernedSnippet
from kb.authoring.timeline_panel import TimelinePanel
from kb.authoring.usage_panel import UsagePanel

KEY_PATTERN = r"[a-z0-9]+(?:[._-][a-z0-9]+)*"
VALUE_FIELDS = ("value", "value_en", "next_value", "next_value_en")


BARE_PERCENT = _("%(typed)s without a percent sign is more than the whole. Write %(typed)s%%.")
NOT_FUTURE = _("This day has passed: choose a later one, or write this as the value itself.")


def next_value_panels() -> list[FieldRowPanel]:
    """Fresh panels for the value to come and its day."""
    values = FieldRowPanel([FieldPanel("next_value"), FieldPanel("next_value_en")])
    return [values, FieldRowPanel([FieldPanel("next_from")])]


class FactForm(CleanSnippetForm):
    """Wagtail's forms of variants do not know their fact yet, so their values are checked here. A
    next value whose day has come stands as the value, so that the next can be entered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.taken_over = _take_over(kwargs.get("instance"), now=timezone.now())
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._refuse_past(self, cleaned)
        self._refuse_bare(self, cleaned, fact_type=cleaned.get("type") or self.instance.type)
        return cleaned

    def _refuse_past(self, form: Any, cleaned: dict[str, Any]) -> None:
        """A day that passes while the change waits for approval is no fault: it then holds at
        once."""
        day = cleaned.get("next_from")
        if day and day <= timezone.now() and "next_from" in form.changed_data:
            form.add_error("next_from", NOT_FUTURE)

    def _refuse_bare(self, form: Any, cleaned: dict[str, Any], *, fact_type: str) -> None:
        """Whoever types 3.85 for a rate means 3.85% far more often than 385%, so it is asked."""
        for name in ("value", "next_value"):
            typed = str(cleaned.get(name) or "")
            if fact_type == "rate" and name in form.changed_data and is_bare_percent(typed):
                form.add_error(name, BARE_PERCENT % {"typed": typed.strip()})

    def is_valid(self) -> bool:
        is_valid = bool(super().is_valid())
        variants = self.formsets["variants"]
        for form in variants.forms:
            if form.is_valid() and form.cleaned_data and not form.cleaned_data["DELETE"]:
                self._check(form)
                self._refuse_past(form, form.cleaned_data)
                self._refuse_bare(form, form.cleaned_data, fact_type=self.instance.type)
        return is_valid and bool(variants.is_valid())

    def _check(self, form: Any) -> None:
        if not self.instance.type:
            return
        try:
            check_values(form.instance, fact_type=self.instance.type)
        except ValidationError as error:
            form.add_error(None, error)


class Fact(GovernedSnippet, ClusterableModel):
    """A fee, rate, limit, date, phone number or opening hours, with variants and a next value."""

    subject = "fact"

    key = models.CharField(
        _("key"),
        max_length=80,
        unique=True,
        validators=[RegexValidator(rf"^{KEY_PATTERN}\Z", _("Use a key such as card.annual_fee."))],
        help_text=_("Write it in a text as {{ key }}."),
    )
    name = models.CharField(_("name in Chinese"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    type = models.CharField(_("type"), max_length=10, choices=TYPES)
    unit = models.CharField(_("unit or currency"), max_length=12, choices=UNITS, blank=True)
    basis = models.CharField(_("basis of a rate"), max_length=10, choices=BASES, blank=True)
    value = models.CharField(_("value"), max_length=200)
    value_en = models.CharField(
        _("value in English"), max_length=200, blank=True, help_text=_("Only for type “text”.")
    )
    next_value = models.CharField(_("next value"), max_length=200, blank=True)
    next_value_en = models.CharField(_("next value in English"), max_length=200, blank=True)
    next_from = models.DateTimeField(_("next value from"), null=True, blank=True)

    base_form_class = FactForm
    cleaned_fields: ClassVar[tuple[str, ...]] = ("name", "name_en", *VALUE_FIELDS)
    panels: ClassVar[list[Any]] = [
        RemarksPanel(),
        FieldRowPanel([FieldPanel("name", required_on_save=True), FieldPanel("name_en")]),
        FieldPanel("key", required_on_save=True),
        FieldRowPanel([FieldPanel("type"), FieldPanel("unit"), FieldPanel("basis")]),
        FieldRowPanel([FieldPanel("value"), FieldPanel("value_en")]),
        MultiFieldPanel(next_value_panels(), heading=_("Next value"), classname="collapsed"),
        InlinePanel("variants", heading=_("Variants"), label=_("variant"), panels=[
            FieldRowPanel([FieldPanel(name) for name in ("regions", "segments", "products")]),
            FieldRowPanel([FieldPanel("value"), FieldPanel("value_en")]),
            *next_value_panels(),
        ]),
        TimelinePanel(),
        UsagePanel(),
    ]  # fmt: skip

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ["key"]

    @admin.display(description=_("Name"), ordering="name")
    def name_here(self) -> str:
        """In the language of the screen, as far as it has one there."""
        chinese = (get_language() or "").startswith("zh")
        return self.name if chinese else self.name_en or self.name

    def __str__(self) -> str:
        return f"{self.name_here()} ({self.key})"

    @property
    def value_over_time(self) -> str:
        """For lists: what holds, and what follows from when."""
        now = timezone.now()
        value, coming = shown_value(self, fact=self, now=now), shown_next(self, fact=self, now=now)
        if coming is None:
            return value
        day = date_format(timezone.localtime(coming[0]), "Y-m-d H:i").removesuffix(" 00:00")
        text = _("%(value)s, from %(day)s: %(next)s")
        return text % {"value": value, "day": day, "next": coming[1]}

    def clean(self) -> None:
        super().clean()
        if not self.type:
            return
        if self.type == "rate" and not self.basis:
            raise ValidationError({"basis": _("A rate must say its basis: annual, monthly, …")})
        if self.type == "money" and not self.unit:
            raise ValidationError({"unit": _("Money must say its currency.")})
        check_values(self, fact_type=self.type)


class FactVariant(models.Model):
    """The value for some regions, segments or products."""

    fact = ParentalKey(Fact, on_delete=models.CASCADE, related_name="variants")
    regions = CodeListField(_("regions"), dimension="regions")
    segments = CodeListField(_("segments"), dimension="segments")
    products = CodeListField(_("products"), dimension="products")
    value = models.CharField(_("value"), max_length=200)
    value_en = models.CharField(_("value in English"), max_length=200, blank=True)
    next_value = models.CharField(_("next value"), max_length=200, blank=True)
    next_value_en = models.CharField(_("next value in English"), max_length=200, blank=True)
    next_from = models.DateTimeField(_("next value from"), null=True, blank=True)

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.fact_id}: {self.value}"

    @property
    def label_names(self) -> str:
        """Whom it is for, in the language of the screen."""
        found = (
            dict(choices_for(dimension)).get(code, code)
            for dimension in ("regions", "segments", "products")
            for code in getattr(self, dimension)
        )
        return ", ".join(map(str, found))

    def clean(self) -> None:
        super().clean()
        if not (self.regions or self.segments or self.products):
            raise ValidationError(_("A variant needs a region, a segment or a product."))
        fact = getattr(self, "fact", None)
        if fact is not None and fact.type:
            check_values(self, fact_type=fact.type)


def check_values(row: Any, *, fact_type: str) -> None:
    """Each value as its type wants it, a next value with its day; raises ValidationError."""
    for name in VALUE_FIELDS:
        refuse_placeholder(getattr(row, name), field=name)
    for name in ("value", "next_value"):
        setattr(row, name, plain_value(fact_type, getattr(row, name)))
    if row.value:
        check_value(fact_type, row.value, field="value")
    if bool(row.next_value) != bool(row.next_from):
        raise ValidationError(
            {"next_from": _("Give both the next value and when it starts, or neither.")}
        )
    if row.next_value:
        check_value(fact_type, row.next_value, field="next_value")


def _take_over(fact: Any, *, now: datetime) -> list[tuple[datetime, str]]:
    """In memory alone; returns what was taken over, and since when it holds."""
    if fact is None or fact.pk is None:
        return []
    rows = list(fact.variants.all())
    due = [row for row in (fact, *rows) if has_started(row, now=now)]
    taken = [(row.next_from, row.next_value) for row in due if row.next_from]
    for row in due:
        take_over(row)
    if due:
        fact.variants = rows
    return taken
