"""The Celery application. Tasks are bells: they carry no data (docs/DESIGN rule 10)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("granule")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["kb", "channels"])
app.conf.beat_schedule = {
    "keep-time": {"task": "kb.tasks.keep_time", "schedule": 60.0},
}
