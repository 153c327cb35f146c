"""What a form would say, as one sentence."""

from __future__ import annotations

from django.core.exceptions import ValidationError


def objections_in(error: ValidationError) -> str:
    if hasattr(error, "error_dict"):
        pairs = error.message_dict.items()
        return " ".join(f"{name}: {text}" for name, texts in pairs for text in texts)
    return " ".join(error.messages)
