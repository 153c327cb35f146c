"""Keeps time where no broker and no beat run: each minute what is due is done."""

from __future__ import annotations

import logging
import os
import time
from typing import Any

from django.core.management import BaseCommand, CommandParser
from django.db import close_old_connections

from kb.tasks import keep_time

SECONDS = 60.0
logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Publish what is scheduled, record window edges and catch up, every minute."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do it once and stop")

    def handle(self, *, once: bool, **_options: Any) -> None:
        if once:
            keep_time()
            return
        parent = os.getppid()
        # The server that started this is gone when another process has become the parent.
        while os.getppid() == parent:
            self._keep()
            time.sleep(SECONDS)

    def _keep(self) -> None:
        """One bad minute must not stop the clock."""
        try:
            keep_time()
        except Exception:
            logger.exception("keeping time failed; it is tried again in a minute")
        close_old_connections()
