"""What somebody does in the background holds what that person may see: no screen of it tells
anybody else."""

from collections.abc import Iterator

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from kb.authoring.jobs.models import Job, to_keep
from kb.problem import Problem
from tests.authoring.making import logged_in, make_user
from tests.leaks.doors import text_of

CANARY = "canary of somebody else's work"
SCREENS = {
    "background/": "jobs",
    "background/<int:pk>/": "job",
    "background/<int:pk>/progress/": "job_progress",
    "background/<int:pk>/cancel/": "job_cancel",
    "background/<int:pk>/file/": "job_file",
}


def addresses(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        else:
            yield route


def test_every_screen_stands_in_the_table() -> None:
    found = addresses(get_resolver().url_patterns)
    assert {a.removeprefix("admin/") for a in found if a.startswith("admin/background/")} == set(
        SCREENS
    )


@pytest.mark.django_db
@pytest.mark.parametrize("state", [Job.State.WAITING, Job.State.RUNNING, Job.State.DONE])
def test_no_screen_tells_anybody_else(state: str) -> None:
    said = to_keep(Problem("canary", CANARY))
    job = Job.objects.create(
        kind=CANARY[:40], starter=make_user("starter", "Editors"), created=timezone.now(),
        state=state, arguments={"text": CANARY}, message=said, error=said, result={"text": CANARY},
    )  # fmt: skip
    job.file.save("canary.txt", ContentFile(CANARY.encode()))
    everybody = [Client()] + [
        logged_in(make_user(group.lower(), group))
        for group in ("Editors", "Approvers", "Agents", "Supervisors", "Integrators")
    ]
    for client in everybody:
        for name in SCREENS.values():
            address = reverse(name, args=[] if name == "jobs" else [job.pk])
            for method in (client.get, client.post):
                assert "canary" not in text_of(method(address))
    job.refresh_from_db()
    assert job.state == state and not job.is_cancelled
