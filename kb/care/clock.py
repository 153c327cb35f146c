"""What the clock does for care each minute. A failure of one stops nothing else."""

from __future__ import annotations

import logging
from datetime import datetime

from kb.care import mails
from kb.care.basis_tasks import expire_bases
from kb.care.conflict_jobs import scan_nightly
from kb.care.health import look_at_some
from kb.care.translating import settle_translations
from kb.care.wordings import settle_wordings

ACTS = (
    settle_wordings, settle_translations, look_at_some, expire_bases, scan_nightly, mails.run,
)  # fmt: skip
logger = logging.getLogger(__name__)


def run(*, now: datetime) -> None:
    for act in ACTS:
        try:
            act(now=now)
        except Exception:
            logger.exception("care failed in part; it is tried again in a minute")
