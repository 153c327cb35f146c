"""The Celery application. Tasks are bells: they carry no data (docs/DESIGN.md, section 2).

A queue holds one waiting message: whoever takes it looks at the whole log, so a second one would
find nothing to do. RabbitMQ keeps to that; with Redis each further look costs a few queries.
"""

import logging
import os
from logging.config import dictConfig
from typing import Any

from celery import Celery
from celery.app.amqp import AMQP
from celery.signals import setup_logging, worker_ready
from kombu.entity import Queue

from config import environment as env

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# Fresh publications and the clock never stand behind the slow lane, nor either of them behind what
# somebody has started in the background: a worker takes one of the three. A fourth sends messages.
BELL, TIME, SLOW, JOBS = "granule.bell", "granule.time", "granule.slow", "granule.jobs"
VECTORS, SENDING, FIGURES = "granule.vectors", "granule.sending", "granule.figures"
QUEUES = {
    "quick": (BELL, TIME),
    "slow": (SLOW, FIGURES),
    "jobs": (JOBS, VECTORS),
    "sending": (SENDING,),
}
ONE_WAITS = {"x-max-length": 1, "x-overflow": "drop-head"}
# The look that nobody rang for is the guarantee; the bell only makes it sooner.
LOOK_SECONDS, CLOCK_SECONDS = 5.0, 60.0
# A message nobody took in this time is of no use: another has been sent since. Long enough for
# clocks of two machines that disagree.
STALE_SECONDS = 600
# Whatever hangs is ended; what it had done is kept, the rest is done by the next look.
MOST_SECONDS_A_TASK = 600

# One try to connect each time: whoever publishes an answer waits for it.
TO_RABBITMQ: dict[str, Any] = {"max_retries": 0, "write_timeout": 2.0}
TO_REDIS: dict[str, Any] = {
    "max_retries": 0,
    "socket_connect_timeout": 1.0,
    "socket_timeout": 2.0,
}
is_redis = env.text("CELERY_BROKER_URL").startswith("redis")


class Bells(AMQP):
    """With Redis nothing is acknowledged: a bell is gone when it is taken. Where Redis went away
    just before an acknowledgement, the worker's one place for a message stayed taken, and it heard
    nothing ever after (kombu 5.7, measured)."""

    def TaskConsumer(self, *args: Any, **kwargs: Any) -> Any:
        return super().TaskConsumer(*args, **kwargs, no_ack=is_redis)


app = Celery("granule", amqp=Bells)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_queues=[
        Queue(name, queue_arguments=ONE_WAITS)  # type: ignore[no-untyped-call]
        for names in QUEUES.values()
        for name in names
    ],
    task_default_queue=BELL,
    task_create_missing_queues=False,
    task_routes={
        "kb.tasks.ring": {"queue": BELL},
        "kb.tasks.keep_time": {"queue": TIME},
        "kb.tasks.go_through_lane": {"queue": SLOW},
        "kb.tasks.do_jobs": {"queue": JOBS},
        "kb.tasks.make_vectors": {"queue": VECTORS},
        "channels.tasks.send_messages": {"queue": SENDING},
        "channels.tasks.count_figures": {"queue": FIGURES},
    },
    task_ignore_result=True,
    result_backend=None,
    task_serializer="json",
    accept_content=["json"],
    # A bell need not outlive a restart of the broker.
    task_default_delivery_mode="transient",
    task_acks_late=not is_redis,
    # A worker that is killed with its task: the next look does it, not the same one for ever.
    task_reject_on_worker_lost=False,
    task_time_limit=MOST_SECONDS_A_TASK,
    worker_prefetch_multiplier=1,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    # Nobody tells workers over the broker what to do; /readyz says whether they keep up.
    worker_enable_remote_control=False,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_connection_timeout=1.0,
    broker_transport_options=TO_REDIS if is_redis else TO_RABBITMQ,
    beat_schedule={
        "look": {
            "task": "kb.tasks.ring",
            "schedule": LOOK_SECONDS,
            "options": {"expires": STALE_SECONDS},
        },
        "keep-time": {
            "task": "kb.tasks.keep_time",
            "schedule": CLOCK_SECONDS,
            "options": {"expires": STALE_SECONDS},
        },
    },
)
app.autodiscover_tasks(["kb", "channels"])


@setup_logging.connect
def keep_our_logs(**_: Any) -> None:
    """Whoever answers this signal sets up the logs; Celery then leaves them as they are."""
    from django.conf import settings

    dictConfig(settings.LOGGING)
    logging.captureWarnings(True)


@worker_ready.connect
def look_at_once(**_: object) -> None:
    """What happened while no worker ran waits for nobody."""
    for name in ("kb.tasks.ring", "kb.tasks.keep_time"):
        app.send_task(name, expires=STALE_SECONDS)
