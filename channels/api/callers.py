"""Who calls: a key's row as it is now, and the scope it carries."""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection

from channels import registry
from channels.api.key_format import hash_of, is_well_formed
from channels.api.key_scopes import CUSTOMERS_SERVE
from channels.api.models import ApiKey
from channels.api.problems import ApiProblem
from channels.aside import write_aside
from kb.access import ALL_TOPICS, Audience, Scope, Verification
from kb.customers.context import CustomerContext
from kb.publication.readers import expand, known_codes

COLUMNS = (
    "id", "name", "hash", "channel", "audience", "topics", "regions", "segments", "products",
    "locales", "scopes", "rate_per_minute", "expires_at", "revoked_at", "last_used_on",
)  # fmt: skip
# Read on every request, so that a revoked key ends with the next one. One row by its unique index;
# the ORM would cost four times as much to build this as this costs to run.
BY_HASH = f"SELECT {', '.join(COLUMNS)} FROM channels_apikey WHERE hash = %s"
EVERYTHING = "*"
DIMENSIONS = ("regions", "segments", "products")


@dataclass(frozen=True, slots=True)
class Caller:
    """`locales`: in the key's order, the first is its default; `key_scopes`: what it may do."""

    id: int
    name: str
    channel: str
    locales: tuple[str, ...]
    key_scopes: frozenset[str]
    rate_per_minute: int
    scope: Scope

    def may(self, key_scope: str) -> bool:
        return key_scope in self.key_scopes

    def scope_for(self, customer: CustomerContext) -> Scope:
        """What the key may read for one customer. Nobody is verified for a key by itself; one that
        may serve customers gets what their verification opens, and nothing else more."""
        most = Verification.FULL if self.may(CUSTOMERS_SERVE) else Verification.NONE
        return customer.narrow(replace(self.scope, verification=most))


def find_caller(key: str, *, now: datetime) -> Caller:
    """Raises ApiProblem for a key that is malformed, unknown, expired, revoked, or whose channel
    is switched off. A malformed one costs no query."""
    if not is_well_formed(key):
        raise ApiProblem("malformed-key")
    digest = hash_of(key)
    with connection.cursor() as cursor:
        cursor.execute(BY_HASH, [digest])
        values = cursor.fetchone()
    if values is None:
        raise ApiProblem("unknown-key")
    row = dict(zip(COLUMNS, values, strict=True))
    if not hmac.compare_digest(row["hash"], digest) or row["channel"] not in registry.enabled():
        raise ApiProblem("unknown-key")
    if row["revoked_at"] is not None:
        raise ApiProblem("revoked-key")
    if row["expires_at"] is not None and _moment(row["expires_at"]) <= now:
        raise ApiProblem("expired-key")
    _note_use(row, now=now)
    return _caller(row, now=now)


def _caller(row: dict[str, Any], *, now: datetime) -> Caller:
    held = (row[name] for name in ("topics", *DIMENSIONS, "locales"))
    scope = _lasting_scope(row["channel"], row["audience"], *map(_values, held)).at(now)
    limit = row["rate_per_minute"]
    return Caller(
        id=row["id"],
        name=row["name"],
        channel=row["channel"],
        locales=_values(row["locales"]),
        key_scopes=frozenset(_values(row["scopes"])),
        rate_per_minute=settings.API_RATE_PER_MINUTE if limit is None else limit,
        scope=_open_dimensions(scope),
    )


@lru_cache(maxsize=1024)
def _values(text: str) -> tuple[str, ...]:
    """A list column as every database gives it to a bare cursor."""
    return tuple(json.loads(text))


@lru_cache(maxsize=1024)
def _lasting_scope(
    channel: str,
    audience: str,
    topics: Sequence[str],
    regions: Sequence[str],
    segments: Sequence[str],
    products: Sequence[str],
    locales: Sequence[str],
) -> Scope:
    ceiling = registry.get(channel).ceiling
    return Scope(
        channels=frozenset({channel}),
        audience=min(Audience.from_code(audience), ceiling),
        topics=ALL_TOPICS if EVERYTHING in topics else frozenset(topics),
        locales=frozenset(locales),
        now=datetime.min,
        regions=frozenset(regions),
        segments=frozenset(segments),
        products=frozenset(products),
    )


def _open_dimensions(scope: Scope) -> Scope:
    """`*` stands for every value there is by now."""
    if not any(EVERYTHING in getattr(scope, name) for name in DIMENSIONS):
        return scope
    known: dict[str, Any] = {
        name: expand(getattr(scope, name), known_codes(name))
        for name in DIMENSIONS
        if EVERYTHING in getattr(scope, name)
    }
    return replace(scope, **known)


def _moment(value: datetime) -> datetime:
    """SQLite gives a bare cursor UTC without saying so."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _note_use(row: dict[str, Any], *, now: datetime) -> None:
    today = now.date()
    if row["last_used_on"] is not None and row["last_used_on"] >= today:
        return
    unused = ApiKey.objects.filter(pk=row["id"]).exclude(last_used_on__gte=today)
    write_aside("last use of a key", lambda: unused.update(last_used_on=today))
