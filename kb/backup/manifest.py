"""What a backup says of itself."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kb.backup.errors import BadBackup

PRODUCT = "granule"
# Raise it when older programs could not read what is written.
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Part:
    """One file inside, by its path there."""

    name: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """`epoch`, `head` and `head_hash` are of the log as it is inside; noted elsewhere, the last
    two tell later whether that log was cut. `migrations`: the newest of each app."""

    engine: str
    epoch: str
    head: int
    head_hash: str
    made_at: datetime
    migrations: dict[str, str]
    parts: tuple[Part, ...]
    version: str
    format: int = FORMAT
    product: str = PRODUCT

    def to_json(self) -> str:
        return json.dumps(asdict(self) | {"made_at": self.made_at.isoformat()}, indent=1)


def read_manifest(text: bytes) -> Manifest:
    """Raises BadBackup."""
    try:
        data: dict[str, Any] = json.loads(text)
        if data["product"] != PRODUCT:
            raise BadBackup(_("This is no backup of Granule."))
        if data["format"] > FORMAT:
            raise BadBackup(
                _("The backup was written by a newer version of Granule: update this one first.")
            )
        data["parts"] = tuple(Part(**part) for part in data["parts"])
        data["made_at"] = datetime.fromisoformat(data["made_at"])
        return Manifest(**data)
    except (ValueError, KeyError, TypeError) as error:
        raise BadBackup(_("The backup is broken: its manifest cannot be read.")) from error
