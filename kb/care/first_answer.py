"""The way to a first answer: a card on the admin's home that goes once the person has handed one
in, and a way to begin from nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.models import WorkflowState
from wagtail.permission_policies.pages import PagePermissionPolicy

from kb.authoring.models import KnowledgePage, TopicPage


@dataclass(frozen=True, slots=True)
class Step:
    label: str
    help: str
    url: str
    is_done: bool


class FirstAnswerPanel(Component):
    """`order` is Wagtail's: above what everybody has."""

    name, order = "first-answer", 50
    template_name = "care/first_answer.html"

    def __init__(self, steps: list[Step]) -> None:
        self.steps = steps

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        next_step = next((step for step in self.steps if not step.is_done), None)
        return {"steps": self.steps, "next": next_step}


def add_panel(request: HttpRequest, panels: list[Any]) -> None:
    """For Wagtail's hook construct_homepage_panels."""
    if steps := steps_for(request.user):
        panels.append(FirstAnswerPanel(steps))


def steps_for(user: Any) -> list[Step]:
    """Nothing for those who write none, or have handed one in before."""
    libraries = _places(user)
    if not libraries or _has_handed_in(user):
        return []
    topic = libraries.filter(depth__gt=2).first()
    place = topic or libraries.first()
    draft = _draft_of(user)
    edit = reverse("wagtailadmin_pages:edit", args=[draft.pk]) if draft else ""
    add = reverse("wagtailadmin_pages:add", args=["kb", "knowledgepage", topic.pk]) if topic else ""
    new_topic = reverse("wagtailadmin_pages:add", args=["kb", "topicpage", place.pk])
    has_text = draft is not None and len(draft.get_latest_revision_as_object().elements) > 0
    return [
        Step(
            _("A topic"),
            _("The folder your answer belongs in, such as “Cards”."),
            new_topic,
            topic is not None,
        ),
        Step(
            _("The question"),
            _("One question, the way customers ask it."),
            edit or add,
            draft is not None,
        ),
        Step(
            _("Its answer"),
            _("One element “Answer”: one to three plain sentences."),
            edit or add,
            has_text,
        ),
        Step(
            _("Look at it on every channel, then hand it in"),
            _("The phone sign at the top shows every channel. “Hand in for approval” is behind the "
              "arrow of the button at the bottom. A second person approves it. Hand a new topic "
              "in, too: nobody sees its answers before it is approved."),
            edit,
            False,
        ),
    ]  # fmt: skip


def _places(user: Any) -> Any:
    """Those of the reader's language alone, where there are any."""
    policy = PagePermissionPolicy(TopicPage)
    places = policy.instances_user_has_any_permission_for(user, {"add"}).order_by("path")
    spoken = places.filter(locale__language_code=get_language())
    return spoken if spoken.exists() else places


def _has_handed_in(user: Any) -> bool:
    answers = WorkflowState.objects.filter(content_type__model="knowledgepage")
    return bool(answers.filter(requested_by=user).exists())


def _draft_of(user: Any) -> Any:
    mine = KnowledgePage.objects.filter(owner=user, alias_of__isnull=True, live=False)
    return mine.order_by("-latest_revision_created_at", "-pk").first()
