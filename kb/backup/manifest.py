"""What a backup says of itself."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kb.backup.errors import BadBackup

PRODUCT = "granule"
# Raise it when older programs could not read what is written. Since 2 the manifest has a seal.
FORMAT = 2
SEALED_SINCE = 2


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
        content = asdict(self) | {"made_at": self.made_at.isoformat()}
        return json.dumps(content | {"seal": _seal(content)}, indent=1)


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
        _check_seal(data)
        data["parts"] = tuple(Part(**part) for part in data["parts"])
        data["made_at"] = datetime.fromisoformat(data["made_at"])
        return Manifest(**data)
    except (ValueError, KeyError, TypeError) as error:
        raise BadBackup(_("The backup is broken: its manifest cannot be read.")) from error


def _seal(content: dict[str, Any]) -> str:
    """Against broken disks and cut copies, as the digests of the parts are; who wants to deceive
    can make a new one."""
    plain = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def _check_seal(data: dict[str, Any]) -> None:
    """Takes it out. Raises BadBackup."""
    seal = data.pop("seal", None)
    if data["format"] >= SEALED_SINCE and seal != _seal(data):
        raise BadBackup(_("The backup is broken: its manifest was changed."))
