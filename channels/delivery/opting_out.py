"""Who wants no messages: kept as a pseudonym, asked before anything is sent."""

from __future__ import annotations

from datetime import datetime

from channels.delivery.reply_tables import OptOut
from kb.customers.refs import ref_of


def recipient_ref(channel: str, recipient: str) -> str:
    """The same each time for one recipient on one channel; nothing can be told from it."""
    return ref_of(f"{channel} {recipient}") if recipient else ""


def opt_out(channel: str, ref: str, *, at: datetime) -> None:
    OptOut.objects.get_or_create(channel=channel, ref=ref, defaults={"at": at})


def opt_in(channel: str, ref: str) -> None:
    OptOut.objects.filter(channel=channel, ref=ref).delete()


def wants_none(channel: str, ref: str) -> bool:
    return bool(ref) and OptOut.objects.filter(channel=channel, ref=ref).exists()
