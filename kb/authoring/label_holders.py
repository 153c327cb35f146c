"""Who else holds a label, beside elements and facts: told by whoever knows them when the app
starts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from kb.authoring.label_values import LabelValue

# Gives the names of the holders, for people.
Holders = Callable[[str, str, datetime], list[str]]
_known: list[Holders] = []


def register_holders(holders: Holders) -> None:
    """`holders(dimension, code, now)`"""
    _known.append(holders)


def others_who_hold(label: LabelValue, *, now: datetime) -> list[str]:
    return [name for holders in _known for name in holders(label.dimension, label.code, now)]
