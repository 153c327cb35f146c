"""What a telephone system or a web session may say: checked, and how it is signed. Pure."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from channels.contacts.models import Contact
from kb.access import Verification

VERSION = "granule-screen-pop-2"
# In this order, each on a line of its own, below VERSION.
SIGNED = ("via", "call", "caller", "verification", "verified_until", "agent", "expires", "at")
# As it was before pops said when they were signed.
UNTIMED = "granule-screen-pop-1"
MOST_LENGTH = 64
# A link that is shown, logged or forwarded on its way is of no use for long.
MOST_LIFETIME = timedelta(minutes=5)
# Why one is refused, as the page about it says.
CODES = frozenset(
    {"too_long", "signature", "characters", "call", "expired", "verification", "verified_until"}
    | {"agent", "used", "at"}
)
VIAS = frozenset({Contact.Via.PHONE.value, Contact.Via.CHAT.value})


class BadPop(ValueError):
    """`code`: why, in one short word, without anything of what was said."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Pop:
    """`digest`: names this very pop, so that it works once; `expires`: and no longer. `at`: when
    it was said, None where it does not tell."""

    via: str
    call: str
    handle: str
    verification: Verification
    verified_until: datetime | None
    agent: str
    expires: datetime
    digest: str
    at: datetime | None = None

    @property
    def said_after(self) -> datetime:
        """The earliest moment at which it can have been said."""
        return self.at or self.expires - MOST_LIFETIME


def is_pop(said: Mapping[str, str]) -> bool:
    """It names a caller or is signed; whether rightly is asked by `read_pop`."""
    return "signature" in said or "caller" in said


def string_to_sign(said: Mapping[str, str]) -> str:
    """Without its time, as it was signed before there was one."""
    values = [said.get(name, "") for name in SIGNED]
    return "\n".join([VERSION, *values] if values[-1] else [UNTIMED, *values[:-1]])


def signature_of(said: Mapping[str, str], *, key: str) -> str:
    """As sixty-four hexadecimal digits."""
    return hmac.new(key.encode(), string_to_sign(said).encode(), hashlib.sha256).hexdigest()


def read_pop(said: Mapping[str, str], *, keys: Iterable[str], now: datetime) -> Pop:
    """Raises BadPop. Nothing of an unsigned one is looked at; each key is tried, so that a new one
    can be given out while the old one still signs."""
    if any(len(value) > 2 * MOST_LENGTH for value in said.values()):
        raise BadPop("too_long")
    if not is_signed_by(said, keys=keys):
        raise BadPop("signature")
    if any(not value.isprintable() or len(value) > MOST_LENGTH for value in _signed(said)):
        raise BadPop("characters")
    via, call = said.get("via") or Contact.Via.PHONE.value, said.get("call", "")
    if via not in VIAS or not call:
        raise BadPop("call")
    expires = moment(said.get("expires", ""))
    if expires is None or not now < expires <= now + MOST_LIFETIME:
        raise BadPop("expired")
    level, until = proof_from(said, now=now)
    return Pop(
        via, call, said.get("caller", ""), level, until, said.get("agent", ""), expires,
        digest=hashlib.sha256(string_to_sign(said).encode()).hexdigest(),
        at=_said_at(said, expires=expires),
    )  # fmt: skip


def _said_at(said: Mapping[str, str], *, expires: datetime) -> datetime | None:
    """Not long before it runs out, and never after: so it cannot claim to be newer than it is."""
    text = said.get("at", "")
    at = moment(text)
    if text and (at is None or not expires - MOST_LIFETIME <= at <= expires):
        raise BadPop("at")
    return at


def is_signed_by(said: Mapping[str, str], *, keys: Iterable[str]) -> bool:
    given = said.get("signature", "").encode("utf-8", "replace")
    found = False
    for key in keys:
        # Every key takes the same time, whichever it is.
        found |= hmac.compare_digest(signature_of(said, key=key).encode(), given)
    return found


def proof_from(said: Mapping[str, str], *, now: datetime) -> tuple[Verification, datetime | None]:
    """How sure they are, and until when; a moment that is over is the same as none. Raises
    BadPop."""
    try:
        level = Verification.from_code(said.get("verification") or "none")
    except ValueError:
        raise BadPop("verification") from None
    told = said.get("verified_until", "")
    until = moment(told) if told else None
    if told and until is None:
        raise BadPop("verified_until")
    return level, until


def moment(text: str) -> datetime | None:
    """Of seconds since 1970."""
    if not (text.isascii() and text.isdigit() and len(text) <= 11):
        return None
    return datetime.fromtimestamp(int(text), tz=UTC)


def _signed(said: Mapping[str, str]) -> list[str]:
    return [said.get(name, "") for name in SIGNED]
