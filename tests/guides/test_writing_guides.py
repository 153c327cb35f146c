"""Guides in the editor: what is wrong stands at its field, nothing goes in circles, and what a
guide leads to is not deleted under it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kb.authoring.models import KnowledgePage
from kb.authoring.uses.tables import WrittenUse
from kb.problem import Refused
from tests import library
from tests.authoring.making import (
    answer_form,
    draft_answer,
    edit_url,
    element,
    english,
    logged_in,
    make_topic,
    make_user,
    published_answer,
)
from tests.library import guide, question

pytestmark = pytest.mark.django_db
SUBMIT = {"action-submit": "1"}
Typed = tuple[str, str, list[tuple[str, str, str]]]


@pytest.fixture
def cards() -> Any:
    return make_topic("cards")


@pytest.fixture
def client(cards: Any) -> Client:
    return logged_in(make_user("editor", "Editors", owns=cards))


@pytest.fixture
def add(cards: Any) -> str:
    return reverse("wagtailadmin_pages:add", args=["kb", "knowledgepage", cards.pk])


def typed(*questions: Typed) -> dict[str, Any]:
    """The fields of a guide as the browser sends them: name, text, and for each choice its text,
    the kind of goal and what was chosen."""
    data: dict[str, Any] = {"title": "", "text": "", "questions-count": str(len(questions))}
    for number, (name, text, choices) in enumerate(questions):
        at = f"questions-{number}"
        data |= _item(at, number) | {f"{at}-value-name": name, f"{at}-value-text": text}
        data[f"{at}-value-choices-count"] = str(len(choices))
        for place, (said, goal, value) in enumerate(choices):
            one = f"{at}-value-choices-{place}"
            fields = {"text": said, "goal": goal, "question": "", "element": "", "answer": ""}
            chosen = fields | ({goal: value} if value else {})
            data |= _item(one, place)
            data |= {f"{one}-value-{field}": text for field, text in chosen.items()}
    return data


def _item(name: str, order: int) -> dict[str, str]:
    return {f"{name}-deleted": "", f"{name}-order": str(order), f"{name}-id": ""}


def sent(*questions: Typed, **fields: Any) -> dict[str, Any]:
    main = ("answer", {"text": "先挂失。"})
    return answer_form(main, ("guide", typed(*questions)), **fields)


def at_fields(response: Any) -> dict[tuple[Any, ...], str]:
    """Path to each field of the second element with what is said there."""
    assert response.status_code == 200
    [error] = response.context["form"].errors["elements"].as_data()
    return dict(_said(error.block_errors[1], ()))


def _said(error: Any, path: tuple[Any, ...]) -> Any:
    for message in getattr(error, "non_block_errors", ()):
        yield path, str(message)
    inner = getattr(error, "block_errors", None)
    if inner is None:
        yield path, " ".join(error.messages)
    for step, deeper in (inner or {}).items():
        yield from _said(deeper, (*path, step))


def test_a_guide_is_handed_in(client: Client, add: str) -> None:
    goal = published_answer("cards.replace")
    asked = ("where", "在哪里丢的？", [("境内", "answer", str(goal.pk)), ("境外", "person", "")])
    response = client.post(add, sent(asked, **SUBMIT))
    assert response.status_code == 302
    page = KnowledgePage.objects.get(title="银行卡丢了怎么办？").get_latest_revision_as_object()
    [first] = page.elements[1].value["questions"]
    assert [(c["text"], c["goal"], c["answer"]) for c in first["choices"]] == [
        ("境内", "answer", "cards.replace"),
        ("境外", "person", ""),
    ]


def test_each_fault_stands_at_its_field(client: Client, add: str) -> None:
    response = client.post(
        add,
        sent(
            ("where", "在哪里？", [("境内", "question", "gone"), ("境外", "", "")]),
            ("alone", "谁来这里？", [("甲", "question", "where")]),
            ("end", "没路了？", []),
            **SUBMIT,
        ),
    )
    found = at_fields(response)
    assert "“gone”" in found["questions", 0, "choices", 0, "question"]
    assert "没有去向" in found["questions", 0, "choices", 1, "goal"]
    assert "没有选项通向" in found["questions", 1, "name"]
    assert "没有出路" in found["questions", 2, "choices"]
    assert not KnowledgePage.objects.filter(title="银行卡丢了怎么办？").exists()


def test_a_draft_may_be_unfinished_but_not_go_in_a_circle(client: Client, add: str) -> None:
    unfinished = ("where", "在哪里？", [("境内", "", "")])
    assert client.post(add, sent(unfinished)).status_code == 302
    circle = (
        ("a", "甲？", [("去乙", "question", "b")]),
        ("b", "乙？", [("回甲", "question", "a")]),
    )
    found = at_fields(client.post(add, sent(*circle, title="转圈的指引？")))
    assert "绕回“甲？”" in found["questions", 1, "choices", 0, "question"]


def leading_to(key: str) -> list[dict[str, Any]]:
    return [element(), guide(question("q", "去哪？", {"去": f"answer:{key}"}))]


def test_a_circle_through_another_answers_draft_is_refused(client: Client, cards: Any) -> None:
    """Nobody has published anything yet."""
    ours = draft_answer("cards.ours")
    draft_answer("cards.between", *leading_to("cards.ours"))
    theirs = draft_answer("cards.theirs", *leading_to("cards.between"))
    asked = ("q", "去哪？", [("去", "answer", str(theirs.pk))])
    response = client.post(edit_url(ours), sent(asked, key="cards.ours"))
    found = at_fields(response)
    assert "“cards.theirs”会绕回本知识点" in found["questions", 0, "choices", 0, "answer"]


def test_a_circle_through_a_scheduled_version_is_refused(client: Client, cards: Any) -> None:
    ours = draft_answer("cards.ours")
    theirs = published_answer("cards.theirs")
    draft = theirs.get_latest_revision_as_object()
    draft.elements = leading_to("cards.ours")
    draft.go_live_at = timezone.now() + timedelta(days=3)
    draft.save_revision().publish()
    # What stands in the newest draft leads nowhere.
    later = KnowledgePage.objects.get(pk=theirs.pk).get_latest_revision_as_object()
    later.elements, later.go_live_at = [element()], None
    later.save_revision()
    assert set(WrittenUse.objects.values_list("state", flat=True)) == {"scheduled"}
    asked = ("q", "去哪？", [("去", "answer", str(theirs.pk))])
    response = client.post(edit_url(ours), sent(asked, key="cards.ours"))
    assert ("questions", 0, "choices", 0, "answer") in at_fields(response)


def test_no_route_publishes_a_circle(cards: Any) -> None:
    """As the shell would, past every form."""
    published_answer("cards.ours", *leading_to("cards.theirs"))
    theirs = draft_answer("cards.theirs", *leading_to("cards.ours"))
    with pytest.raises(Refused, match="guide_circle"):
        theirs.get_latest_revision().publish()


def test_the_other_language_goes_its_own_way(client: Client, cards: Any) -> None:
    """A circle is one only where the same language leads round."""
    ours = draft_answer("cards.ours")
    theirs = published_answer("cards.theirs")
    above = library.library_root("en")
    copy = KnowledgePage(
        title="Theirs?", slug="theirs", locale=english(), translation_key=theirs.translation_key,
        live=False, elements=leading_to("cards.ours"),
    )  # fmt: skip
    above.add_child(instance=copy)
    copy.save_revision()
    asked = ("q", "去哪？", [("去", "answer", str(theirs.pk))])
    assert client.post(edit_url(ours), sent(asked, key="cards.ours")).status_code == 302


def test_an_answer_that_is_gone_is_told_at_submit(client: Client, cards: Any) -> None:
    page = draft_answer("cards.ours", *leading_to("cards.never"))
    form = sent(("q", "去哪？", [("去", "answer", "")]), key="cards.ours", **SUBMIT)
    found = at_fields(client.post(edit_url(page), form))
    assert "没有去向" in found["questions", 0, "choices", 0, "answer"]


def test_a_number_put_in_by_hand_names_nobody_elses_draft(client: Client, add: str) -> None:
    loans = make_topic("loans")
    hidden = draft_answer("loans.secret", topic=loans, title="别的团队的草稿")
    asked = ("q", "去哪？", [("去", "answer", str(hidden.pk))])
    response = client.post(add, sent(asked))
    assert ("questions", 0, "choices", 0, "answer") in at_fields(response)


@pytest.mark.parametrize("state", ["draft", "live"])
def test_what_a_guide_leads_to_is_not_deleted(cards: Any, state: str) -> None:
    goal = published_answer("cards.replace")
    make = published_answer if state == "live" else draft_answer
    make("cards.lost", *leading_to("cards.replace"), title="卡丢了怎么办？")
    chief = logged_in(make_user("chief", is_superuser=True))
    response = chief.post(reverse("wagtailadmin_pages:delete", args=[goal.pk]))
    said = " ".join(str(message) for message in get_messages(response.wsgi_request))
    assert "卡丢了怎么办？" in said
    assert KnowledgePage.objects.filter(pk=goal.pk).exists()


def test_a_guide_that_came_before_its_goal_holds_it_too(cards: Any) -> None:
    draft_answer("cards.lost", *leading_to("cards.later"))
    assert WrittenUse.objects.get(ref="answer:zh-Hans:cards.later").answer is None
    later = draft_answer("cards.later")
    assert WrittenUse.objects.get(ref="answer:zh-Hans:cards.later").answer == later


def test_the_key_of_what_a_guide_leads_to_stays(client: Client, cards: Any) -> None:
    goal = draft_answer("cards.replace")
    draft_answer("cards.lost", *leading_to("cards.replace"))
    form = answer_form(("answer", {"text": "补卡。"}), key="cards.new", title="怎么补卡？")
    response = client.post(edit_url(goal), form)
    assert "cards.replace" in str(response.context["form"].errors["key"])
