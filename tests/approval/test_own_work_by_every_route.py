"""Every way in which a text comes into the house or stands anew, taken by one person who holds
every group and every right. Then they hand it in and try to approve it: nothing goes out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from channels.api.urls import urlpatterns
from kb.approval.digests import digest_of
from kb.approval.errors import ApprovalRefused
from kb.approval.models import ApprovalStep, Deputy
from kb.authoring.granulating.drafting import create_drafts
from kb.authoring.granulating.keeping import keep
from kb.authoring.granulating.proposal import digest_of as digest_of_file
from kb.authoring.granulating.reading import read_source
from kb.authoring.importers.bulk import Editor
from kb.authoring.models import Fact, KnowledgePage, SharedElement, Term, TopicPage
from kb.care import bulk
from kb.care.models import Care
from kb.care.operations import Act
from kb.care.rows import settle
from kb.care.templates_admin import clone
from kb.care.wording_decisions import draft_without
from kb.publication import schedule
from kb.publication.models import Live, Publication
from tests.approval.steps import GROUP_OF, approve_step, make_rule, person_of, return_step
from tests.authoring.making import (
    draft_answer,
    edit_url,
    element,
    form_of,
    fresh,
    library,
    logged_in,
    make_topic,
    make_user,
    published_answer,
    published_fact,
    published_shared,
    published_term,
    rewrite,
)
from tests.exchange.steps import export_to, take

pytestmark = pytest.mark.django_db
MINE = "这是我写的话。"
FILE = "# 怎样挂失？\n\n" + MINE + "\n"


@dataclass
class House:
    writer: User
    client: Client
    cards: TopicPage
    loans: TopicPage
    live: KnowledgePage
    fact: Fact
    shared: SharedElement
    term: Term
    place: Path

    def draft(self, key: str = "cards.own", **options: Any) -> Any:
        options = {"topic": self.cards, "user": self.writer} | options
        return draft_answer(key, element(text=MINE), **options)

    def post(self, name: str, *numbers: Any, form: dict[str, Any] | None = None) -> Any:
        return self.client.post(reverse(name, args=numbers), form or {})


@pytest.fixture
def house(tmp_path: Path) -> House:
    make_rule("compliance", subjects=["answer", "fact", "shared", "term"])
    cards = make_topic("cards")
    groups = ("Editors", *GROUP_OF.values())
    writer = make_user("writer", *groups, owns=cards, is_superuser=True, is_staff=True)
    today = timezone.localdate()
    for step in ("knowledge", "compliance"):
        person = person_of(step)
        Deputy.objects.create(person=person, deputy=writer, first_day=today, last_day=today)
    live = published_answer("cards.loss", topic=cards, user=make_user("other", "Editors"))
    snippets = (published_fact(), published_shared(), published_term())
    return House(writer, logged_in(writer), cards, make_topic("loans"), live, *snippets, tmp_path)


# The ways a text comes or stands anew; each leaves work of the writer's, live nowhere.


def a_draft(house: House) -> None:
    house.draft()


def written_over_by_autosave(house: House) -> None:
    page = house.draft(user=User.objects.get(username="other"))
    draft = fresh(page).get_latest_revision_as_object()
    draft.title = MINE
    draft.save_revision(user=house.writer, overwrite_revision=page.get_latest_revision())


def a_schedule(house: House) -> None:
    house.draft(go_live_at=timezone.now() - timedelta(days=1))
    schedule.run(now=timezone.now() + timedelta(days=1))
    call_command("publish_scheduled")


def reverted_to(house: House) -> None:
    """An earlier text of the writer's, made the newest by pressing the button."""
    mine = rewrite(house.live, element(text=MINE), user=house.writer)
    rewrite(house.live, element(text="别人的话。"), user=User.objects.get(username="other"))
    url = reverse("wagtailadmin_pages:revisions_revert", args=[house.live.pk, mine.pk])
    assert house.client.get(url).status_code == 200
    form = form_of(house.live, revision=str(mine.pk), **{"action-publish": "1"})
    house.client.post(edit_url(house.live), form)


def copied(house: House) -> None:
    page = house.draft()
    form = {"new_title": "x", "new_slug": "x", "new_parent_page": house.cards.pk}
    house.post("wagtailadmin_pages:copy", page.pk, form=form | {"publish_copies": "on"})


def copied_by_another(house: House) -> None:
    """Whoever copies it is its author as well, not in the place of who wrote it."""
    page = house.draft()
    page.copy(update_attrs={"slug": "x", "title": "x"}, user=User.objects.get(username="other"))


def taken_as_a_template(house: House) -> None:
    clone(house.draft(), question="新问题？", topic=house.cards, user=house.writer)


def taken_as_a_template_by_another(house: House) -> None:
    other = User.objects.get(username="other")
    clone(house.draft(), question="新问题？", topic=house.cards, user=other)


def moved_and_unlocked(house: House) -> None:
    page = house.draft()
    house.post("wagtailadmin_pages:lock", page.pk)
    house.post("wagtailadmin_pages:unlock", page.pk)
    house.post("wagtailadmin_pages:move_confirm", page.pk, house.loans.pk)


def a_second_place(house: House) -> None:
    page = house.draft()
    alias = page.create_alias(parent=house.loans, update_slug="second")
    house.post("wagtailadmin_pages:convert_alias", alias.pk)
    assert fresh(alias).alias_of_id == page.pk


def translated(house: House) -> None:
    """The copy in the other language is saved in nobody's name by Wagtail."""
    page, english = house.draft(), Locale.objects.get(language_code="en")
    for one in (house.cards, page):
        form = {"locales": [english.pk]}
        house.post("simple_translation:submit_page_translation", one.pk, form=form)
    assert KnowledgePage.objects.filter(locale=english).exists()


def snippets_translated(house: House) -> None:
    english = Locale.objects.get(language_code="en")
    for one in (house.shared, house.term):
        numbers = ["kb", one._meta.model_name, one.pk]
        form = {"locales": [english.pk]}
        house.post("simple_translation:submit_snippet_translation", *numbers, form=form)
    assert Term.objects.filter(locale=english).exists()


def snippets_changed(house: House) -> None:
    changes = ((house.fact, "value", "300"), (house.term, "plain", MINE),
               (house.shared, "element", json.dumps([element("note", MINE)])))  # fmt: skip
    for one, name, value in changes:
        setattr(one, name, value)
        one.save_revision(user=house.writer)


def snippets_made_in_a_chooser(house: House) -> None:
    """Refused; the draft is there to have something to hand in."""
    form = {"name": MINE, "key": "mine", "type": "text", "value": MINE, "title": MINE,
            "jargon": MINE, "plain": MINE, "unit": ""}  # fmt: skip
    for model in ("fact", "sharedelement", "term"):
        answer = house.post(f"wagtailsnippetchoosers_kb_{model}:create", form=form)
        assert answer.status_code == 403
    house.draft()


def snippets_published_by_hand(house: House) -> None:
    rows = {f"variants-{n}_FORMS": "0" for n in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")}
    form = {"name": "年费", "key": "card.fee", "type": "money", "unit": "CNY", "value": "300"}
    buttons = {"action-publish": "1", "action-go-live": "1"}
    house.post("wagtailsnippets_kb_fact:edit", house.fact.pk, form=form | rows | buttons)
    house.post("wagtailsnippets_kb_fact:add", form=form | rows | buttons | {"key": "card.second"})


def a_topic(house: House) -> None:
    topic = TopicPage(title=MINE, key="mine", slug="mine", live=False, locale=house.cards.locale)
    library().add_child(instance=topic)
    topic.save_revision(user=house.writer)


def labelled_in_bulk(house: House) -> None:
    page = house.draft(user=User.objects.get(username="other"))
    run_bulk("label", house, page, label="regions:beijing")


def run_bulk(action: str, house: House, *pages: Any, **wish: Any) -> bulk.Report:
    settle(today=timezone.localdate())
    rows = Care.objects.filter(subject="answer", object_id__in=[page.pk for page in pages])
    act = Act(house.writer, timezone.now())
    return bulk.run(action, list(rows.values_list("pk", flat=True)), wish, act)


def a_wording_decided(house: House) -> None:
    page = house.draft(user=User.objects.get(username="other"), wordings="丢卡\n挂失")
    draft_without(page, "丢卡", user=house.writer)


def a_document_taken_apart(house: House) -> None:
    now = timezone.now()
    kept = keep(
        read_source("指南.md", FILE.encode()), digest=digest_of_file(FILE), topic=house.cards,
        locale="zh-Hans", user=house.writer, now=now,
    )  # fmt: skip
    made = create_drafts(kept.document, topic=house.cards.pk, editor=Editor(house.writer, at=now))
    assert made.drafts


def a_folder_brought_in(house: House) -> None:
    house.draft()
    folder = export_to(house.place)
    KnowledgePage.objects.get(key="cards.own").delete()
    take(folder, user=house.writer)
    assert KnowledgePage.objects.filter(key="cards.own").exists()


def a_table_brought_in(house: House) -> None:
    table = house.place / "faq.csv"
    table.write_text(f"question,answer\n怎样挂失？,{MINE}\n", "utf-8")
    options = {"topic": "cards", "operator": "writer"}
    call_command("import_knowledge", str(table), **options)


def came_back_and_handed_in_again(house: House) -> None:
    page = house.draft()
    fresh(page).get_workflow().start(fresh(page), house.writer)
    third = make_user("third", "Compliance")
    return_step(page, third, comment="再看看")
    fresh(page).current_workflow_state.resume(house.writer)


def one_of_two_deputies_in_a_circle(house: House) -> None:
    """The writer stands in for both; both for the writer and for each other."""
    today = timezone.localdate()
    first, second = (User.objects.get(username=f"{step}-1") for step in ("knowledge", "compliance"))
    for person, deputy in ((house.writer, first), (first, second), (second, first)):
        Deputy.objects.create(person=person, deputy=deputy, first_day=today, last_day=today)
    house.draft()


Route = Callable[[House], None]
ROUTES: tuple[Route, ...] = (
    a_draft, written_over_by_autosave, a_schedule, reverted_to, copied, copied_by_another,
    taken_as_a_template, taken_as_a_template_by_another, moved_and_unlocked, a_second_place,
    translated, snippets_translated, snippets_changed, snippets_made_in_a_chooser,
    snippets_published_by_hand, a_topic, labelled_in_bulk, a_wording_decided,
    a_document_taken_apart, a_folder_brought_in, a_table_brought_in,
    came_back_and_handed_in_again, one_of_two_deputies_in_a_circle,
)  # fmt: skip


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


def test_the_api_takes_questions_and_feedback_alone() -> None:
    writing = {"post", "put", "patch", "delete"}
    takes = {p.name for p in urlpatterns if any(hasattr(p.callback.cls, m) for m in writing)}
    assert takes == {"ask", "feedback"}
