"""What the clock does for care each minute. A failure here stops nothing else."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial

from kb.care import mails
from kb.care.basis_tasks import expire_bases
from kb.care.wordings import settle_wordings

logger = logging.getLogger(__name__)


def run(*, now: datetime) -> None:
    for act in (settle_wordings, partial(expire_bases, now=now), partial(mails.run, now=now)):
        try:
            act()
        except Exception:
            logger.exception("care failed in part; it is tried again in a minute")
