"""What the complaints' room asks of whoever sends messages to customers, and is told when the app
starts; it knows of no channel itself."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class SentMessage:
    """`state`: in words; `is_out`: a gateway has taken it, for good as far as we know;
    `is_waiting`: it is still to be taken; `shown_as`: to whom, masked, and with `text` empty once
    both are forgotten."""

    at: datetime
    outlet: Any
    shown_as: str
    state: Any
    is_out: bool
    is_waiting: bool
    text: str
    by: str


MessagesOf = Callable[[Collection[uuid.UUID]], Mapping[uuid.UUID, Sequence[SentMessage]]]
Forget = Callable[[Collection[uuid.UUID]], None]
_registered: list[tuple[MessagesOf, Forget]] = []


def register_messages(messages_of: MessagesOf, *, forget: Forget) -> None:
    _registered[:] = [(messages_of, forget)]


def messages_of(complaint_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Sequence[SentMessage]]:
    """Complaint → what was sent to its customer, oldest first. A fixed number of queries."""
    return _registered[0][0](complaint_ids) if _registered and complaint_ids else {}


def forget_messages(complaint_ids: Collection[uuid.UUID]) -> None:
    """To whom they went and what they said; that they went, when and by whom, stays."""
    for _messages_of, forget in _registered:
        forget(complaint_ids)
