"""Keeps time where no broker and no beat run: each minute what is due is done, each second what a
request has left of the slow lane, and every few seconds whatever else was left undone. Work that
somebody started in the background is done by a process beside this one; vectors of answers are made
in a thread."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from typing import Any

from django.core.management import BaseCommand, CommandParser
from django.db import close_old_connections

from kb.authoring.jobs.beside import Beside
from kb.publication import lane, log
from kb.search.vectors_aside import Aside
from kb.tasks import keep_time, work

SECONDS = 60.0
LANE_SECONDS, LOOK_SECONDS, TABLES_SECONDS = 1.0, 5.0, 10.0
logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Publish what is scheduled, record window edges and catch up, every minute."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do it once and stop")

    def handle(self, *, once: bool, **_options: Any) -> None:
        if once:
            keep_time()
            return
        self._wait_for_tables()
        parent, due, look = os.getppid(), 0.0, 0.0
        beside, aside = Beside(), Aside()
        # The server that started this is gone when another process has become the parent.
        while os.getppid() == parent:
            if (now := time.monotonic()) >= due:
                due = now + SECONDS
                self._try(keep_time)
                self._try(aside.begin)
            elif now >= look or self._try(lane.is_waiting):
                look = now + LOOK_SECONDS
                self._try(work)
            self._try(beside.look)
            time.sleep(LANE_SECONDS)

    def _wait_for_tables(self) -> None:
        """A server may be started before `migrate` has run, or the database before it listens."""
        parent = os.getppid()
        while os.getppid() == parent and not log.is_there():
            logger.warning("the clock waits until the database has its tables")
            close_old_connections()
            time.sleep(TABLES_SECONDS)

    def _try(self, act: Callable[[], Any]) -> Any:
        """One bad minute must not stop the clock."""
        try:
            return act()
        except Exception:
            logger.exception("keeping time failed; it is tried again")
            return None
        finally:
            close_old_connections()
