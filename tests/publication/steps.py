"""A small library and what people may do in it, step by step, in any order."""

import json
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from wagtail.models import Page

from kb.authoring.models import Fact, KnowledgePage, SharedElement, TopicPage
from kb.publication import lane
from kb.publication.errors import Refused
from tests.authoring.making import (
    draft_answer,
    element,
    english,
    fresh,
    library,
    make_topic,
    place,
    published_fact,
    published_shared,
)

TEXTS = st.sampled_from(["先挂失", "先打电话", "费用 {{ card.fee }}", "{{ no.such }}", ""])
KINDS = st.sampled_from(["answer", "note", "internal_note", "shared"])
ELEMENTS = st.lists(st.tuples(KINDS, TEXTS), min_size=1, max_size=3)
PAGES = st.integers(0, 3)
STEPS = st.one_of(
    st.tuples(st.just("publish"), PAGES, ELEMENTS),
    st.tuples(st.just("draft"), PAGES, ELEMENTS),
    st.tuples(st.sampled_from(["withdraw", "withdraw plainly", "save", "delete", "copy"]), PAGES),
    st.tuples(st.sampled_from(["second place", "translate", "move"]), PAGES),
    st.tuples(st.sampled_from(["close topic", "open topic", "delete topic", "move topic"])),
    st.tuples(st.just("set fact"), st.sampled_from(["200", "300", None])),
    st.tuples(st.just("write shared"), TEXTS),
    st.tuples(st.sampled_from(["withdraw shared", "drain"])),
)


class House:
    """A small library and what may be done in it."""

    def __init__(self) -> None:
        self.cards, self.loans = make_topic("cards"), make_topic("loans")
        self.cards.copy_for_translation(english()).save_revision().publish()
        published_fact("card.fee")
        self.brought = published_shared()
        self.pages = [draft_answer(f"cards.{n}", topic=self.cards).pk for n in range(4)]

    def do(self, name: str, *values: Any) -> None:
        """One step; what is refused is undone, as it is for people."""
        act = getattr(self, name.replace(" ", "_"))
        if values and name not in {"set fact", "write shared"}:
            page = KnowledgePage.objects.filter(pk=self.pages[values[0]]).first()
            if page is None:
                return
            values = (page, *values[1:])
        try:
            with transaction.atomic():
                act(*values)
        except Refused:
            pass

    def blocks(self, elements: list[tuple[str, str]]) -> list[dict[str, Any]]:
        return [
            place(self.brought) if kind == "shared" else element(kind, text)
            for kind, text in elements
        ]

    def publish(self, page: Any, elements: list[tuple[str, str]]) -> None:
        self._revision(page, elements).publish()

    def draft(self, page: Any, elements: list[tuple[str, str]]) -> None:
        self._revision(page, elements)

    def _revision(self, page: Any, elements: list[tuple[str, str]]) -> Any:
        edited = page.get_latest_revision_as_object()
        edited.elements = json.dumps(self.blocks(elements))
        return edited.save_revision(clean=False)

    def withdraw(self, page: Any) -> None:
        page.unpublish()

    def withdraw_plainly(self, page: Any) -> None:
        Page.objects.get(pk=page.pk).unpublish()

    def save(self, page: Any) -> None:
        page.save()

    def delete(self, page: Any) -> None:
        page.delete()

    def copy(self, page: Any) -> None:
        slug = f"copy-{KnowledgePage.objects.count()}"
        page.copy(update_attrs={"slug": slug}, keep_live=True)

    def second_place(self, page: Any) -> None:
        loans = TopicPage.objects.filter(pk=self.loans.pk).first()
        if loans:
            page.create_alias(parent=loans, update_slug=f"s-{KnowledgePage.objects.count()}")

    def translate(self, page: Any) -> None:
        if page.get_parent().specific.has_translation(english()) and not page.has_translation(
            english()
        ):
            page.copy_for_translation(english()).save_revision().publish()

    def move(self, page: Any) -> None:
        loans = TopicPage.objects.filter(pk=self.loans.pk).first()
        if loans and page.get_parent().pk != loans.pk:
            page.move(loans, pos="last-child")

    def close_topic(self) -> None:
        self._topic(lambda topic: topic.unpublish())

    def open_topic(self) -> None:
        self._topic(lambda topic: topic.save_revision().publish())

    def delete_topic(self) -> None:
        self._topic(lambda topic: topic.delete())

    def move_topic(self) -> None:
        below = TopicPage.objects.filter(pk=self.cards.pk).first()
        if below and not fresh(library()).is_descendant_of(below):
            below.move(library("zh-hans"), pos="first-child")

    def _topic(self, act: Any) -> None:
        topic = TopicPage.objects.filter(pk=self.loans.pk).first()
        if topic:
            act(topic)

    def set_fact(self, value: str | None) -> None:
        fact = Fact.objects.get(key="card.fee")
        if value is None:
            fact.unpublish()
        else:
            fact.value, fact.live = value, True
            fact.save()

    def write_shared(self, text: str) -> None:
        shared = SharedElement.objects.get()
        shared.element, shared.live = [element("note", text or "空")], True
        shared.save()

    def withdraw_shared(self) -> None:
        SharedElement.objects.get().unpublish()

    def drain(self) -> None:
        lane.drain()
