"""One answer that cannot be rendered or indexed stops nobody else: its key is parked,
named where people look, and taken as soon as it can be."""

import time
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError

from channels.renditions import projection as rendering
from channels.renditions.models import Rendition
from channels.renditions.queries import find_rendition
from kb.publication import parking, projections
from kb.publication.models import Parked
from kb.search import projection as indexing
from kb.search import queries
from tests.authoring.making import (
    element,
    fresh,
    published_answer,
    rewrite,
    widest,
)
from tests.publication.many import publish_many
from tests.publication.reading import texts_of

pytestmark = pytest.mark.django_db
POISON = "毒"
MOST_SECONDS = 5.0


def break_rendering(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a wrong template would: whatever holds the poison cannot be said on any channel."""
    build = rendering.build_body

    def build_or_fail(document: Any, **options: Any) -> Any:
        fail_if_poisoned(document)
        return build(document, **options)

    monkeypatch.setattr(rendering, "build_body", build_or_fail)


def break_indexing(monkeypatch: pytest.MonkeyPatch) -> None:
    make = indexing.index_documents

    def make_or_fail(documents: Any, **options: Any) -> Any:
        fail_if_poisoned(*documents)
        return make(documents, **options)

    monkeypatch.setattr(indexing, "index_documents", make_or_fail)


def fail_if_poisoned(*documents: Any) -> None:
    for document in documents:
        if POISON in document.question:
            raise LookupError(f"no way to say {document.question}")


def parked() -> list[tuple[str, str]]:
    return [(found.place, found.key) for found in parking.parked_answers()]


def found(text: str) -> set[str]:
    scope = widest()
    page = queries.search(scope=scope, text=text, locale="zh-Hans", limit=50)
    return {result.key for result in page.results}


@pytest.mark.parametrize("count", [100, pytest.param(1_000, marks=pytest.mark.long)])
def test_one_poisoned_answer_among_many_is_parked_and_all_others_go_out(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = publish_many(count)
    projections.catch_up()
    break_rendering(monkeypatch)
    break_indexing(monkeypatch)
    for page in pages:
        page.title = f"{page.title}新"
    pages[count // 3].title += POISON
    with_new_titles(pages)

    started = time.monotonic()
    projections.catch_up()
    took = time.monotonic() - started

    key = f"many.{count // 3}"
    assert sorted(parked()) == [("renditions", key), ("search", key)]
    assert parking.parked_count() == 2
    rendered = set(Rendition.objects.filter(body__question__endswith="新").values_list("key"))
    assert len(rendered) == count - 1
    assert all(projections.lag(name) == 0 for name in projections.names())
    print(f"{count - 1} of {count} rendered and indexed, 1 parked, {took:.1f} s in all")
    if count == 100:
        assert took < MOST_SECONDS, "so nobody was delayed by more"


def with_new_titles(pages: list[Any]) -> None:
    from kb.authoring.announcements import one_announcement

    with one_announcement():
        for page in pages:
            page.save()


def test_one_that_can_be_made_and_not_kept_is_found_by_halves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pages = publish_many(9)
    projections.catch_up()
    keep, written = rendering.store, []

    def keep_or_fail(answers: Any, rows: Any) -> None:
        fail_if_poisoned(*(Said(row.body["question"]) for row in rows))
        written.append(len(answers))
        keep(answers, rows)

    monkeypatch.setattr(rendering, "store", keep_or_fail)
    for page in pages:
        page.title = f"{page.title}新"
    pages[3].title += POISON
    with_new_titles(pages)
    projections.catch_up()

    assert parked() == [("renditions", "many.3")]
    rendered = set(Rendition.objects.filter(body__question__endswith="新").values_list("key"))
    assert len(rendered) == len(pages) - 1
    assert sum(written) == len(pages) - 1, "each once"


@dataclass(frozen=True)
class Said:
    question: str


class TestAParkedAnswer:
    @pytest.fixture
    def page(self, monkeypatch: pytest.MonkeyPatch) -> Any:
        page = published_answer("cards.one", element("answer", "旧的说法"))
        published_answer("cards.two")
        projections.catch_up()
        break_rendering(monkeypatch)
        break_indexing(monkeypatch)
        return page

    def poison(self, page: Any, *elements: dict[str, Any]) -> Any:
        page = rewrite(page, *(elements or [element("answer", "新的说法")])).as_object()
        page.title = f"{POISON}问题"
        page.save_revision().publish()
        projections.catch_up()
        assert {key for _place, key in parked()} == {"cards.one"}
        return fresh(page)

    def said(self, **scope: Any) -> str:
        served = find_rendition(
            scope=widest(**scope), channel="web", key="cards.one", locale="zh-Hans"
        )
        return served.message.text if served else ""

    def test_is_named_with_the_reason_and_without_its_content(self, page: Any) -> None:
        self.poison(page)
        row = Parked.objects.get(projection="renditions")
        assert (row.reason, row.tries) == ("LookupError", parking.TRIES)
        assert ".py:" in row.message
        assert POISON not in row.message + row.reason

    def test_is_tried_again_with_its_newest_row(self, page: Any) -> None:
        page = self.poison(page)
        page.title = "没有了"
        page.save_revision().publish()
        projections.catch_up()
        assert parked() == []
        assert found("没有了") == {"cards.one"}

    def test_that_still_fails_counts_its_tries(self, page: Any) -> None:
        page = self.poison(page)
        page.title = f"还是{POISON}"
        page.save_revision().publish()
        projections.catch_up()
        assert {row.tries for row in Parked.objects.all()} == {2 * parking.TRIES}

    def test_can_be_tried_by_hand(self, page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.poison(page)
        row = Parked.objects.get(projection="search")
        assert not projections.retry(row)
        monkeypatch.undo()
        assert projections.retry(row)
        assert found(POISON) == {"cards.one"}
        assert parked() == [("renditions", "cards.one")]

    def test_is_tried_by_a_rebuild(self, page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.poison(page)
        call_command("rebuild", "--all", verbosity=0)
        assert len(parked()) == 2, "as broken as before"
        monkeypatch.undo()
        call_command("rebuild", "--all", verbosity=0)
        assert parked() == []

    def test_that_is_withdrawn_is_gone_at_once(self, page: Any) -> None:
        self.poison(page).unpublish()
        assert found("问题") == {"cards.two"}
        assert self.said() == ""
        projections.catch_up()
        assert parked() == [], "nothing is left to be rendered or indexed"

    def test_that_is_narrowed_is_hidden_at_once(self, page: Any) -> None:
        from kb.access import Audience

        public = {"audience": Audience.PUBLIC, "channels": frozenset({"web"})}
        assert self.said(**public)
        self.poison(page, element("answer", "新的说法", audience="agent"))
        assert texts_of("cards.one", **public) == []
        assert self.said(**public) == ""
        found_by_public = queries.search(scope=widest(**public), text="问题", locale="zh-Hans")
        assert {result.key for result in found_by_public.results} == {"cards.two"}

    def test_keeps_what_was_said_last_where_no_channel_can_say_it(
        self, page: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from channels.renditions import queries as reading

        monkeypatch.setattr(reading, "build_body", rendering_or_labels(reading.build_body))
        kept = element("answer", "新的说法", block=page.elements[0].id)
        self.poison(page, kept, element("note", "从来没有说过"))
        assert self.said() == "旧的说法"


def rendering_or_labels(build: Any) -> Any:
    def build_or_fail(document: Any, *, channel: Any, **options: Any) -> Any:
        if channel is not None:
            fail_if_poisoned(document)
        return build(document, channel=channel, **options)

    return build_or_fail


def test_a_database_that_is_away_parks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    published_answer("cards.one")

    def refuse(*_: Any, **__: Any) -> Any:
        raise OperationalError("database is locked")

    monkeypatch.setattr(rendering, "store", refuse)
    with pytest.raises(OperationalError):
        projections.catch_up("renditions")
    assert parked() == [] and projections.lag("renditions") > 0
    monkeypatch.undo()
    projections.catch_up()
    assert projections.lag("renditions") == 0


def test_verify_names_what_is_parked_and_compares_the_rest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = published_answer("cards.one")
    published_answer("cards.two")
    projections.catch_up()
    break_rendering(monkeypatch)
    break_indexing(monkeypatch)
    page.title = f"{POISON}问题"
    page.save_revision().publish()
    projections.catch_up()
    call_command("verify")
    told = capsys.readouterr().out
    assert "cards.one（zh-Hans）在 search 中暂缓更新：LookupError" in told
    assert "cards.one（zh-Hans）在 renditions 中暂缓更新：LookupError" in told
    assert POISON not in told
