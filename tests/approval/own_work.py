"""The ways in which a text comes into the house or stands anew; each leaves work of the writer's,
live nowhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from kb.approval.models import Deputy
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
from tests.approval.steps import return_step
from tests.authoring.making import (
    draft_answer,
    edit_url,
    element,
    form_of,
    fresh,
    library,
    make_user,
    rewrite,
)
from tests.exchange.steps import export_to, take

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


def translated_by_another(house: House) -> None:
    """Whoever makes the copy has translated nothing of it yet."""
    page, english = house.draft(), Locale.objects.get(language_code="en")
    other = User.objects.get(username="other")
    for one in (house.cards, page, house.shared, house.term):
        fresh(one).save_revision(user=house.writer)
        copy = fresh(one).copy_for_translation(english)
        if not copy.pk:
            copy.save()
        copy.save_revision(user=other)


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
        Deputy.objects.create(
            person=person, deputy=deputy, first_day=today, last_day=today + timedelta(days=1)
        )
    house.draft()


Route = Callable[[House], None]


ROUTES: tuple[Route, ...] = (
    a_draft, written_over_by_autosave, a_schedule, reverted_to, copied, copied_by_another,
    taken_as_a_template, taken_as_a_template_by_another, moved_and_unlocked, a_second_place,
    translated, translated_by_another, snippets_translated, snippets_changed,
    snippets_made_in_a_chooser, snippets_published_by_hand, a_topic, labelled_in_bulk,
    a_wording_decided, a_document_taken_apart, a_folder_brought_in, a_table_brought_in,
    came_back_and_handed_in_again, one_of_two_deputies_in_a_circle,
)  # fmt: skip
