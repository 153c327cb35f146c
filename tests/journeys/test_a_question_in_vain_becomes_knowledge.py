"""Customers ask what no answer knows. The supervisor sees it among the misses and makes it
knowledge; once it is approved they find it, and the group has closed by itself."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kb.authoring.models import KnowledgePage
from kb.feedback.misses.models import MissGroup
from kb.publication import projections
from tests import library
from tests.authoring.making import approve, hand_in
from tests.journeys.people import give_subtree
from tests.library import block
from tests.misses.asking import tick

ASKED = "纪念币预约几点开始？"
ALSO = "纪念币预约几点开始呀"
FEE = "补卡多少钱？"


@pytest.fixture
def bank(cards: Any) -> Any:
    library.publish_answer(cards, "cards.fee", FEE, block("answer", "补一张卡收15元。"))
    projections.catch_up()
    give_subtree(cards, group="Editors")
    return cards


@pytest.fixture
def supervisor(db: None) -> Client:
    client = Client()
    client.force_login(library.staff("supervisor-1", "Supervisors"))
    return client


def search_on_help(client: Client, text: str) -> str:
    return client.get("/help/zh-Hans/search/", {"q": text}).content.decode()


def ask(client: Client, bot: dict[str, str], text: str) -> dict[str, Any]:
    body = {"text": text, "locale": "zh-Hans"}
    reply = client.post("/api/v1/answers", body, content_type="application/json", headers=bot)
    return dict(reply.json())


def listed(client: Client, state: str = "open") -> list[str]:
    """The questions on top of the groups, with the others."""
    page = client.get(f"/admin/misses/?state={state}").context["page"]
    return [text for row in page for text in (row.group.title, *row.group.examples)]


def first_group(client: Client) -> str:
    page = client.get("/admin/misses/?state=every").context["page"]
    return str(page.object_list[0].group.name)


def send_through_approval(page_id: int, *elements: dict[str, Any]) -> None:
    """An editor completes the draft and hands it in, somebody else approves it."""
    editor, approver = library.staff("ed", "Editors"), library.staff("ap", "Approvers")
    draft = KnowledgePage.objects.get(pk=page_id).get_latest_revision_as_object()
    if elements:
        draft.elements = json.dumps(elements)
        draft.save_revision(user=editor)
    hand_in(draft, editor)
    approve(KnowledgePage.objects.get(pk=page_id).get_latest_revision_as_object(), approver)
    projections.catch_up()


@pytest.mark.django_db(transaction=True)
def test_from_an_empty_result_to_an_answer(
    client: Client, supervisor: Client, bank: Any, keys: Any, set_clock: Any
) -> None:
    begun = datetime(2026, 11, 22, 2, tzinfo=timezone.get_current_timezone())
    set_clock(begun)
    assert ASKED in search_on_help(client, ASKED)
    assert ask(client, keys["wechat"], ALSO)["decision"] == "handover"
    tick(begun)

    # The supervisor sees one group with both wordings.
    assert sorted(listed(supervisor)) == sorted([ASKED, ALSO])
    name = first_group(supervisor)
    assert "cards.fee" in supervisor.get(f"/admin/misses/{name}/").content.decode()
    said = {"act": "new", "question": ASKED, "topic": bank.pk, "wordings": [ASKED, ALSO]}
    reply = supervisor.post(f"/admin/misses/{name}/decide/", said)
    assert reply.status_code == 302, reply.content.decode()

    # A draft like any other: nobody reads it yet, and the supervisor cannot approve it.
    draft = KnowledgePage.objects.get(title=ASKED)
    assert not draft.live and draft.wordings == ALSO and draft.get_parent().pk == bank.pk
    assert ask(client, keys["wechat"], ALSO)["decision"] == "handover"
    assert listed(supervisor) == [] and ASKED in listed(supervisor, "in_work")

    send_through_approval(draft.pk, block("answer", "预约当天10点开始。"))
    live = timezone.now() + timedelta(minutes=10)
    set_clock(live)
    tick(live)
    assert ask(client, keys["wechat"], ALSO)["answer"]["text"].startswith("预约当天10点")
    assert ASKED in listed(supervisor, "closed")
    assert "自动" in supervisor.get(f"/admin/misses/{name}/").content.decode()
    who = [(event.act, event.by_name) for event in MissGroup.objects.get().events.all()]
    assert who == [("closed", ""), ("new", "supervisor-1")]

    # Withdrawn again, the same question is missed, and the group is open again.
    KnowledgePage.objects.get(pk=draft.pk).unpublish()
    projections.catch_up()
    later = live + timedelta(minutes=30)
    set_clock(later)
    search_on_help(client, ASKED)
    ask(client, keys["wechat"], ALSO)
    tick(later)
    tick(later)
    assert ASKED in listed(supervisor, "open")


@pytest.mark.django_db(transaction=True)
def test_another_way_of_asking_what_is_known_goes_through_approval(
    client: Client, bank: Any, keys: Any, set_clock: Any
) -> None:
    begun = datetime(2026, 11, 22, 2, tzinfo=timezone.get_current_timezone())
    set_clock(begun)
    ask(client, keys["wechat"], "工本费啥价位")
    tick(begun)
    supervisor = Client()
    supervisor.force_login(library.staff("supervisor-1", "Supervisors"))
    name = first_group(supervisor)
    said = {"act": "wording", "other": "cards.fee", "wordings": ["工本费啥价位"]}
    assert supervisor.post(f"/admin/misses/{name}/decide/", said).status_code == 302

    page = KnowledgePage.objects.get(key="cards.fee")
    assert "工本费啥价位" not in page.wordings and page.has_unpublished_changes
    assert ask(client, keys["wechat"], "工本费啥价位")["decision"] != "answer"
    tick(begun)
    assert MissGroup.objects.get().state == "in_work"

    send_through_approval(page.pk)
    tick(timezone.now())
    assert MissGroup.objects.get().state == "closed"
    assert ask(client, keys["wechat"], "工本费啥价位")["answer"]["key"] == "cards.fee"
