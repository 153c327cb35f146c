"""What search relies on, held against every engine."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from kb.access import ALL_TOPICS, Audience, Labels, as_filter
from kb.search.digests import access_digest, text_digest
from kb.search.engine import (
    Change,
    IndexName,
    IndexUnavailable,
    Position,
    PositionMoved,
    Query,
    SearchEngine,
    UnknownEngine,
    Way,
    open_engine,
)
from tests.search.samples import CHINESE, NOW, PUBLIC, element, head, keys, put, reader

BEIJING = Labels(regions=frozenset({"beijing"}))
HOSTILE = [
    "\x00", "a\x00b", "\ud800", "挂失\udfff", '"', "AND OR NOT", "question_words:挂失", "*", "(((",
    "挂失^99999999", "[a TO z]", "/.*/", "\\", "+-!{}~?:", "'; DROP TABLE kb_live; --", "a" * 5000,
    "挂" * 5000, "\u202e\u200b\ufeff", "🏦", "%s%n", "..", "{{ card.fee }}", "<script>", ".*.*.*.*",
]  # fmt: skip


def test_no_index_says_so(engine: SearchEngine) -> None:
    with pytest.raises(IndexUnavailable, match="rebuild search"):
        keys(engine, "挂失")
    assert engine.position() == Position()


def test_finds_what_was_written_and_nothing_else(engine: SearchEngine) -> None:
    put(engine, head("loss", "银行卡丢了怎么办"), head("fee", "信用卡年费多少"))
    assert keys(engine, "卡丢了")[0] == "loss"
    assert keys(engine, "年费") == ["fee"]
    assert keys(engine, "理财") == []


def test_wordings_count_like_the_question_and_body_less(engine: SearchEngine) -> None:
    put(
        engine,
        head("asked", "补办新卡", wordings=("卡片遗失",)),
        head("told", "如何补卡", body="卡片遗失"),
        head("other", "贷款利率", body="每年"),
    )
    assert keys(engine, "卡片遗失") == ["asked", "told"]


def test_a_word_asked_twice_counts_once(engine: SearchEngine) -> None:
    put(engine, head("a", "挂失"), head("b", "年费"))

    def scores(text: str) -> list[float]:
        hits = engine.search(PUBLIC, Query(text), allowed=as_filter(reader()), limit=5)
        return sorted(hit.score for hit in hits)

    assert scores("挂失 年费") == pytest.approx(scores("挂失 挂失 挂失 年费"))


def test_locales_and_tiers_are_apart(engine: SearchEngine) -> None:
    put(
        engine,
        head("open", "挂失"),
        head("inner", "挂失内部流程", tier=Audience.AGENT),
        head("english", "挂失 loss", locale="en"),
    )
    assert keys(engine, "挂失") == ["open"]
    assert keys(engine, "挂失", index=IndexName(CHINESE, Audience.AGENT)) == ["inner"]
    assert keys(engine, "挂失", index=IndexName(CHINESE, Audience.CUSTOMER)) == []
    assert keys(engine, "loss", index=IndexName("en", Audience.PUBLIC)) == ["english"]


def test_what_another_tier_holds_changes_no_score(engine: SearchEngine) -> None:
    put(engine, head("a", "挂失流程"), head("b", "挂失费用", body="流程"))

    def hits() -> Any:
        return engine.search(PUBLIC, Query("挂失流程"), allowed=as_filter(reader()), limit=5)

    before = hits()
    put(engine, *(head(f"x{n}", "挂失流程", tier=Audience.AGENT) for n in range(20)))
    assert hits() == before


def test_a_labelled_element_is_found_by_its_readers_alone(engine: SearchEngine) -> None:
    put(engine, head("fee", "年费多少"), element("fee", "东城网点减免", BEIJING))
    capital = reader(regions=frozenset({"beijing"}))
    assert keys(engine, "东城网点") == []
    assert keys(engine, "东城网点", scope=capital) == ["fee"]
    allowed = as_filter(capital)
    (hit,) = engine.search(PUBLIC, Query("年费 东城网点"), allowed=allowed, limit=5)
    assert hit.element == "fee:1"


def test_an_answer_is_one_hit_and_its_element_adds_to_it(engine: SearchEngine) -> None:
    documents = [element("many", "北京 网点", BEIJING)]
    documents += [replace(documents[0], id=f"many:{n}", element=f"many:{n}") for n in range(2, 30)]
    put(engine, head("many", "网点"), *documents, head("one", "网点"))
    assert keys(engine, "网点", scope=reader(regions=frozenset({"beijing"}))) == ["many", "one"]
    assert sorted(keys(engine, "网点")) == ["many", "one"]


def test_a_window_is_half_open_to_the_microsecond(engine: SearchEngine) -> None:
    window = Labels(valid_from=NOW, valid_to=NOW + timedelta(hours=1))
    put(engine, head("sale", "限时优惠", labels=window))
    moment = timedelta(microseconds=1)
    for now, is_seen in [
        (NOW - moment, False),
        (NOW, True),
        (NOW + timedelta(hours=1) - moment, True),
        (NOW + timedelta(hours=1), False),
    ]:
        assert keys(engine, "优惠", scope=reader(now=now)) == (["sale"] if is_seen else [])


def test_topics_of_the_scope_and_of_the_query_both_hold(engine: SearchEngine) -> None:
    put(
        engine,
        head("credit", "年费", topics=frozenset({"cards", "cards.credit"})),
        head("debit", "年费", topics=frozenset({"cards", "cards.debit"})),
        head("loan", "年费", topics=frozenset({"loans"})),
    )
    cards = reader(topics=frozenset({"cards"}))
    assert sorted(keys(engine, "年费", scope=cards)) == ["credit", "debit"]
    assert keys(engine, "年费", scope=cards, topic="cards.credit") == ["credit"]
    assert keys(engine, "年费", scope=cards, topic="loans") == []
    assert keys(engine, "年费", scope=reader(topics=frozenset())) == []
    assert len(keys(engine, "年费", scope=reader(topics=ALL_TOPICS))) == 3


def test_pages_follow_each_other(engine: SearchEngine) -> None:
    put(engine, *(head(f"k{n:02}", "挂失" + "流程" * (n % 7)) for n in range(40)))
    whole = keys(engine, "挂失", limit=40)
    assert len(set(whole)) == 40
    pages = [keys(engine, "挂失", limit=7, offset=start) for start in range(0, 40, 7)]
    assert [key for page in pages for key in page] == whole
    assert keys(engine, "挂失", limit=10, offset=40) == []


def test_an_answer_replaces_itself_and_can_go(engine: SearchEngine) -> None:
    put(engine, head("a", "挂失"), head("b", "挂失"))
    put(engine, head("a", "年费", tier=Audience.AGENT))
    assert keys(engine, "挂失") == ["b"]
    assert keys(engine, "年费", index=IndexName(CHINESE, Audience.AGENT)) == ["a"]
    put(engine, gone=["a", "b", "never-there"])
    assert keys(engine, "挂失") == []


def test_one_batch_may_name_an_answer_twice(engine: SearchEngine) -> None:
    changes = [Change("a", CHINESE, (head("a", text),)) for text in ("挂失", "年费")]
    engine.write(changes, seen=engine.position(), epoch="one", seq=1)
    assert keys(engine, "挂失") == []
    assert keys(engine, "年费") == ["a"]


def test_the_same_answer_in_another_locale_is_left_alone(engine: SearchEngine) -> None:
    put(engine, head("a", "挂失"), head("a", "loss", locale="en"))
    put(engine, gone=["a"])
    assert keys(engine, "挂失") == []
    assert keys(engine, "loss", index=IndexName("en", Audience.PUBLIC)) == ["a"]


def test_the_position_moves_with_the_content(engine: SearchEngine) -> None:
    engine.write([], seen=engine.position(), epoch="one", seq=7)
    position = engine.position()
    assert (position.epoch, position.seq) == ("one", 7)
    with pytest.raises(PositionMoved):
        engine.write([Change("a", CHINESE)], seen=Position(), epoch="one", seq=9)
    assert engine.position() == position


def test_a_failing_source_leaves_everything_as_it_was(engine: SearchEngine) -> None:
    put(engine, head("a", "挂失"))
    before = engine.position()

    def changes() -> Iterator[Change]:
        yield Change("a", CHINESE)
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        engine.write(changes(), seen=before, epoch="one", seq=9)
    assert engine.position() == before
    assert keys(engine, "挂失") == ["a"]
    put(engine, head("b", "挂失"))
    assert keys(engine, "挂失") == ["a", "b"]


def test_another_process_sees_a_write_on_its_next_search(
    engine: SearchEngine, another: SearchEngine
) -> None:
    assert engine is not another
    put(engine, head("a", "挂失"))
    assert keys(another, "挂失") == ["a"]
    put(engine, head("b", "挂失"))
    assert keys(another, "挂失") == ["a", "b"]
    put(another, gone=["a"])
    assert keys(engine, "挂失") == ["b"]


def test_a_rebuild_is_seen_when_it_is_whole(engine: SearchEngine, another: SearchEngine) -> None:
    put(engine, head("old", "挂失"))
    assert keys(another, "挂失") == ["old"]
    engine.reset()
    assert engine.is_rebuilding and engine.position().seq == 0
    put(engine, head("new", "挂失"))
    assert keys(engine, "挂失") == keys(another, "挂失") == ["old"]
    engine.finish_rebuild()
    assert not engine.is_rebuilding
    assert keys(engine, "挂失") == keys(another, "挂失") == ["new"]


def test_a_writer_from_before_a_reset_is_refused(
    engine: SearchEngine, another: SearchEngine
) -> None:
    put(engine, head("a", "挂失"))
    seen = another.position()
    engine.reset()
    with pytest.raises(PositionMoved):
        another.write([], seen=seen, epoch="one", seq=2)
    assert engine.position().seq == 0


@pytest.mark.parametrize("way", Way)
def test_nothing_typed_breaks_it(engine: SearchEngine, way: Way) -> None:
    put(engine, head("a", "挂失"))
    for text in HOSTILE:
        assert set(keys(engine, text, way=way)) <= {"a"}, text
        assert set(keys(engine, "挂失", way=way, topic=text)) == set(), text


def test_nothing_stored_breaks_it(engine: SearchEngine) -> None:
    put(engine, *(head(f"k{n}", text, body=text) for n, text in enumerate(HOSTILE)))
    put(engine, head("a", "年费"))
    assert keys(engine, "年费") == ["a"]


def test_an_unknown_engine_is_refused_without_telling_its_password() -> None:
    with pytest.raises(UnknownEngine, match="tantivy://") as refusal:
        open_engine("solr://user:secret@host/index")
    assert "secret" not in str(refusal.value)


def test_says_what_it_holds_document_by_document(engine: SearchEngine) -> None:
    loss = head("loss", "银行卡丢了怎么办", wordings=("卡不见了",), body="先挂失")
    labelled = element("loss", "北京网点", BEIJING)
    inside = head("note", "内部", tier=Audience.AGENT)
    english = head("loss", "Lost my card", locale="en")
    put(engine, loss, labelled, inside, english)
    expected = {
        (d.locale, d.tier, d.key, d.id, text_digest(d), access_digest(d))
        for d in (loss, labelled, inside, english)
    }
    assert {
        (h.index.locale, h.index.tier, h.key, h.id, h.text, h.access) for h in engine.held()
    } == expected


def test_what_it_holds_follows_each_write(engine: SearchEngine) -> None:
    put(engine, head("loss", "银行卡丢了"), head("fee", "年费"))
    before = {held.key: held for held in engine.held()}
    put(engine, head("fee", "年费多少", topics=frozenset({"cards"})), gone=["loss"])
    (after,) = engine.held()
    assert after.key == "fee"
    assert after.text != before["fee"].text and after.access == before["fee"].access
    put(engine, head("fee", "年费多少", topics=frozenset({"loans"})))
    (moved,) = engine.held()
    assert moved.text == after.text and moved.access != after.access


def test_an_index_that_is_not_there_holds_nothing_to_compare(engine: SearchEngine) -> None:
    with pytest.raises(IndexUnavailable, match="rebuild search"):
        list(engine.held())
