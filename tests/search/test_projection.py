"""The index follows the log: whatever happened to it, catching up makes it right."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from kb.access import Audience
from kb.publication import log, projections
from kb.publication.models import LogEpoch
from kb.search import projection as room
from kb.search import queries
from kb.search.engine import Change, IndexBusy, IndexName, IndexUnavailable, open_engine
from tests.search import library
from tests.search.samples import CHINESE, reader

pytestmark = pytest.mark.django_db


def found(text: str, **scope: Any) -> set[str]:
    page = queries.search(scope=reader(**scope), text=text, locale=CHINESE)
    return {result.key for result in page.results}


def indexed(text: str) -> set[str]:
    """What the index itself says, without authorisation."""
    from tests.search.samples import keys

    return set(keys(engine(), text, index=IndexName(CHINESE, Audience.PUBLIC), limit=50))


def engine() -> Any:
    return open_engine(settings.SEARCH_URL)


def directory() -> Path:
    return Path(settings.SEARCH_URL.removeprefix("tantivy://"))


@pytest.fixture
def cards() -> Any:
    return library.topic("cards", "银行卡")


@pytest.fixture
def loss(cards: Any) -> Any:
    page = library.publish(cards, "loss", "银行卡丢了怎么办", wordings="卡不见了")
    library.catch_up()
    return page


def test_a_publication_is_found_by_question_wording_and_text(loss: Any) -> None:
    assert found("银行卡丢了") == found("卡不见了") == found("答案") == {"loss"}
    assert projections.lag("search") == 0


def test_before_anything_is_published_nothing_is_found() -> None:
    assert log.head() == 0
    assert found("挂失") == set()


def test_what_was_published_and_not_indexed_at_all_says_so(cards: Any) -> None:
    library.publish(cards, "loss", "银行卡丢了怎么办")
    with pytest.raises(IndexUnavailable, match="rebuild search"):
        found("银行卡")


def test_a_change_replaces_and_a_withdrawal_removes(loss: Any) -> None:
    loss.title = "存折没了怎么办"
    loss.wordings = ""
    loss.save_revision().publish()
    library.catch_up()
    assert indexed("存折") == {"loss"} and indexed("不见") == set()
    loss.refresh_from_db()
    loss.unpublish()
    assert found("存折") == set(), "at once, before search has heard of it"
    library.catch_up()
    assert indexed("存折") == set()


def test_an_answer_that_is_deleted_goes(loss: Any) -> None:
    loss.delete()
    library.catch_up()
    assert indexed("银行卡丢了") == set()


def test_a_closed_topic_takes_its_answers_along_and_brings_them_back(cards: Any, loss: Any) -> None:
    cards.refresh_from_db()
    cards.unpublish()
    library.catch_up()
    assert indexed("银行卡丢了") == set()
    cards.refresh_from_db()
    cards.save_revision().publish()
    library.catch_up()
    assert indexed("银行卡丢了") == {"loss"}


def test_a_moved_answer_is_found_in_its_new_topic(loss: Any) -> None:
    loans = library.topic("loans", "贷款")
    loss.refresh_from_db()
    loss.move(loans, pos="last-child")
    library.catch_up()

    def in_topic(key: str) -> set[str]:
        page = queries.search(scope=reader(), text="银行卡丢了", locale=CHINESE, topic=key)
        return {result.key for result in page.results}

    assert in_topic("loans") == {"loss"} and in_topic("cards") == set()


def test_applying_rows_twice_changes_nothing(loss: Any) -> None:
    search = projections.get("search")
    search.cursor()
    search.apply(projections.entries_after(0, limit=100))
    assert indexed("银行卡丢了") == {"loss"}
    assert search.cursor() == log.head()


def test_a_rebuild_gives_the_same_and_searches_go_on_meanwhile(
    cards: Any, loss: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        library.publish(cards, f"k{number}", f"信用卡问题{number}")
    library.catch_up()
    before = indexed("信用卡 银行卡")
    monkeypatch.setattr(projections, "BATCH", 2)
    during: list[set[str]] = []
    apply = room.SearchProjection.apply

    def watched(self: Any, entries: Any) -> None:
        apply(self, entries)
        during.append(indexed("信用卡 银行卡"))

    monkeypatch.setattr(room.SearchProjection, "apply", watched)
    projections.rebuild("search")
    assert len(during) >= 3 and all(seen == before for seen in during)
    assert indexed("信用卡 银行卡") == before and not engine().is_rebuilding


def test_a_rebuild_that_was_killed_before_its_end_is_finished_by_catching_up(loss: Any) -> None:
    search = projections.get("search")
    search.reset()
    search.cursor()
    search.apply(projections.entries_after(0, limit=100))
    assert engine().is_rebuilding, "killed here: everything is read, nobody has switched"
    library.catch_up()
    assert not engine().is_rebuilding and found("银行卡丢了") == {"loss"}


@pytest.mark.usefixtures("embedded_index")
@pytest.mark.parametrize("part", ["", "CURRENT", "*/position.json", "*/zh-Hans.public/meta.json"])
def test_what_is_gone_is_made_anew(loss: Any, part: str) -> None:
    gone = next(directory().glob(part)) if part else directory()
    shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
    open_engine.cache_clear()
    with pytest.raises(IndexUnavailable):
        found("银行卡丢了")
    projections.rebuild("search")
    assert found("银行卡丢了") == {"loss"}


@pytest.mark.usefixtures("embedded_index")
def test_a_damaged_writer_is_healed_by_the_catch_up_that_meets_it(cards: Any, loss: Any) -> None:
    next(directory().glob("*/zh-Hans.public/meta.json")).unlink()
    library.publish(cards, "fee", "年费多少")
    library.catch_up()
    assert found("年费") == {"fee"} and found("银行卡丢了") == {"loss"}


@pytest.mark.usefixtures("embedded_index")
def test_a_disk_that_takes_nothing_ends_in_an_error_and_not_in_a_loop(
    cards: Any, loss: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kb.search.engines.tantivy_writers import Writers

    def refuse(*_: Any) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(Writers, "_writer", refuse)
    library.publish(cards, "fee", "年费多少")
    with pytest.raises(IndexUnavailable, match="no space left"):
        library.catch_up()
    assert found("银行卡丢了") == {"loss"}, "reading goes on with the old generation"
    monkeypatch.undo()
    library.catch_up()
    assert found("年费") == {"fee"} and found("银行卡丢了") == {"loss"}


def test_a_restored_history_is_indexed_from_its_beginning(loss: Any) -> None:
    """After a restore the log has another epoch: what the index knows may never have been."""
    ghost = Change("ghost", CHINESE)
    seen = engine().position()
    engine().write([ghost], seen=seen, epoch=seen.epoch, seq=seen.seq)
    LogEpoch.objects.create()
    search = projections.get("search")
    assert search.cursor() == 0
    library.catch_up()
    assert found("银行卡丢了") == {"loss"} and search.cursor() == log.head()


def test_a_position_beyond_the_head_is_not_believed(cards: Any, loss: Any) -> None:
    seen = engine().position()
    engine().write([], seen=seen, epoch=seen.epoch, seq=seen.seq + 100)
    library.publish(cards, "fee", "年费多少")
    library.catch_up()
    assert found("年费") == {"fee"} and found("银行卡丢了") == {"loss"}


def test_another_writer_in_between_is_left_as_it_is(cards: Any, loss: Any) -> None:
    library.publish(cards, "fee", "年费多少")
    slow = room.SearchProjection()
    entries = projections.entries_after(slow.cursor(), limit=10)
    library.publish(cards, "limit", "限额多少")
    library.catch_up()
    slow.apply(entries)
    assert slow.cursor() == log.head()
    assert found("多少") == {"fee", "limit"}


@pytest.mark.usefixtures("embedded_index")
def test_a_busy_index_is_an_error_and_loses_nothing(
    cards: Any, loss: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kb.search.engines import generations

    library.publish(cards, "fee", "年费多少")
    monkeypatch.setattr(generations, "WAIT_FOR_WRITER_SECONDS", 0.05)
    with engine()._generations.writing(), pytest.raises(IndexBusy):
        library.catch_up()
    library.catch_up()
    assert found("年费") == {"fee"}


@pytest.mark.django_db(transaction=True)
def test_publishing_rings_the_bell_and_search_hears_it() -> None:
    cards = library.topic("cards", "银行卡")
    library.publish(cards, "loss", "银行卡丢了怎么办")
    assert found("银行卡丢了") == {"loss"}


def test_a_rebuild_takes_each_answer_once_whatever_its_topics_did(cards: Any, loss: Any) -> None:
    for title in ("卡片", "卡"):
        cards.title = title
        cards.save_revision().publish()
    library.catch_up()
    taken: list[str] = []
    search = projections.get("search")
    with pytest.MonkeyPatch.context() as patch:
        replace = search.replace

        def noted(answers: Any, *, seq: int) -> bool:
            taken.extend(one.key for one in answers)
            return replace(answers, seq=seq)

        patch.setattr(search, "replace", noted)
        projections.rebuild("search")
    assert taken == ["loss"]
    assert found("银行卡丢了") == {"loss"}


def test_a_topic_with_more_answers_than_fit_is_taken_in_portions(
    cards: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        library.publish(cards, f"loss{number}", f"银行卡丢了怎么办{number}")
    library.catch_up()
    monkeypatch.setattr(projections, "BATCH", 2)
    cards.unpublish()
    library.catch_up()
    assert projections.lag("search") == 0 and found("银行卡丢了") == set()
    assert indexed("银行卡丢了") == set()
    cards.save_revision().publish()
    library.catch_up()
    assert indexed("银行卡丢了") == {f"loss{number}" for number in range(5)}
