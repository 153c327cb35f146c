"""`Authorization: Bearer …` → the caller."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from channels.api.callers import Caller, find_caller
from channels.api.problems import ApiProblem
from channels.api.rates import spend_by_address

SCHEME = "bearer"
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Granule"'}


class KeyAuthentication(BaseAuthentication):
    """`request.auth` becomes the Caller. There are no users here: a key is all the identity."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Caller]:
        """Raises ApiProblem. Who fails is counted by address, so guessing ends soon."""
        now = timezone.now()
        try:
            return AnonymousUser(), find_caller(_key_in(request), now=now)
        except ApiProblem as problem:
            allowance = spend_by_address(request._request, now=now)
            problem.headers |= CHALLENGE | allowance.headers
            raise

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE["WWW-Authenticate"]


def _key_in(request: Request) -> str:
    header = request.META.get("HTTP_AUTHORIZATION", "")
    scheme, _, key = header.strip().partition(" ")
    if scheme.lower() != SCHEME or not key.strip():
        raise ApiProblem("missing-key")
    return str(key.strip())
