"""Publishes one new answer after the other, each once, and names it when it is committed; the
tests of backups look over its shoulder.

    python -m tests.backup.publisher PREFIX COUNT
"""

import os
import sys

import django


def publish(prefix: str, count: int) -> None:
    from kb.publication import bell
    from tests.authoring.making import element, published_answer

    # What follows is not what is watched here, and would take most of the time.
    bell._listeners.clear()
    for number in range(count):
        key = f"{prefix}.{number:05}"
        published_answer(key, element(text=f"第{number}个答案。"))
        print(key, flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    publish(sys.argv[1], int(sys.argv[2]))
