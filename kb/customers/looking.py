"""Asks the directory, remembers what it said for seconds, leaves it in peace while it is down."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache

from kb.access import Verification
from kb.customers.context import UNKNOWN, CustomerContext
from kb.customers.directory import DirectoryUnavailable, configured
from kb.customers.records import CustomerRecord, record_from
from kb.customers.refs import ref_of

# One call is asked for with each key an agent presses.
REMEMBERED_SECONDS = 30
# A directory that did not answer is left in peace for so long: nobody waits for it meanwhile.
REST_SECONDS = 20.0
NOBODY: dict[str, Any] = {"nobody": True}
logger = logging.getLogger(__name__)
_resting_until = 0.0


@dataclass(frozen=True, slots=True)
class Proof:
    """How the customer was verified, by whoever did: the telephone system or the web session."""

    verification: Verification = Verification.NONE
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """`is_down`: the directory does not answer, so nothing is known beside the verification; no
    pseudonym either, since that of the number alone would be another than the customer's."""

    context: CustomerContext = UNKNOWN
    is_down: bool = False


def look_up(handle: str, *, proof: Proof, now: datetime) -> Looked:
    """What may be known at that moment of whoever has this number or token. A directory that is
    down fails nothing."""
    try:
        record, is_down = _record(handle) if handle else None, False
    except DirectoryUnavailable:
        record, is_down = None, True
    told = record or CustomerRecord()
    context = CustomerContext(
        ref="" if is_down else ref_of(told.id or handle),
        segment=told.segment,
        region=told.region,
        products=frozenset(told.products) if record else None,
        locale=told.locale,
        may_be_offered=told.may_be_offered,
        verification=proof.verification,
        verified_until=proof.until,
        is_unnamed=is_down,
    )
    return Looked(context.as_of(now), is_down)


def _record(handle: str) -> CustomerRecord | None:
    directory = configured()
    if directory is None:
        return None
    # By a keyed name: a cache may be another machine's.
    place = f"granule.customer.{ref_of(handle)}"
    said = cache.get(place)
    if said is None:
        found = _ask(directory, handle)
        said = found.to_json() if found else NOBODY
        cache.set(place, said, REMEMBERED_SECONDS)
    return None if said == NOBODY else record_from(said)


def _ask(directory: Any, handle: str) -> CustomerRecord | None:
    global _resting_until
    if time.monotonic() < _resting_until:
        raise DirectoryUnavailable("it did not answer a moment ago")
    try:
        found: CustomerRecord | None = directory.find(handle)
    except DirectoryUnavailable as failure:
        logger.warning("the customer directory: %s", failure)
        _resting_until = time.monotonic() + REST_SECONDS
        raise
    return found


def forget_rest() -> None:
    """Ask again at once, as after a change of the setting."""
    global _resting_until
    _resting_until = 0.0
