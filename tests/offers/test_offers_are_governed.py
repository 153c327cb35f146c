"""Offers are written by one and let out by another, ask for steps by rule, have an owner, hold on
to what they use, and end on their day."""

import html
import re
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from kb.approval.changes import changes_of
from kb.approval.errors import ApprovalRefused
from kb.approval.features import features_of
from kb.authoring.models import Offer, WrittenUse
from kb.care.models import Care
from kb.care.rows import care_of
from kb.publication import schedule
from kb.publication.models import Publication, PublicationPerson
from kb.publication.verification import of_sources
from tests.approval.steps import approve_step, handed_in, person_of, task_state_of
from tests.authoring.making import fresh, logged_in, make_user, published_fact
from tests.offers.making import SENTENCE, condition, label, publish_offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Any:
    return make_user("editor", "Editors")


EMPTY = {"title": "x", "element-count": "0", "conditions-count": "0"}


def draft(editor: Any, text: str = "换一句。", **fields: Any) -> Offer:
    offer = publish_offer()
    raw = list(offer.element.raw_data)
    raw[0]["value"]["text"] = text
    offer.element = offer.element.stream_block.to_python(raw)
    for name, value in fields.items():
        setattr(offer, name, value)
    offer.save_revision(user=editor)
    return fresh(offer)


def test_its_author_does_not_let_it_out_and_another_does(editor: Any) -> None:
    offer = handed_in(draft(editor), editor)
    with pytest.raises(ApprovalRefused):
        approve_step(offer, editor)
    assert SENTENCE in str(fresh(offer).element.raw_data)
    approver = person_of("knowledge", name="approver")
    page = logged_in(approver).get(reverse("approval_task", args=[task_state_of(offer).pk]))
    assert "换一句。" in page.content.decode()
    approve_step(offer, approver)
    row = Publication.objects.filter(kind="offer").latest("seq")
    assert "换一句。" in str(row.documents) and "换一句。" in str(fresh(offer).element.raw_data)
    people = PublicationPerson.objects.filter(seq=row.seq).values_list("role", "name")
    assert {("author", "editor"), ("approver", "approver")} <= set(people)


def test_nobody_publishes_it_by_hand(editor: Any) -> None:
    offer, before = draft(editor), Publication.objects.count()
    address = reverse("wagtailsnippets_kb_offer:edit", args=[offer.pk])
    for person in (editor, make_user("root", is_superuser=True, is_staff=True)):
        logged_in(person).post(address, EMPTY | {"action-publish": "action-publish"})
    assert Publication.objects.count() == before


def test_what_is_changed_is_told_in_sentences(editor: Any) -> None:
    label("segments", "vip", "贵宾客户")
    offer = publish_offer()
    changed = fresh(offer)
    changed.conditions = changed.conditions.stream_block.to_python([condition("segments", "vip")])
    changed.purpose = "product"
    found = {change.block: change for change in changes_of(changed, old=offer)}
    assert "vip" in str(found["conditions"].after) or "贵宾客户" in str(found["conditions"].after)
    assert found["purpose"].before != found["purpose"].after
    features = features_of(changed)
    assert features.subject == "offer" and features.is_material
    assert features.kinds == {"answer"}, "rules by kind and audience ask about it"


def test_the_log_and_what_is_live_agree() -> None:
    offer = publish_offer()
    assert not list(of_sources())
    Offer.objects.filter(pk=offer.pk).update(purpose="product")
    (difference,) = of_sources()
    assert difference.ref == f"offer:zh-Hans:{offer.key}"


def test_it_ends_on_its_day_without_anybody() -> None:
    offer = publish_offer(expire_at=timezone.now())
    assert fresh(offer).live
    schedule.run(now=timezone.now())
    assert not fresh(offer).live
    assert Publication.objects.filter(kind="offer").latest("seq").digest == ""


def test_it_has_an_owner_and_a_review(editor: Any) -> None:
    offer = publish_offer()
    care = care_of("offer", offer.pk, today=timezone.localdate())
    assert care is not None and care.subject == Care.Subject.OFFER


def test_what_it_uses_is_not_deleted(editor: Any) -> None:
    fact, segment = published_fact(), label("segments", "vip", "贵宾客户")
    offer = publish_offer("a.b", f"年费{{{{ {fact.key} }}}}。", condition("segments", "vip"))
    used = WrittenUse.objects.filter(in_offer=offer).values_list("ref", flat=True)
    assert {f"fact:{fact.key}", "label:segments:vip"} <= set(used)
    for source in (fact, segment):
        with pytest.raises(ProtectedError):
            source.delete()
    client = logged_in(editor)
    response = client.post(reverse("wagtailsnippets_kb_fact:delete", args=[fact.pk]))
    assert any(offer.title in str(message) for message in get_messages(response.wsgi_request))
    page = client.get(reverse("kb_where_used", args=["kb.fact", fact.pk])).content.decode()
    assert offer.title in page


class TestScreens:
    def test_who_gets_what_is_told_with_the_reasons(self, editor: Any, bank: Any) -> None:
        label("segments", "vip", "贵宾客户")
        publish_offer("first", "第一句。", condition("segments", "vip"), title="贵宾那句")
        publish_offer("second", "第二句。", purpose="product", title="产品那句", priority=1)
        publish_offer("third", "第三句。", title="人人那句", priority=9)
        asked = {
            "key": "cards.lost", "locale": "zh-Hans", "channel": "agent_desk",
            "verification": "none",
        }  # fmt: skip
        client = logged_in(editor)
        tried = client.get(reverse("offers_try"), asked).context["tried"]
        assert [(one.offer.key, bool(why)) for one, why in tried.rows] == [
            ("third", False), ("second", True), ("first", True),
        ]  # fmt: skip
        asked |= {"segment": "vip", "may_be_offered": "on"}
        tried = client.get(reverse("offers_try"), asked).context["tried"]
        assert [one.offer.key for one, _why in tried.rows] == ["second", "first", "third"]
        assert not any(why for _one, why in tried.rows)

    def test_a_draft_is_tried_as_it_stands(self, editor: Any, bank: Any) -> None:
        offer = draft(editor, title="草稿标题")
        asked = {
            "key": "cards.lost", "locale": "zh-Hans", "channel": "web", "verification": "none",
            "offer": str(offer.pk),
        }  # fmt: skip
        page = logged_in(editor).get(reverse("offers_try"), asked).content.decode()
        assert "草稿标题" in page
        for wrong in ("x", "9" * 30, "0"):
            answer = logged_in(editor).get(reverse("offers_try"), asked | {"offer": wrong})
            assert answer.status_code == 200

    def test_the_form_refuses_a_placeholder_that_names_nothing(self, editor: Any) -> None:
        offer = draft(editor, "年费{{ no_such_fact }}。")
        fresh(offer).get_workflow().start(fresh(offer), editor)
        assert SENTENCE in str(fresh(offer).element.raw_data)

    def test_no_link_of_its_screens_leads_nowhere(self, editor: Any) -> None:
        offer = handed_in(draft(editor), editor)
        edit = reverse("wagtailsnippets_kb_offer:edit", args=[offer.pk])
        client = logged_in(editor)
        pages = [edit, reverse("wagtailsnippets_kb_offer:list"), reverse("offers_try")]
        approver = logged_in(person_of("knowledge", name="approver"))
        task = reverse("approval_task", args=[task_state_of(offer).pk])
        shown = [client.get(page).content.decode() for page in pages]
        shown.append(approver.get(task).content.decode())
        links = {link for page in shown for link in re.findall(r'href="(/admin/[^"#]*)"', page)}
        assert any("/offers/try/" in link for link in links)
        # Those for many at once are asked with what was ticked.
        links = {link for link in links if not link.startswith("/admin/bulk/")}
        gone = [link for link in links if client.get(html.unescape(link)).status_code == 404]
        assert gone == []
