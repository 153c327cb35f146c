"""How many requests a key, or an address without one, may make in a minute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

from channels.api.counters import counters
from channels.api.problems import ApiProblem

WINDOW_SECONDS = 60
# Whoever has no key reads the description of the API, or guesses keys.
WITHOUT_KEY_PER_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a minute; `resets_in`: seconds."""

    limit: int
    left: int
    resets_in: int

    @property
    def headers(self) -> dict[str, str]:
        """draft-ietf-httpapi-ratelimit-headers-11."""
        return {
            "RateLimit-Policy": f'"default";q={self.limit};w={WINDOW_SECONDS}',
            "RateLimit": f'"default";r={self.left};t={self.resets_in}',
        }


def spend(bucket: str, *, limit: int, now: datetime) -> Allowance:
    """Counts one request. Raises ApiProblem where the minute is used up."""
    seconds = int(now.timestamp())
    period, passed = divmod(seconds, WINDOW_SECONDS)
    used = counters().count(bucket, period=period)
    allowance = Allowance(limit, max(limit - used, 0), WINDOW_SECONDS - passed)
    if used > limit:
        wait = str(allowance.resets_in)
        headers = allowance.headers | {"Retry-After": wait}
        raise ApiProblem("too-many-requests", headers=headers, seconds=wait)
    return allowance


def spend_by_key(key_id: int, *, limit: int, now: datetime) -> Allowance:
    return spend(f"key:{key_id}", limit=limit, now=now)


def spend_by_address(request: HttpRequest, *, now: datetime) -> Allowance:
    bucket = f"address:{address_of(request)}"
    return spend(bucket, limit=WITHOUT_KEY_PER_MINUTE, now=now)


def address_of(request: HttpRequest) -> str:
    """Behind a proxy of ours, what it says last; the caller may have made up what stands before."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.BEHIND_PROXY and forwarded:
        return str(forwarded).rpartition(",")[2].strip()[:64]
    return str(request.META.get("REMOTE_ADDR", ""))
