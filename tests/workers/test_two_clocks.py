"""A second beat, or a clock that comes late, does nothing a second time and takes nothing back."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from kb.authoring.models import KnowledgePage
from kb.publication import schedule, window_edges
from kb.publication.models import EdgeMark, Publication
from tests.authoring.making import draft_answer, element, fresh, make_topic, published_answer

pytestmark = pytest.mark.django_db


def planned_answer(now: datetime) -> KnowledgePage:
    """Approved for a moment that has just come."""
    page = draft_answer("cards.new", element(text="先挂失。"), topic=make_topic("cards"))
    page.go_live_at = now + timedelta(hours=1)
    page.save_revision().publish()
    return page


def test_what_is_planned_goes_out_once() -> None:
    now = timezone.now()
    page = planned_answer(now)
    later = now + timedelta(hours=2)
    # Both have looked what is due before either does it.
    both = [schedule._due(later), schedule._due(later)]
    seen = [list(due.values_list("pk", flat=True)) for due in both]
    assert seen[0] == seen[1] and seen[0]
    first = schedule._one(both[0].filter(pk=seen[0][0]), schedule._go_live, cause="schedule")
    newer = fresh(page)
    newer.title = "新的问法？"
    newer.save_revision().publish()
    second = schedule._one(both[1].filter(pk=seen[1][0]), schedule._go_live, cause="schedule")
    assert (first, second) == (1, 0)
    assert fresh(page).title == "新的问法？"


def test_what_expires_is_put_back_by_nobody() -> None:
    page = published_answer("cards.old", element(text="先挂失。"))
    KnowledgePage.objects.filter(pk=page.pk).update(expire_at=timezone.now())
    (due, *_others) = schedule._expired(timezone.now() + timedelta(seconds=1))
    assert schedule._one(due.filter(pk=page.pk), schedule._expire, cause="expiry") == 1
    rows = Publication.objects.count()
    assert schedule._one(due.filter(pk=page.pk), schedule._expire, cause="expiry") == 0
    assert Publication.objects.count() == rows


def test_an_edge_is_told_once() -> None:
    now = timezone.now()
    EdgeMark.objects.update_or_create(defaults={"through": now})
    ends = (now + timedelta(minutes=1)).isoformat()
    published_answer("cards.one", element(), element("note", "到中午", valid_to=ends))
    later = now + timedelta(minutes=2)
    assert [window_edges.record(as_of=later) for _clock in range(2)] == [1, 0]
