"""Previewed, approved and published are one and the same, whatever happens in between."""

import random
import threading
from collections import Counter
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from kb.approval.errors import ApprovalRefused
from kb.publication.models import Live, Publication
from tests.approval.interleaving import Interleaving, make_bank
from tests.approval.steps import make_rule, person_of, steps_now, task_state_of
from tests.authoring.making import draft_answer, fresh, make_topic, make_user

ACTS = 10


class Undo(Exception):
    """Ends an interleaving: the next begins with the same bank."""


def interleave(seeds: range) -> Counter[str]:
    counts: Counter[str] = Counter()
    bank = make_bank()
    for seed in seeds:
        try:
            with transaction.atomic():
                Interleaving(bank, random.Random(seed), counts).run(most=ACTS)
                raise Undo
        except Undo:
            counts["interleavings"] += 1
    return counts


@pytest.mark.django_db
def test_in_twenty_orders() -> None:
    counts = interleave(range(20))
    print(dict(counts))
    assert counts["published"] > 3
    assert counts["author refused"] > 3


@pytest.mark.long
@pytest.mark.django_db
def test_in_five_hundred_orders() -> None:
    counts = interleave(range(1000, 1500))
    print(dict(counts))
    assert counts["published"] > 50
    assert counts["author refused"] > 50


def at_once(*acts: Any) -> list[str]:
    """Each in a thread and a connection of its own; names what was refused."""
    gate, refused = threading.Barrier(len(acts)), []

    def run(act: Any) -> None:
        gate.wait(timeout=30)
        try:
            act()
        except ApprovalRefused as error:
            refused.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return refused


def approving(page: Any, name: str, step: str) -> Any:
    def act() -> None:
        state = task_state_of(page)
        user = User.objects.get(username=name)
        state.task.specific.on_action(state, user, "approve", step=step)

    return act


@pytest.fixture
def waiting(transactional_db: None) -> Any:
    make_rule("compliance", subjects=["answer"])
    for step in ("compliance", "knowledge"):
        person_of(step)
    make_user("both", "Approvers", "Compliance")
    cards = make_topic("cards")
    editor = make_user("editor", "Editors", owns=cards)
    page = draft_answer("cards.loss", topic=cards, user=editor)
    fresh(page).get_workflow().start(fresh(page), editor)
    return page


def test_two_steps_approved_at_once_let_it_out_once(waiting: Any) -> None:
    refused = at_once(
        approving(waiting, "compliance-1", "compliance"),
        approving(waiting, "knowledge-1", "knowledge"),
    )
    assert refused == []
    assert Live.objects.filter(page_id=waiting.pk).exists()
    assert Publication.objects.filter(kind="publish", page_id=waiting.pk).count() == 1


def test_one_person_at_two_screens_fills_one_step(waiting: Any) -> None:
    refused = at_once(
        approving(waiting, "both", "compliance"), approving(waiting, "both", "knowledge")
    )
    assert refused == ["NotASecondPerson"]
    assert sorted(steps_now(waiting).values()) == ["", "approved"]


def test_an_edit_and_the_last_approval_at_once(waiting: Any) -> None:
    """Whoever comes first: never is the edit out with the approval of what was before."""
    approving(waiting, "compliance-1", "compliance")()

    def edit() -> None:
        draft = fresh(waiting).get_latest_revision_as_object()
        draft.title = "改过？"
        draft.save_revision(user=User.objects.get(username="editor"))

    at_once(edit, approving(waiting, "knowledge-1", "knowledge"))
    assert not Live.objects.filter(page_id=waiting.pk, question="改过？").exists()
