"""What the clock does for surges each minute, after the misses. However often it is done, one surge
is one row and one alert."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings

from kb.alone import alone
from kb.feedback.misses.store import StoreBusy
from kb.feedback.surges import mails, operations
from kb.feedback.surges.judging import Bounds
from kb.feedback.surges.looking import look_around

logger = logging.getLogger(__name__)


def run(*, now: datetime) -> None:
    if not settings.SURGE_AT_LEAST:
        return
    try:
        with alone("surges") as is_mine:
            if is_mine:
                look_for_surges(now=now)
    except StoreBusy as error:
        logger.warning("surges were not looked for now: %s", error)
    except Exception as error:
        # Words of customers may stand in a message or a traceback.
        logger.error("surges were not looked for: %s", type(error).__name__)


def look_for_surges(*, now: datetime) -> None:
    """Raises StoreBusy, and then the next minute looks again."""
    going = {one.subject: one for one in operations.open_surges()}
    bounds = Bounds(settings.SURGE_AT_LEAST, settings.SURGE_TIMES)
    for found in look_around(now=now, bounds=bounds, going=going.keys()):
        subject = found.judged.looked.subject
        if subject in going:
            operations.go_on(going[subject], found, now=now)
        else:
            operations.begin(found, now=now)
    operations.end_rested(going.values(), now=now)
    mails.tell(operations.take_untold(now=now), now=now)
    operations.forget_old(now=now)
