"""A shared element, a fact and a term in use: each way they can change, the log read afterwards.
What narrows is obeyed on the very next read, though no projection and no slow lane has run."""

from abc import ABC, abstractmethod
from typing import Any

import pytest
from django.db.models import ProtectedError
from django.utils import timezone

from kb.acting import acting
from kb.authoring.models import Fact, KnowledgePage, SharedElement, WrittenUse
from kb.publication import lane
from kb.publication.models import Dirty, Withheld
from tests.authoring.making import (
    element,
    fresh,
    log_since,
    place,
    published_answer,
    published_fact,
    published_shared,
    published_term,
    republished_shared,
    rewrite,
)
from tests.publication.reading import head, is_seen, only_row_since, people_of, rows_since, texts_of

pytestmark = pytest.mark.django_db


class Source(ABC):
    """One kind of what answers use: how it stands in a text, and how it changes."""

    ref: str

    def __init__(self) -> None:
        self.source = self.make()
        self.page = published_answer("cards.one", element("answer", "先挂失"), self.block())

    @abstractmethod
    def make(self) -> Any: ...

    @abstractmethod
    def block(self) -> dict[str, Any]: ...

    @abstractmethod
    def change(self) -> None: ...

    before, after = "", ""


class OfFact(Source):
    ref = "fact:card.fee"
    before, after = "年费 200", "年费 300"

    def make(self) -> Fact:
        return published_fact("card.fee")

    def block(self) -> dict[str, Any]:
        return element("fee", "年费 {{ card.fee }}")

    def change(self) -> None:
        self.source.value = "300"
        self.source.save_revision().publish()


class OfTerm(Source):
    ref = "term:zh-Hans:apr"
    before, after = "叫一年的利息比例", "叫每年利息占比"

    def make(self) -> Any:
        return published_term("apr")

    def block(self) -> dict[str, Any]:
        return element("note", "叫{{ term.apr }}")

    def change(self) -> None:
        self.source.plain = "每年利息占比"
        self.source.save_revision().publish()


class OfShared(Source):
    before, after = "请带身份证。", "请带护照。"

    @property
    def ref(self) -> str:  # type: ignore[override]
        return f"shared:zh-Hans:{self.source.translation_key}"

    def make(self) -> SharedElement:
        return published_shared()

    def block(self) -> dict[str, Any]:
        return place(self.source)

    def change(self) -> None:
        self.source = republished_shared(self.source, text="请带护照。")


@pytest.fixture(params=[OfShared, OfFact, OfTerm], ids=["shared element", "fact", "term"])
def used(request: pytest.FixtureRequest) -> Any:
    return request.param()


def test_a_change_is_one_row_and_the_answer_follows_in_the_slow_lane(used: Any) -> None:
    before = head()
    with acting(cause="new price list", name="operator"):
        used.change()
    assert log_since(before) == [(used.source.subject, used.ref)]
    assert people_of(only_row_since(before)) == {("actor", "operator")}
    assert texts_of("cards.one") == ["先挂失", used.before]
    before = head()
    assert lane.drain() == 1
    row = only_row_since(before)
    assert (row.kind, row.key, row.cause) == ("publish", "cards.one", f"follows {used.ref}")
    assert texts_of("cards.one") == ["先挂失", used.after]
    assert not Dirty.objects.exists()


def test_many_changes_are_followed_once(used: Any) -> None:
    used.change()
    used.source.unpublish()
    used.source.live = True
    used.source.save()
    before = head()
    lane.drain()
    assert log_since(before) == [("publish", "cards.one")]
    assert texts_of("cards.one") == ["先挂失", used.after]
    assert not Withheld.objects.exists()


def test_saving_again_what_has_not_changed_appends_nothing(used: Any) -> None:
    before = head()
    used.source.save()
    fresh(used.source).save_revision().publish()
    assert rows_since(before) == []


def test_withdrawn_it_is_gone_on_the_next_read(used: Any) -> None:
    before = head()
    used.source.unpublish()
    assert log_since(before) == [(used.source.subject, used.ref), ("withhold", "cards.one")]
    assert texts_of("cards.one") == ["先挂失"]
    before = head()
    lane.drain()
    assert rows_since(before) == []
    assert Dirty.objects.get().parked
    assert texts_of("cards.one") == ["先挂失"]


def test_after_it_was_withdrawn_drafts_of_the_answer_can_still_be_saved(used: Any) -> None:
    used.source.unpublish()
    page = KnowledgePage.objects.get(key="cards.one")
    assert rewrite(page, element()).pk


def test_it_is_not_deleted_under_the_answer(used: Any) -> None:
    before = texts_of("cards.one")
    with pytest.raises(ProtectedError):
        used.source.delete()
    assert texts_of("cards.one") == before != ["先挂失"]


def test_deleted_all_the_same_it_is_gone_on_the_next_read(used: Any) -> None:
    """As somebody with the database in hand might."""
    WrittenUse.objects.all().delete()
    before = head()
    used.source.delete()
    assert log_since(before) == [(used.source.subject, used.ref), ("withhold", "cards.one")]
    assert texts_of("cards.one") == ["先挂失"]
    lane.drain()
    assert texts_of("cards.one") == ["先挂失"]


def test_expired_it_is_gone(used: Any) -> None:
    from kb.publication import schedule

    type(used.source).objects.update(expire_at=timezone.now())
    before = head()
    schedule.run(now=timezone.now())
    found = [(row.kind, row.cause) for row in rows_since(before)]
    assert found == [(used.source.subject, "expiry"), ("withhold", "expiry")]
    assert texts_of("cards.one") == ["先挂失"]


def test_published_again_the_answer_is_whole_again(used: Any) -> None:
    used.source.unpublish()
    lane.drain()
    used.source.live = True
    used.source.save()
    lane.drain()
    assert texts_of("cards.one") == ["先挂失", used.before]
    assert not Withheld.objects.exists()
    assert not Dirty.objects.exists()


def test_a_draft_of_it_changes_nothing(used: Any) -> None:
    before = head()
    used.source.save_revision()
    assert rows_since(before) == []
    assert not Dirty.objects.exists()


def test_an_answer_that_lost_its_only_core_is_gone_as_a_whole() -> None:
    shared = published_shared(inner=element("answer", "只有这一句。"))
    published_answer("cards.one", place(shared))
    assert is_seen("cards.one")
    shared.unpublish()
    assert not is_seen("cards.one")
