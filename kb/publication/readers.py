"""What makes a reader's scope: staff have theirs from their groups' grants, a key carries its own;
and what the labels in it are called.

Channels make scopes from what stands here; they do not look into authoring.
"""

from __future__ import annotations

from kb.authoring.label_values import label_names
from kb.authoring.staff_scopes import expand, known_codes, staff_scope
from kb.authoring.teams import (
    team_numbers_of,
    team_of,
    teams_by_person,
    teams_of,
    told_as,
)

__all__ = [
    "expand",
    "known_codes",
    "label_names",
    "staff_scope",
    "team_numbers_of",
    "team_of",
    "teams_by_person",
    "teams_of",
    "told_as",
]
