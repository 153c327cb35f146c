"""What is said first to somebody who complains: an approved line, chosen by topic and language.

It is an answer like others, for agents alone, whose key is the topic's with `.soothing` behind it;
the nearest topic above has the word, and `soothing` by itself is the house's own
(docs/decisions/0040-complaints-keep-their-first-owner.md).
"""

from __future__ import annotations

from collections.abc import Sequence

from channels.desk.scopes import CHANNEL
from channels.paths import shown_locales
from channels.renditions.queries import ServedAnswer, find_rendition
from kb.access import Scope
from kb.document import Kind
from kb.publication.queries import Candidate, authorize

SOOTHING = "soothing"
SAID = (Kind.SCRIPT.value, Kind.REQUIRED_SCRIPT.value)


def soothing_line(*, scope: Scope, lineage: Sequence[str], locale: str) -> ServedAnswer | None:
    """In `locale` or, where there is none, in another language; None where nothing was approved.
    `lineage`: topic keys, root first."""
    keys = [*(f"{topic}.{SOOTHING}" for topic in reversed(lineage)), SOOTHING]
    order = [locale, *(other for other in shown_locales() if other != locale)]
    wanted = [Candidate(key, each) for each in order for key in keys]
    for found in authorize(scope=scope.for_channel(CHANNEL), candidates=wanted):
        served = find_rendition(
            scope=scope, channel=CHANNEL, key=found.key, locale=found.locale, kinds=SAID
        )
        if served is not None and served.parts:
            return served
    return None
