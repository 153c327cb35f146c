"""Who may know what: labels, scopes and the one rule between them."""

from kb.access.labels import Audience, Labels, combine
from kb.access.rules import Filter, allows, as_filter, as_q, fits, is_in_force
from kb.access.scope import ALL_TOPICS, ChannelNotInScope, Scope, set_ceiling
from kb.access.verification import Verification

__all__ = [
    "ALL_TOPICS",
    "Audience",
    "ChannelNotInScope",
    "Filter",
    "Labels",
    "Scope",
    "Verification",
    "allows",
    "as_filter",
    "as_q",
    "combine",
    "fits",
    "is_in_force",
    "set_ceiling",
]
