"""What every engine makes of what was typed: endings, spellings, errors, sounds and amounts."""

from kb.access import Audience, as_filter
from kb.search.engine import (
    IndexName,
    Query,
    SearchEngine,
    Way,
)
from tests.search.samples import PUBLIC, head, keys, put, reader


def test_english_is_stemmed_and_stop_words_count(engine: SearchEngine) -> None:
    index = IndexName("en", Audience.PUBLIC)
    put(
        engine,
        head("move", "Transferring money between accounts", locale="en"),
        head("who", "Who are we", locale="en"),
    )
    assert keys(engine, "transfers account", index=index) == ["move"]
    assert keys(engine, "who", index=index) == ["who"]


def test_spelling_does_not_matter(engine: SearchEngine) -> None:
    put(engine, head("transfer", "手机银行怎么转账"), head("key", "K宝坏了"))
    assert keys(engine, "轉帳") == ["transfer"]
    assert keys(engine, "Ｋ宝") == ["key"]


def test_completions_begin_with_the_text_or_hold_it(engine: SearchEngine) -> None:
    put(
        engine,
        head("limit", "转账限额是多少"),
        head("free", "手机银行转账免费吗", wordings=("转账要手续费吗",)),
        head("atm", "ATM机取款", body="转账"),
    )
    assert keys(engine, "转账", way=Way.COMPLETE) == ["free", "limit"]
    assert keys(engine, "转", way=Way.COMPLETE) == ["free", "limit"]
    assert keys(engine, "转账限", way=Way.COMPLETE) == ["limit"]
    assert keys(engine, "a", way=Way.COMPLETE) == ["atm"]
    assert keys(engine, "取", way=Way.COMPLETE) == ["atm"]
    assert keys(engine, "额限", way=Way.COMPLETE) == []


def test_near_forgives_typing_errors(engine: SearchEngine) -> None:
    english = IndexName("en", Audience.PUBLIC)
    put(engine, head("lost", "Replacement of a lost card", locale="en"), head("a", "挂失补办"))
    assert keys(engine, "replcement", index=english) == []
    assert keys(engine, "replcement", index=english, way=Way.NEAR) == ["lost"]
    assert keys(engine, "刮湿", way=Way.NEAR) == ["a"]
    assert keys(engine, "失挂", way=Way.NEAR) == ["a"]
    assert keys(engine, "xyzzy", index=english, way=Way.NEAR) == []


def test_letters_in_a_row_put_in_order_what_words_have_found(engine: SearchEngine) -> None:
    english = IndexName("en", Audience.PUBLIC)
    put(
        engine,
        head("new", "Order another card", locale="en"),
        head("lost", "Replacement card", locale="en"),
        head("topup", "Topup", locale="en"),
    )
    assert keys(engine, "replcement card", index=english) == ["lost", "new"]


def test_what_is_typed_as_it_sounds(engine: SearchEngine) -> None:
    put(
        engine,
        head("fee", "信用卡年费怎么收"),
        head("loan", "提前还款要手续费吗"),
        head("key", "K宝坏了"),
    )
    assert keys(engine, "xinyongkanianfei")[0] == "fee"
    assert keys(engine, "xin yon ka nian fei")[0] == "fee", "what many say alike"
    assert keys(engine, "tiqianhuankuan")[0] == "loan"
    assert keys(engine, "nianfei 信用卡")[0] == "fee"
    assert keys(engine, "xyk") == keys(engine, "xyknf") == ["fee"]
    assert keys(engine, "asdfgh") == []


def test_completions_of_sounds_and_initials(engine: SearchEngine) -> None:
    put(engine, head("fee", "信用卡年费"), head("limit", "查询信用卡额度"))
    for typed in ("xinyongk", "xinyon", "xyk", "xy"):
        assert keys(engine, typed, way=Way.COMPLETE) == ["fee", "limit"], typed
    assert keys(engine, "nianf", way=Way.COMPLETE) == ["fee"]
    assert keys(engine, "yonga", way=Way.COMPLETE) == []


def test_amounts_are_found_however_they_are_written(engine: SearchEngine) -> None:
    put(
        engine,
        head("five", "单笔限额五万元"),
        head("ten", "单笔限额100,000元"),
        head("rate", "年利率3.85%"),
    )
    assert keys(engine, "50000") == keys(engine, "5万") == ["five"]
    assert keys(engine, "十万")[0] == "ten"
    assert keys(engine, "百分之三点八五")[0] == "rate"


def test_what_means_the_same_is_found_after_what_was_said(engine: SearchEngine) -> None:
    put(
        engine,
        head("bank", "年化利率怎么算"),
        head("said", "借钱一年要还多少"),
        head("other", "挂失"),
    )
    query = Query("借钱一年要还多少", also=("年化利率",))
    hits = engine.search(PUBLIC, query, allowed=as_filter(reader()), limit=5)
    assert [hit.key for hit in hits] == ["said", "bank"]
