"""The types of facts and what a value of each looks like."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TYPES = [
    ("money", _("Money")),
    ("rate", _("Rate")),
    ("count", _("Count or limit")),
    ("date", _("Date")),
    ("phone", _("Phone number")),
    ("hours", _("Opening hours")),
    ("text", _("Text")),
]
UNITS = [
    ("CNY", _("Chinese yuan")),
    ("HKD", _("Hong Kong dollar")),
    ("USD", _("US dollar")),
    ("EUR", _("Euro")),
    ("minute", _("minutes")),
    ("hour", _("hours")),
    ("day", _("days")),
    ("working_day", _("working days")),
    ("month", _("months")),
    ("year", _("years")),
    ("time", _("times")),
    ("card", _("cards")),
    ("person", _("people")),
]
BASES = [
    ("annual", _("a year")),
    ("monthly", _("a month")),
    ("daily", _("a day")),
    ("simple", _("a year, simple interest")),
    ("compound", _("a year, compound interest")),
    ("once", _("of the amount, once")),
]
HOURS = re.compile(r"[1-7](-[1-7])? \d\d:\d\d-\d\d:\d\d(; [1-7](-[1-7])? \d\d:\d\d-\d\d:\d\d)*")
PHONE = re.compile(r"\+?[0-9](-?[0-9]){2,19}")


def _is_decimal(text: str) -> bool:
    try:
        return Decimal(text).is_finite() and "e" not in text.lower()
    except InvalidOperation:
        return False


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


CHECKS: dict[str, tuple[Callable[[str], object], str | Promise]] = {
    "money": (_is_decimal, _("Write the amount as a plain number: 200 or 12.50")),
    "rate": (_is_decimal, _("Write the rate with its percent sign, 3.85%, or as 0.0385")),
    "count": (_is_decimal, _("Write a plain number.")),
    "date": (_is_date, _("Write the date as 2027-01-31.")),
    "phone": (PHONE.fullmatch, _("Write digits, with single hyphens between them: 400-000-1234")),
    "hours": (HOURS.fullmatch, _("Write days and times: 1-5 09:00-17:00; 6-7 09:30-16:00")),
    "text": (str.strip, _("Write the text.")),
}


def check_value(fact_type: str, value: str, *, field: str) -> None:
    """Raises ValidationError, at `field`, for a value that its type does not allow."""
    is_good, advice = CHECKS[fact_type]
    if not is_good(value):
        raise ValidationError({field: advice})


def plain_value(fact_type: str, text: str) -> str:
    """As it is kept: a rate that is written `3.85%` is 0.0385, digit for digit."""
    number = text.strip().removesuffix("%").removesuffix("\uff05").rstrip()
    if fact_type != "rate" or number == text.strip() or not _is_decimal(number):
        return text
    return format(Decimal(number).scaleb(-2), "f")


def is_bare_percent(text: str) -> bool:
    """A number above 1 without its percent sign."""
    return _is_decimal(text.strip()) and abs(Decimal(text.strip())) > 1


def refuse_placeholder(text: str, *, field: str) -> None:
    """What texts put in their placeholders may hold none itself: it would never be filled, and two
    that name each other could not be."""
    if "{{" in text:
        raise ValidationError({field: _("Write this out: a placeholder cannot stand here.")})
