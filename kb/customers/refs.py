"""Names for customers that tell nothing of them: the same each time, and of no use without the
key of this house."""

from __future__ import annotations

from django.utils.crypto import salted_hmac

LENGTH = 32


def ref_of(name: str) -> str:
    """`name`: a number, a token or the directory's own id. Empty for nobody."""
    if not name:
        return ""
    return salted_hmac("granule.customers", name, algorithm="sha256").hexdigest()[:LENGTH]
