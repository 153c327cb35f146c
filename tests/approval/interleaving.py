"""One answer that uses a fact and a shared element, and people who do anything with it in any
order. What they may do is known here by a few plain rules of its own, and compared each time."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from unittest import mock

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from wagtail.models import WorkflowState

from kb.approval.digests import digest_of
from kb.approval.errors import ApprovalRefused, NotASecondPerson
from kb.approval.models import ApprovalStep
from kb.document import to_plain
from kb.problem import Refused
from kb.publication import schedule
from kb.publication.checks import assemble_unsaved
from kb.publication.models import Live, Publication, PublicationPerson
from tests.approval.steps import make_rule, person_of
from tests.authoring.making import (
    draft_answer,
    element,
    fresh,
    make_topic,
    make_user,
    place,
    published_fact,
    published_shared,
)

STEPS = ("compliance", "knowledge")


@dataclass
class Bank:
    """Made once; every interleaving is undone."""

    page: Any
    fact: Any
    shared: Any
    topics: list[Any]
    people: dict[str, list[User]]


def make_bank() -> Bank:
    cards, loans = make_topic("cards"), make_topic("loans")
    people = {
        "writers": [
            make_user("writer", "Editors", owns=cards),
            make_user("both", "Editors", "Approvers", "Compliance"),
            make_user("chief", is_superuser=True),
        ],
        "knowledge": [person_of("knowledge"), person_of("knowledge", name="knowledge-2")],
        "compliance": [person_of("compliance"), person_of("compliance", name="compliance-2")],
    }
    make_rule("compliance", subjects=["answer"])
    fact, shared = published_fact("card.fee"), published_shared()
    page = draft_answer(
        "cards.fee",
        element("answer", "年费 {{ card.fee }}。"),
        place(shared),
        topic=cards,
        user=people["writers"][0],
    )
    return Bank(page, fact, shared, [cards, loans], people)


@dataclass
class Interleaving:
    """`written`: who wrote since the last that went out, by our own count; `read`: revision and
    step → the documents that the approver was shown."""

    bank: Bank
    dice: random.Random
    counts: Counter[str]
    written: set[int] = field(default_factory=set)
    read: dict[tuple[int, str], str] = field(default_factory=dict)

    def run(self, *, most: int) -> None:
        self.written = {self.bank.people["writers"][0].pk}
        rare = [self.edit, self.autosave, self.give_back, self.plan, self.tick, self.change_fact,
                self.change_shared, self.move, self.remark, self.withdraw]  # fmt: skip
        acts = [*rare, *[self.approve] * 10, *[self.hand_in] * 3]
        for act in [self.hand_in, *self.dice.choices(acts, k=most)]:
            before = self.page
            try:
                with transaction.atomic():
                    act()
                self.counts[act.__name__] += 1
            except (ApprovalRefused, Refused) as refused:
                self.counts[f"refused: {type(refused).__name__}"] += 1
            self.check(before)

    @property
    def page(self) -> Any:
        return fresh(self.bank.page)

    def documents_of(self, draft: Any) -> str:
        documents = [to_plain(d) for d in assemble_unsaved(draft).documents]
        return json.dumps(documents, ensure_ascii=False, sort_keys=True)

    # What people do.

    def edit(self, **changes: Any) -> None:
        draft = self.page.get_latest_revision_as_object()
        draft.title = f"问题 {self.dice.randrange(1000)}？"
        for name, value in changes.items():
            setattr(draft, name, value)
        self.save(draft)

    def save(self, draft: Any, **options: Any) -> None:
        writer = self.dice.choice([*self.bank.people["writers"], *self.bank.people["knowledge"]])
        draft.save_revision(user=writer, **options)
        self.written.add(writer.pk)

    def autosave(self) -> None:
        """Over the writer's own last revision, as the editor does while somebody types."""
        latest = self.page.get_latest_revision()
        draft = latest.as_object()
        draft.wordings = f"怎么{self.dice.randrange(1000)}"
        draft.save_revision(user=latest.user, overwrite_revision=latest)
        self.written.add(latest.user_id)

    def hand_in(self) -> None:
        page = self.page
        state = page.current_workflow_state
        writer = self.bank.people["writers"][0]
        if state is None:
            page.get_workflow().start(page, writer)
        elif state.status == WorkflowState.STATUS_NEEDS_CHANGES:
            state.resume(writer)

    def approve(self) -> None:
        page = self.page
        state = page.current_workflow_task_state
        if state is None:
            return
        step = self.dice.choice(STEPS)
        user = self.anybody(step)
        draft = page.get_latest_revision_as_object()
        seen = self.dice.choice(["", *[digest_of(draft)] * 5, "0" * 64])
        try:
            state.task.specific.on_action(state, user, "approve", step=step, seen=seen)
        except NotASecondPerson:
            self.counts["author refused"] += user.pk in self.written
            raise
        assert user.pk not in self.written, "an author approved"
        assert seen != "0" * 64, "something else than was seen was approved"
        self.read[state.revision_id, step] = self.documents_of(draft)

    def anybody(self, step: str) -> User:
        """Mostly somebody of the step."""
        pools = [self.bank.people[step]] * 7 + list(self.bank.people.values())
        return User.objects.get(pk=self.dice.choice(self.dice.choice(pools)).pk)

    def give_back(self) -> None:
        if self.dice.random() < 0.6 or (state := self.page.current_workflow_task_state) is None:
            return
        user = self.anybody(self.dice.choice(STEPS))
        state.task.specific.on_action(state, user, "reject", comment="再看看")
        assert user.pk not in self.written

    def plan(self) -> None:
        self.edit(go_live_at=timezone.now() + timedelta(days=2))

    def tick(self) -> None:
        moment = timezone.now() + timedelta(days=self.dice.choice([0, 3, 3]))
        with mock.patch.object(timezone, "now", return_value=moment):
            schedule.run(now=moment)

    def change_fact(self) -> None:
        fact = fresh(self.bank.fact)
        fact.value = str(self.dice.randrange(100, 999))
        fact.save()

    def change_shared(self) -> None:
        shared = fresh(self.bank.shared)
        shared.element = json.dumps([element("note", f"请带证件{self.dice.randrange(1000)}。")])
        shared.save()

    def move(self) -> None:
        page = self.page
        topic = self.dice.choice(self.bank.topics)
        if page.get_parent().pk != topic.pk:
            page.move(fresh(topic), pos="last-child")

    def remark(self) -> None:
        """In the margin of what waits: the text stays its author's, and so do the approvals."""
        if self.page.workflow_in_progress:
            latest = self.page.get_latest_revision()
            latest.as_object().save_revision(user=self.bank.people["knowledge"][0])
            assert self.page.get_latest_revision().user_id == latest.user_id
            self.written.add(latest.user_id)

    def withdraw(self) -> None:
        if self.page.live and self.dice.random() < 0.5:
            self.page.unpublish()

    # What must hold.

    def check(self, before: Any) -> None:
        page = self.page
        if page.live and page.live_revision_id != before.live_revision_id:
            self.check_published(page)
            self.written = set()
            self.counts["published"] += 1

    def check_published(self, page: Any) -> None:
        state = page.workflow_states.filter(status="approved").latest("pk")
        steps = ApprovalStep.objects.filter(
            request__task_state__workflow_state=state,
            request__task_state__revision=page.live_revision_id,
            request__task_state__status="approved",
            decision="approved",
        )
        row = Publication.objects.filter(kind="publish", page_id=page.pk).latest("seq")
        assert {step.kind.code for step in steps} == set(STEPS)
        assert {step.digest for step in steps} == {row.digest}, "not what was approved"
        people = {step.decided_by_id for step in steps}
        assert len(people) == len(STEPS), "one person filled two steps"
        assert not people & self.written, "an author approved"
        named = PublicationPerson.objects.filter(seq=row.seq, role="approver")
        assert set(named.values_list("step", "user_id")) == {
            (step.kind.code, step.decided_by_id) for step in steps
        }
        live = Live.objects.filter(page_id=page.pk).order_by("valid_from")
        out = json.dumps([one.document for one in live], ensure_ascii=False, sort_keys=True)
        for step in STEPS:
            self.check_read(page, step, out)

    def check_read(self, page: Any, step: str, out: str) -> None:
        """A remark carries an approval over to a revision of its own, of the same text."""
        revisions = [pk for pk, code in self.read if code == step and pk <= page.live_revision_id]
        assert self.read[max(revisions), step] == out, "not what was read"
