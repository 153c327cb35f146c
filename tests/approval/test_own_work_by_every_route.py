"""Every way in which a text comes into the house or stands anew, taken by one person who holds
every group and every right. Then they hand it in and try to approve it: nothing goes out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from channels.api.urls import urlpatterns
from kb.approval.digests import digest_of
from kb.approval.errors import ApprovalRefused
from kb.approval.models import ApprovalStep, Deputy
from kb.authoring.models import Fact, KnowledgePage, SharedElement, Term, TopicPage
from kb.publication import schedule
from kb.publication.models import Live, Publication
from tests.approval.own_work import ROUTES, House, Route, run_bulk
from tests.approval.steps import GROUP_OF, approve_step, make_rule, person_of
from tests.authoring.making import (
    fresh,
    logged_in,
    make_topic,
    make_user,
    published_answer,
    published_fact,
    published_shared,
    published_term,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(tmp_path: Path) -> House:
    make_rule("compliance", subjects=["answer", "fact", "shared", "term"])
    cards = make_topic("cards")
    groups = ("Editors", *GROUP_OF.values())
    writer = make_user("writer", *groups, owns=cards, is_superuser=True, is_staff=True)
    today = timezone.localdate()
    for step in ("knowledge", "compliance"):
        person = person_of(step)
        Deputy.objects.create(
            person=person, deputy=writer, first_day=today, last_day=today + timedelta(days=1)
        )
    live = published_answer("cards.loss", topic=cards, user=make_user("other", "Editors"))
    snippets = (published_fact(), published_shared(), published_term())
    return House(writer, logged_in(writer), cards, make_topic("loans"), live, *snippets, tmp_path)


def waiting_drafts() -> list[Any]:
    models = (KnowledgePage, TopicPage, SharedElement, Fact, Term)
    found = [one for model in models for one in model.objects.all()]
    found = [one for one in found if getattr(one, "alias_of_id", None) is None]
    return [one for one in found if not one.live or one.has_unpublished_changes]


def try_everything(house: House) -> None:
    """Hand in by the screen of lists, by the program where that is refused, and approve."""
    drafts = waiting_drafts()
    run_bulk("hand-in", house, *[one for one in drafts if isinstance(one, KnowledgePage)])
    for one in drafts:
        hand_in_and_approve(house, one)
    run_bulk("withdraw", house, house.live)
    schedule.run(now=timezone.now() + timedelta(days=1))


def hand_in_and_approve(house: House, one: Any) -> None:
    obj = fresh(one)
    if obj.get_latest_revision() is None:
        obj.save_revision(user=house.writer)
        obj = fresh(one)
    if obj.current_workflow_state is None:
        obj.get_workflow().start(obj, house.writer)
    state = fresh(one).current_workflow_task_state
    if state is not None:
        seen = digest_of(fresh(one).get_latest_revision_as_object())
        house.post("approval_decide", state.pk, form={"decision": "approve", "seen": seen})
        house.post("approval_bulk", form={"row": [f"{state.pk}:{seen}"]})
    approve_by_program(one, User.objects.get(username="writer"))


def approve_by_program(one: Any, user: User) -> None:
    state = fresh(one).current_workflow_task_state
    if state is not None:
        with pytest.raises(ApprovalRefused):
            state.task.specific.on_action(state, user, "approve")


def what_is_out() -> set[tuple[Any, ...]]:
    return set(Live.objects.values_list("key", "locale", "valid_from", "seq"))


class _Undo(Exception):
    """The next route begins with the same house."""


def went_out_by(route: Route, house: House) -> list[str]:
    """What happened that may not; everything is undone."""
    try:
        with transaction.atomic():
            head, before = Publication.objects.latest("seq").seq, what_is_out()
            route(house)
            assert waiting_drafts(), "the route leaves something to let out"
            try_everything(house)
            found = [f"{one} is out" for one in what_is_out() - before]
            rows = Publication.objects.filter(seq__gt=head).exclude(kind="withdraw")
            found += [f"{row.kind} {row.key or row.ref} by {row.cause}" for row in rows]
            found += [f"{one} approved" for one in ApprovalStep.objects.filter(decision="approved")]
            raise _Undo
    except _Undo:
        return [f"{route.__name__}: {what}" for what in found]


def test_nothing_of_it_goes_out(house: House) -> None:
    found = [what for route in ROUTES for what in went_out_by(route, house)]
    print(f"{len(ROUTES)} ways in")
    assert not found, "\n".join(found)


def test_somebody_else_lets_it_out(house: House) -> None:
    """Else the routes above would prove nothing."""
    page = house.draft()
    fresh(page).get_workflow().start(fresh(page), house.writer)
    for step in ("knowledge", "compliance"):
        approve_step(page, User.objects.get(username=f"{step}-1"))
    assert fresh(page).live


def test_the_api_takes_questions_feedback_and_what_came_of_an_offer_alone() -> None:
    writing = {"post", "put", "patch", "delete"}
    takes = {p.name for p in urlpatterns if any(hasattr(p.callback.cls, m) for m in writing)}
    assert takes == {"ask", "feedback", "outcome"}
