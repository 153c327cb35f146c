"""The screens of approval, as tests use them."""

from typing import Any

from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.urls import reverse

from tests.approval.steps import (
    task_url,
)
from tests.authoring.making import (
    logged_in,
)


def queue_of(user: User, **filters: str) -> Any:
    return logged_in(user).get(reverse("approval_queue"), filters)


def titles_in(response: Any) -> list[str]:
    return [one.request.title for one in response.context["page"]]


def decide(obj: Any, user: User, **form: str) -> Any:
    shown = logged_in(user).get(task_url(obj)).context
    known = {"seen": shown["digest"], "step": shown["mine"][0].kind.code if shown["mine"] else ""}
    return logged_in(user).post(task_url(obj, "approval_decide"), known | form)


def said(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))
