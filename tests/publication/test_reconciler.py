"""What goes past every announcement is told to the log within a minute, and nothing is told twice.

Nobody in the house does these things; a shell, a script or a database tool may."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from wagtail.models import Page

from kb.authoring.models import Fact, KnowledgePage, SharedElement, Term, TopicPage
from kb.publication import answers, inspection, lane, log, projections, reconciliation, verification
from kb.publication.changes import changes_after
from kb.publication.models import Compared, Live, LiveElement, Publication
from kb.tasks import keep_time
from tests.authoring.making import (
    draft_answer,
    element,
    fresh,
    make_topic,
    place,
    published_answer,
    published_fact,
    published_shared,
    published_term,
    widest,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house() -> None:
    loans = make_topic("loans")
    published_fact("card.fee")
    published_term("apr")
    shared = published_shared()
    for number in range(3):
        published_answer(f"cards.{number}", element(text="年费 {{ card.fee }}。"), place(shared))
    fresh(published_answer("cards.twice")).create_alias(parent=loans, update_slug="second")
    draft_answer("cards.draft")
    follow()
    reconcile()
    assert is_well()


def reconcile() -> list[tuple[str, str, str]]:
    """What the log gained: kind, name, cause."""
    before = log.head()
    reconciliation.run(now=timezone.now())
    rows = Publication.objects.filter(seq__gt=before).order_by("seq")
    return [(row.kind, row.key or row.ref, row.cause) for row in rows]


def follow() -> None:
    lane.drain()
    projections.catch_up()


def is_well() -> bool:
    follow()
    return inspection.inspect().is_well


def page(key: str) -> Any:
    return KnowledgePage.objects.filter(key=key, alias_of=None)


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def unpublish_by_update() -> None:
    Page.objects.filter(pk__in=page("cards.1").values("pk")).update(live=False)


def publish_by_update() -> None:
    Page.objects.filter(pk__in=page("cards.draft").values("pk")).update(live=True)


def rename_by_sql() -> None:
    sql(
        "UPDATE wagtailcore_page SET title = %s WHERE id = %s", "新问题？", page("cards.1").get().pk
    )


def rewrite_by_update() -> None:
    page("cards.1").update(elements=json.dumps([element(text="换了。")]))


def delete_by_sql() -> None:
    pk = page("cards.1").get().pk
    forget_uses()
    sql("DELETE FROM wagtailcore_pagelogentry WHERE page_id = %s", pk)
    sql("DELETE FROM kb_knowledgepage WHERE page_ptr_id = %s", pk)
    sql("UPDATE wagtailcore_page SET content_type_id = 1, live = false WHERE id = %s", pk)


def close_topic_by_update() -> None:
    Page.objects.filter(pk=TopicPage.objects.get(key="cards").pk).update(live=False)


def rename_topic_by_update() -> None:
    Page.objects.filter(pk=TopicPage.objects.get(key="cards").pk).update(title="卡")


def close_second_place_by_update() -> None:
    Page.objects.filter(alias_of__isnull=False).update(live=False)


def fact_by_update() -> None:
    Fact.objects.update(value="300")


def forget_uses() -> None:
    """They are kept by the database as well, and whoever writes SQL would take them away first."""
    sql("DELETE FROM kb_writtenuse")


def fact_gone_by_sql() -> None:
    forget_uses()
    sql("DELETE FROM kb_fact")


def shared_by_update() -> None:
    SharedElement.objects.update(live=False)


def term_by_update() -> None:
    Term.objects.update(plain="别的话")


def lost_live_row() -> None:
    Live.objects.filter(key="cards.1").delete()


BEHIND_THE_BACK = [
    (unpublish_by_update, ("withdraw", "cards.1")),
    (publish_by_update, ("publish", "cards.draft")),
    (rename_by_sql, ("publish", "cards.1")),
    (rewrite_by_update, ("publish", "cards.1")),
    (delete_by_sql, ("withdraw", "cards.1")),
    (close_topic_by_update, ("topic", "topic:cards")),
    (rename_topic_by_update, ("topic", "topic:cards")),
    (close_second_place_by_update, ("topic", "cards.twice")),
    (fact_by_update, ("fact", "fact:card.fee")),
    (fact_gone_by_sql, ("fact", "fact:card.fee")),
    (shared_by_update, ("shared", "shared:zh-Hans")),
    (term_by_update, ("term", "term:zh-Hans:apr")),
]


@pytest.mark.parametrize(
    ("act", "expected"), BEHIND_THE_BACK, ids=lambda v: getattr(v, "__name__", "")
)
def test_what_went_past_the_log_is_told(act: Callable[[], None], expected: tuple[str, str]) -> None:
    act()
    told = reconcile()
    assert all(cause == "reconciled" for _kind, _name, cause in told)
    assert any(kind == expected[0] and name.startswith(expected[1]) for kind, name, _ in told), told
    assert log.broken_links() == []
    follow()
    assert reconcile() == [], "once is enough"


def test_a_lost_live_row_comes_back_and_readers_are_told_of_no_change() -> None:
    after = changes_after(scope=widest(), after=0, limit=100).next
    lost_live_row()
    assert reconcile() == [("publish", "cards.1", "reconciled")]
    assert changes_after(scope=widest(), after=after, limit=100).changes == ()
    assert Live.objects.filter(key="cards.1").exists() and is_well()


def test_a_page_that_cannot_go_out_holds_nobody_up(caplog: pytest.LogCaptureFixture) -> None:
    KnowledgePage.objects.filter(key="cards.0").update(
        elements=[("answer", {"text": "{{ no.such }}"})]
    )
    rename_by_sql()
    told = reconcile()
    assert [(kind, name) for kind, name, _ in told] == [("publish", "cards.1")]
    assert Live.objects.get(key="cards.0").document["passages"], "the last good state stays"
    assert "cards.0" in caplog.text and "no.such" not in caplog.text


def test_a_page_that_cannot_be_planned_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    rename_by_sql()
    broken = page("cards.0").get().pk
    page("cards.0").update(wordings="anders")
    plan_all = answers.plan_all

    def planned(pages: Any) -> Any:
        pages = list(pages)
        if any(one.pk == broken for one in pages):
            raise KeyError("no key")
        return plan_all(pages)

    monkeypatch.setattr(answers, "plan_all", planned)
    assert [(kind, name) for kind, name, _ in reconcile()] == [("publish", "cards.1")]


def test_few_answers_are_assembled_each_minute_and_all_after_an_upgrade(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in range(20):
        published_answer(f"loans.{number:02}")
    assert reconcile() == []
    seen: list[int] = []
    of_pages = verification.of_pages
    monkeypatch.setattr(verification, "of_pages", lambda ids: seen.extend(ids) or of_pages(ids))
    reconcile()
    assert 0 < len(seen) <= reconciliation.LEAST_IN_TURN
    seen.clear()
    monkeypatch.setattr(reconciliation, "VERSION", "another")
    reconcile()
    assert len(set(seen)) == KnowledgePage.objects.filter(live=True, alias_of=None).count()


def test_every_answer_has_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """What no column tells is found in the end: here a label in SQL that is not its element's."""
    LiveElement.objects.filter(live__key="cards.twice").update(audience=0, regions="|x|")
    for minute in range(3):
        reconciliation.run(now=timezone.now() + timedelta(minutes=minute))
    assert is_well()


def test_what_was_published_as_it_should_be_is_not_told_again() -> None:
    published_answer("loans.1")
    fresh(page("cards.2").get()).unpublish()
    make_topic("savings")
    assert reconcile() == []


def test_forgotten_pages_leave_no_mark() -> None:
    page("cards.1").get().delete()
    reconcile()
    assert set(Compared.objects.values_list("page_id", flat=True)) == set(
        KnowledgePage.objects.filter(live=True, alias_of=None).values_list("pk", flat=True)
    )


def test_the_clock_reconciles_and_everything_follows() -> None:
    rename_by_sql()
    keep_time()
    assert Publication.objects.latest("seq").cause == "reconciled"
    assert inspection.inspect().is_well


def test_a_failure_stops_no_clock(monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    def fail() -> Any:
        raise RuntimeError("no topics today")

    monkeypatch.setattr(verification, "of_topics", fail)
    assert reconciliation.run(now=timezone.now()) == 0
    assert "could not be compared" in caplog.text
