"""Somebody who does what waits in the background, in a process that may be killed.

python -m tests.jobs.worker
"""

import os

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from kb.tasks import work_on_jobs
    from tests.jobs import kinds

    kinds.register_all()
    work_on_jobs(should_stop=lambda: False)
