"""Each distinct text is kept when it is first served, so that what was said can be shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from channels.aside import write_aside
from channels.renditions.models import ServedText
from channels.watch.metrics import evidence_waiting

# Names of texts this process knows to be kept; the oldest go first. A name costs about 100 bytes.
MOST_KNOWN = 50_000
# Texts that could not be written yet; they go with the next one that can.
MOST_WAITING = 1_000
_known: dict[str, None] = {}
_waiting: dict[str, ServedText] = {}


def is_kept(rendition: str) -> bool:
    """Asks the database once for each text and process."""
    if rendition in _known:
        return True
    if not ServedText.objects.filter(pk=rendition).exists():
        return False
    _note_kept(rendition)
    return True


def keep(
    *,
    rendition: str,
    key: str,
    locale: str,
    channel: str,
    body: Mapping[str, Any],
    first_served_at: datetime,
) -> None:
    """Kept once, whoever serves it first; a database that cannot write now gets it later."""
    _waiting[rendition] = ServedText(
        rendition=rendition,
        key=key,
        locale=locale,
        channel=channel,
        body=body,
        first_served_at=first_served_at,
    )
    texts = dict(_waiting)
    if write_aside("evidence of a served text", lambda: _insert(texts)):
        for name in texts:
            _waiting.pop(name, None)
            _note_kept(name)
    _forget_oldest(_waiting, MOST_WAITING)
    evidence_waiting.set(len(_waiting))


def forget() -> None:
    """Ask the database again; for tests, whose databases come and go."""
    _known.clear()
    _waiting.clear()


def _note_kept(rendition: str) -> None:
    _known[rendition] = None
    _forget_oldest(_known, MOST_KNOWN)


def _insert(texts: Mapping[str, ServedText]) -> None:
    ServedText.objects.bulk_create(texts.values(), ignore_conflicts=True)


def _forget_oldest(names: dict[str, Any], most: int) -> None:
    while len(names) > most:
        # Another thread may have taken the same one.
        names.pop(next(iter(names), ""), None)
