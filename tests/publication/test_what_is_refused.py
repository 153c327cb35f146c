"""What cannot go out leaves no trace: no row in the log, nothing live, no changed title."""

import json
from typing import Any

import pytest

from kb.publication.errors import Refused
from kb.publication.models import Publication
from tests.authoring.making import (
    draft_answer,
    element,
    fresh,
    place,
    published_answer,
    published_fact,
    published_shared,
)
from tests.publication.reading import head, rows_since, texts_of

pytestmark = pytest.mark.django_db


def unknown_fact() -> list[dict[str, Any]]:
    return [element("answer", "{{ no.such }}")]


def draft_fact() -> list[dict[str, Any]]:
    published_fact("card.fee", live=False)
    return [element("answer", "{{ card.fee }}")]


def unknown_term() -> list[dict[str, Any]]:
    return [element("answer", "{{ term.no_such }}")]


def missing_shared_element() -> list[dict[str, Any]]:
    return [element(), place(published_shared(live=False))]


def deleted_shared_element() -> list[dict[str, Any]]:
    shared = published_shared()
    block = place(shared)
    shared.delete()
    return [element(), block]


def empty_intersection() -> list[dict[str, Any]]:
    shared = published_shared(inner=element("note", "京", regions=["beijing"]))
    return [element(), place(shared, regions=["sichuan"])]


def windows_that_never_meet() -> list[dict[str, Any]]:
    inner = element("note", "旧", valid_to="2026-01-01T00:00:00Z")
    return [element(), place(published_shared(inner=inner), valid_from="2026-02-01T00:00:00Z")]


def over_budget() -> list[dict[str, Any]]:
    return [element("answer", "很长。" * 700)]


def over_budget_for_one_region_only() -> list[dict[str, Any]]:
    parts = [element("note", "字" * 180, regions=["beijing"]) for _ in range(3)]
    return [element(), *parts]


def no_answer() -> list[dict[str, Any]]:
    return [element("note", "提示")]


def empty_element() -> list[dict[str, Any]]:
    return [element(), element("note", "  ")]


def the_same_shared_element_twice() -> list[dict[str, Any]]:
    shared = published_shared()
    return [element(), place(shared), place(shared)]


CASES = {
    unknown_fact: "unknown_fact",
    draft_fact: "unknown_fact",
    unknown_term: "unknown_term",
    missing_shared_element: "missing_shared",
    deleted_shared_element: "missing_shared",
    empty_intersection: "nobody",
    windows_that_never_meet: "nobody",
    over_budget: "too-long",
    over_budget_for_one_region_only: "too-long",
    no_answer: "no_answer",
    empty_element: "empty",
    the_same_shared_element_twice: "twice",
}


@pytest.mark.parametrize(
    ("elements", "code"), CASES.items(), ids=lambda case: str(getattr(case, "__name__", case))
)
class TestRefused:
    def test_at_first_publication(self, elements: Any, code: str) -> None:
        page = draft_answer("cards.one", *elements())
        before = head()
        with pytest.raises(Refused) as refused:
            page.get_latest_revision().publish()
        assert code in {problem.code for problem in refused.value.problems}
        assert rows_since(before) == []
        assert (fresh(page).live, fresh(page).first_published_at) == (False, None)

    def test_over_what_is_live(self, elements: Any, code: str) -> None:
        page = published_answer("cards.one", element("answer", "第一版"), title="旧问题？")
        edited = page.get_latest_revision_as_object()
        edited.title, edited.elements = "新问题？", json.dumps(elements())
        revision = edited.save_revision()
        before = head()
        with pytest.raises(Refused):
            revision.publish()
        assert rows_since(before) == []
        assert fresh(page).title == "旧问题？"
        assert texts_of("cards.one") == ["第一版"]

    def test_by_saving_the_page(self, elements: Any, code: str) -> None:
        page = published_answer("cards.one", element("answer", "第一版"))
        page.title, page.elements = "新问题？", json.dumps(elements())
        before = head()
        with pytest.raises(Refused):
            page.save()
        assert rows_since(before) == []
        assert fresh(page).title == "问题 cards.one？"


def test_bulk_work_goes_out_whole_or_not_at_all_and_names_each_answer() -> None:
    from kb.authoring.announcements import one_announcement

    good = draft_answer("cards.good")
    bad = [draft_answer(f"cards.bad{n}", *unknown_fact()) for n in range(2)]
    before = head()
    with pytest.raises(Refused) as refused, one_announcement():
        for page in (good, *bad):
            page.get_latest_revision().publish()
    assert [refusal.key for refusal in refused.value.refusals] == ["cards.bad0", "cards.bad1"]
    assert rows_since(before) == []
    assert not fresh(good).live


def test_a_refusal_uses_up_no_number() -> None:
    published_answer("cards.one")
    with pytest.raises(Refused):
        draft_answer("cards.two", *unknown_fact()).get_latest_revision().publish()
    published_answer("cards.three")
    numbers = list(Publication.objects.order_by("seq").values_list("seq", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
