"""How people are called on every screen: Chinese names with the family name first, unspaced."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.models import AbstractUser

# The middle dot stands in names that are written out by their sound.
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff·]+")


def full_name(person: Any) -> str:
    """`张建国`, `Li Wei`; empty where no name is known."""
    given, family = person.first_name.strip(), person.last_name.strip()
    if HAN.fullmatch(f"{family}{given}"):
        return f"{family}{given}"
    return f"{given} {family}".strip()


def name_and_number(person: Any) -> str:
    """`Li Wei (0123)`; the staff number alone where no name is known."""
    full = full_name(person)
    return f"{full} ({person.get_username()})" if full else str(person.get_username())


def say_names() -> None:
    """Wagtail's lists, histories and mails ask the person; so all say it alike."""
    AbstractUser.get_full_name = full_name  # type: ignore[method-assign, assignment]
