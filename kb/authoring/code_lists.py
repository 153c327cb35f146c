"""A list of label codes in one column, chosen with tick boxes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils.text import capfirst

from kb.authoring.label_values import label_choices


class CodeListField(models.JSONField):
    """`dimension`: whose codes may be chosen: regions, segments or products."""

    def __init__(self, *args: Any, dimension: str, **kwargs: Any) -> None:
        self.dimension = dimension
        options: dict[str, Any] = {"default": list, "blank": True}
        super().__init__(*args, **(options | kwargs))

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, list(args), dict(kwargs) | {"dimension": self.dimension}

    def formfield(self, **kwargs: Any) -> forms.Field:
        return forms.MultipleChoiceField(
            choices=label_choices(self.dimension),
            required=False,
            label=capfirst(self.verbose_name),
            help_text=self.help_text,
            widget=kwargs.get("widget") or forms.CheckboxSelectMultiple,
        )
