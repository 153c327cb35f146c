"""Text → words and bigrams: one spelling for one meaning, and no text that breaks it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.segmentation import LONGEST_WORD, USER_WORDS, bigrams, is_han, normalise, runs, words

any_text = st.text(alphabet=st.characters())
HAN = st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1)
TRICKY = [
    "\x00", "\ud800", "\udfff挂失", "a\u0000b", "İSTANBUL", "ﬃ", "㋿", "ﷺ", "e\u0301", "\u202e挂失",
    "𝕂宝", "\U000e0041", "① ②", "ﾊﾝｶｸ", "ẞ", "ΑΣ", "\ue000帐", "帐" * 3, "\ufeff", "Ⅷ", "🏦" * 3,
]  # fmt: skip


@given(any_text)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(any_text)
def test_no_text_breaks_it_and_nothing_invisible_stays(text: str) -> None:
    normal = normalise(text)
    normal.encode("utf-8")
    assert normal == normal.strip() and "  " not in normal
    assert all(character.isprintable() for character in normal)
    assert all(0 < len(word) <= LONGEST_WORD for word in words(normal))


@pytest.mark.parametrize("text", TRICKY)
def test_tricky_text(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    words(once), bigrams(once), runs(once)


@given(any_text)
def test_every_character_of_a_word_comes_from_the_text_in_order(text: str) -> None:
    normal = normalise(text)
    rest = iter(normal)
    short = [word for word in words(normal) if len(word) < LONGEST_WORD]
    if len(short) == len(words(normal)):
        assert all(character in rest for word in short for character in word)


@given(any_text)
def test_words_lose_nothing_that_is_a_letter_or_a_digit(text: str) -> None:
    normal = normalise(text)
    if all(len(run) < LONGEST_WORD for run in runs(normal)):
        assert "".join(words(normal)) == "".join(runs(normal))


@given(HAN)
def test_bigrams_of_a_run_are_its_neighbours(text: str) -> None:
    normal = normalise(text)
    pairs = bigrams(normal)
    assert is_han(normal)
    assert len(pairs) == max(1, len(normal) - 1)
    assert pairs[0][0] + "".join(pair[1:] for pair in pairs) == normal


def test_latin_has_no_bigrams() -> None:
    assert bigrams("card 卡 abc挂失") == ("卡", "挂失")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ＡＴＭ　取款", "atm 取款"),
        ("信用卡", "信用卡"),
        ("掛失信用卡", "挂失信用卡"),
        ("信\u200b用\u202e卡", "信用卡"),
        ("LOST\x00card", "lost card"),
        ("轉帳", "转账"),
        ("帐户", "账户"),
        ("對帳單", "对账单"),
        ("蚊帐和帐篷", "蚊帐和帐篷"),
        ("账户", "账户"),
        ("\ud83d\ude00卡", "卡"),
    ],
)
def test_one_spelling(typed: str, meant: str) -> None:
    assert normalise(typed) == meant


@pytest.mark.parametrize("word", USER_WORDS)
def test_product_names_stay_whole(word: str) -> None:
    assert word in words(normalise(f"我的{word}不能用了"))
    assert normalise(word) == word, "a user word is compared after normalising"


def test_english_words_are_lower_case_and_whole() -> None:
    assert words(normalise("My VISA-card isn't here")) == (
        "my", "visa", "card", "isn", "t", "here",
    )  # fmt: skip
