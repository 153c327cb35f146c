"""What the clock does for care each minute. A failure here stops nothing else."""

from __future__ import annotations

import logging
from datetime import datetime

from kb.care import mails

logger = logging.getLogger(__name__)


def run(*, now: datetime) -> None:
    try:
        mails.run(now=now)
    except Exception:
        logger.exception("review mails failed; they are tried again in a minute")
