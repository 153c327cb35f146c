"""How a notice stands, in one word. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import pgettext_lazy

from kb.notices.tables import NoticeVersion

State = NoticeVersion.State


@dataclass(frozen=True, slots=True)
class Standing:
    """`waits`: a version waits for release, whatever holds meanwhile."""

    code: str
    label: Any
    waits: bool

    @property
    def is_past(self) -> bool:
        return self.code in ("over", "sent_back") and not self.waits


IN_FORCE = pgettext_lazy("notice", "Stands now")
COMING = pgettext_lazy("notice", "Released, still to come")
WAITING = pgettext_lazy("notice", "Waits for release")
SENT_BACK = pgettext_lazy("notice", "Sent back")
OVER = pgettext_lazy("notice", "Over")


def standing_of(versions: Sequence[NoticeVersion], *, now: datetime) -> Standing:
    """`versions`: of one notice, the newest first."""
    waits = versions[0].state == State.WAITING
    if any(one.holds(now) for one in versions):
        return Standing("in_force", IN_FORCE, waits)
    if any(one.from_at is not None and _is_coming(one, now) for one in versions):
        return Standing("coming", COMING, waits)
    if waits:
        return Standing("waiting", WAITING, waits)
    if versions[0].state == State.SENT_BACK:
        return Standing("sent_back", SENT_BACK, waits)
    return Standing("over", OVER, waits)


def _is_coming(version: NoticeVersion, now: datetime) -> bool:
    """One that was ended before it began never comes."""
    begins, ends = version.from_at, version.until_at
    return begins is not None and ends is not None and now < begins < ends
