"""Appending to the log: gap-free numbers in commit order, each row chained to the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from kb.acting import current_actor
from kb.publication.models import LogEpoch, Publication, PublicationPerson

GENESIS = "0" * 64
ADVISORY_LOCK = 0x6772616E756C65
CHAINED = (
    "seq", "kind", "key", "locale", "ref", "page_id", "cause", "documents", "digest", "touched",
    "core_before", "lineage_before", "lineage", "at", "previous_hash",
)  # fmt: skip
JSON_COLUMNS = ("documents", "touched", "core_before", "lineage_before", "lineage")
RAW = {f"raw_{name}": Cast(name, TextField()) for name in (*JSON_COLUMNS, "at")}
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Person:
    role: str
    name: str
    user_id: int | None = None
    step: str = ""
    deputy_for: str = ""
    digest: str = ""


@dataclass(slots=True)
class NewRow:
    """A row before it has its number; `cause` empty takes the current actor's."""

    kind: str
    at: datetime
    key: str = ""
    locale: str = ""
    ref: str = ""
    page_id: int | None = None
    cause: str = ""
    documents: list[Any] = field(default_factory=list)
    digest: str = ""
    touched: list[Any] = field(default_factory=list)
    core_before: list[Any] = field(default_factory=list)
    lineage_before: list[str] = field(default_factory=list)
    lineage: list[str] = field(default_factory=list)
    people: tuple[Person, ...] = ()


def lock() -> None:
    """Serialise writers until commit, so that numbers are given in commit order.

    SQLite's IMMEDIATE transactions do so by themselves; on PostgreSQL a cursor over a bare
    sequence loses rows that commit late.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])


def next_seq() -> int:
    """The number the next appended row will get; hold the lock."""
    return head() + 1


def is_there() -> bool:
    """False before `migrate` has run, or while the database does not answer."""
    try:
        return Publication._meta.db_table in connection.introspection.table_names()
    except OperationalError:
        return False


def head() -> int:
    """The newest number in the log, 0 when it is empty."""
    last = Publication.objects.order_by("-seq").values_list("seq", flat=True).first()
    return last or 0


def newest() -> tuple[int, str]:
    """Number and hash of the newest row. Noted elsewhere, it tells later whether rows were cut off
    or rewritten."""
    row = Publication.objects.order_by("-seq").values_list("seq", "hash").first()
    return row or (0, GENESIS)


def epoch() -> str:
    """The identity of this history, made on first use."""
    row = LogEpoch.objects.order_by("-pk").first() or _first_epoch()
    return str(row.epoch)


def _first_epoch() -> LogEpoch:
    """One, however many ask at once."""
    with transaction.atomic():
        lock()
        return LogEpoch.objects.order_by("-pk").first() or LogEpoch.objects.create()


def begin_epoch() -> str:
    """Another history begins here, as after a restore: positions of the one before mean nothing."""
    return str(LogEpoch.objects.create().epoch)


def is_restored() -> bool:
    """Was there another history before this one? Then a position alone does not say which."""
    return LogEpoch.objects.count() > 1


def is_ours(*, history: str, seq: int) -> bool:
    """Can this position be of our history? A foreign epoch or a number beyond the head cannot."""
    return history == epoch() and seq <= head()


def append(rows: Sequence[NewRow]) -> list[Publication]:
    """Write the rows in order, in the caller's transaction, the lock held."""
    last = Publication.objects.order_by("-seq").only("seq", "hash").first()
    seq, previous = (last.seq, last.hash) if last else (0, GENESIS)
    actor, written = current_actor(), []
    for row in rows:
        seq += 1
        publication = _publication(row, seq=seq, previous=previous, cause=row.cause or actor.cause)
        previous = publication.hash
        written.append(publication)
    Publication.objects.bulk_create(written, batch_size=500)
    doer = Person(PublicationPerson.Role.ACTOR, actor.name, actor.user_id)
    PublicationPerson.objects.bulk_create(
        PublicationPerson(seq=publication.seq, **asdict(p))
        for row, publication in zip(rows, written, strict=True)
        for p in (doer, *row.people)
    )
    return written


def _publication(row: NewRow, *, seq: int, previous: str, cause: str) -> Publication:
    columns = {name: getattr(row, name) for name in CHAINED if name not in {"seq", "previous_hash"}}
    columns |= {"seq": seq, "previous_hash": previous, "cause": cause}
    publication = Publication(**columns)
    publication.hash = hash_of(publication)
    return publication


def hash_of(publication: Publication) -> str:
    """SHA-256 over the row's chained columns as canonical JSON."""
    content = {name: getattr(publication, name) for name in CHAINED}
    content["at"] = publication.at.isoformat()
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def broken_links() -> list[int]:
    """The numbers of rows that were changed, removed before, or chained wrongly."""
    broken, expected, previous = [], 1, GENESIS
    for seq, digest, row in _each_row():
        is_whole = row is not None and row.previous_hash == previous and hash_of(row) == digest
        if not is_whole or seq != expected or not _is_as_written(row):
            broken.append(seq)
        expected, previous = seq + 1, digest
    return broken


def _each_row() -> Iterator[tuple[int, str, Publication | None]]:
    """Number, stored hash, and the row; None where it cannot even be read."""
    last = -(2**63)
    while heads := list(_heads_after(last)):
        rows = _read([seq for seq, _digest in heads])
        for seq, digest in heads:
            yield seq, digest, rows.get(seq)
        last = heads[-1][0]


def _heads_after(seq: int) -> Any:
    rows = Publication.objects.filter(seq__gt=seq).order_by("seq")
    return rows.values_list("seq", "hash")[:CHUNK]


def _read(numbers: Sequence[int]) -> dict[int, Publication]:
    raw = RAW if connection.vendor == "sqlite" else {}
    try:
        rows = Publication.objects.annotate(**raw).in_bulk(numbers)
        return {seq: row for seq, row in rows.items() if row.at}
    except Exception:
        # A value that is no JSON or no time any more.
        if len(numbers) == 1:
            return {}
    middle = len(numbers) // 2
    return _read(numbers[:middle]) | _read(numbers[middle:])


def _is_as_written(row: Any) -> bool:
    """SQLite keeps texts, and two texts can mean the same JSON or time: any other than ours was
    written by somebody else. PostgreSQL keeps the values themselves."""
    if connection.vendor != "sqlite":
        return True
    at = str(connection.ops.adapt_datetimefield_value(row.at))
    texts = {name: json.dumps(getattr(row, name)) for name in JSON_COLUMNS} | {"at": at}
    return all(getattr(row, f"raw_{name}") == text for name, text in texts.items())
