"""The Celery application. Tasks are bells: they carry no data (docs/DESIGN rule 10)."""

import os
from logging.config import dictConfig
from typing import Any

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("granule")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["kb", "channels"])
app.conf.beat_schedule = {
    "keep-time": {"task": "kb.tasks.keep_time", "schedule": 60.0},
}


@setup_logging.connect
def keep_our_logs(**_: Any) -> None:
    """Whoever answers this signal sets up the logs; Celery then leaves them as they are."""
    from django.conf import settings

    dictConfig(settings.LOGGING)
