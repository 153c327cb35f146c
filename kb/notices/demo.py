"""Templates to try emergency notices with, from a file beside the demo bank."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from kb.notices.tables import NoticeTemplate


def make_demo_templates(file: Path) -> int:
    """How many were made: none where somebody has prepared any already, or there is no such file.
    Raises ValidationError for what the screen would refuse."""
    if NoticeTemplate.objects.exists() or not file.exists():
        return 0
    made = [_template(row) for row in yaml.safe_load(file.read_text(encoding="utf-8"))]
    for one in made:
        one.full_clean()
        one.save()
    return len(made)


def _template(row: dict[str, Any]) -> NoticeTemplate:
    return NoticeTemplate(**row | {"answers": "\n".join(row["answers"])})
