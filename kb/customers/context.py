"""What is known of one customer while somebody speaks with them. Pure; nothing of it is stored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from kb.access import Scope, Verification


@dataclass(frozen=True, slots=True)
class CustomerContext:
    """Empty, or None for `products`, is what is not known or may not be known yet.

    `ref`: a keyed pseudonym, the same each time, never a number. `segment`, `region` and `products`
    are codes of labels, `locale` a tag. `may_be_offered`: the customer has agreed to offers.
    `verified_until`: from then on the customer is not verified any more. `is_unnamed`: the
    directory could not say who it is, so nobody knows what they were offered or complain of.
    """

    ref: str = ""
    segment: str = ""
    region: str = ""
    products: frozenset[str] | None = None
    locale: str = ""
    may_be_offered: bool = False
    verification: Verification = Verification.NONE
    verified_until: datetime | None = None
    is_unnamed: bool = False

    def as_of(self, now: datetime) -> CustomerContext:
        """What may be known at that moment: a number by itself is nobody's identity. Anybody may
        be served by segment and language; the region takes a partial verification, products a
        full one."""
        is_over = self.verified_until is not None and now >= self.verified_until
        level = Verification.NONE if is_over else self.verification
        return replace(
            self,
            region=self.region if level >= Verification.PARTIAL else "",
            products=self.products if level >= Verification.FULL else None,
            verification=level,
            verified_until=self.verified_until if level else None,
        )

    def narrow(self, scope: Scope) -> Scope:
        """The scope for serving this customer at the scope's own moment: never wider than it was.
        What is not known leaves regions, segments and products as they are."""
        known = self.as_of(scope.now)
        return scope.for_verified(known.verification).narrowed(
            regions={known.region} if known.region else None,
            segments={known.segment} if known.segment else None,
            products=known.products,
        )


UNKNOWN = CustomerContext()
