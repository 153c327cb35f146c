"""What can be said of an element at the desk, in the order of its keys."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

VERDICTS = [
    ("wrong", _("Wrong")),
    ("outdated", _("Out of date")),
    ("unclear", _("Unclear")),
    ("not_understood", _("The customer did not understand")),
    ("missing", _("Something is missing")),
]
