"""What tables are made of."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from channels.supervising.models import OTHERS

# A float is a share of one.
Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """`code`: names it in addresses and files."""

    code: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def team_name(team: str) -> str:
    return _("Smaller teams together") if team == OTHERS else team
