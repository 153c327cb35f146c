"""What people paste: unseen characters go and are named, seen ones stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text import clean

UNSEEN = "\u200b\u200e\u202e\u2066\u2069\ufeff\u00ad\x00\x1b\u061c\ufdd0\U000e0041"


@pytest.mark.parametrize("char", UNSEEN)
def test_an_unseen_character_goes_and_is_named(char) -> None:
    cleaned = clean(f"年费{char}200元")
    assert cleaned.text == "年费200元"
    assert [name.split()[0] for name in cleaned.removed] == [f"U+{ord(char):04X}"]


def test_each_is_named_once() -> None:
    assert clean("a\u200bb\u200bc").removed == ("U+200B ZERO WIDTH SPACE",)


@pytest.mark.parametrize("space", "\u00a0\u202f\t\u2009")
def test_odd_spaces_become_plain_ones(space) -> None:
    cleaned = clean(f"3:30{space}PM")
    assert cleaned.text == "3:30 PM"
    assert cleaned.removed


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\x85", "\x0b"])
def test_line_ends_become_one_kind(end) -> None:
    assert clean(f"一{end}二").text == "一\n二"


@pytest.mark.parametrize(
    "text",
    [
        "👨\u200d👩\u200d👧 ❤\ufe0f 👋🏽 🏳\ufe0f\u200d🌈 1\ufe0f\u20e3",
        "葛\U000e0100城",  # a glyph variant in a name
        "\u3000\u3000段首空两格",
        "“引号”——…《》",
        "a\nb",
    ],
)
def test_what_is_seen_stays(text) -> None:
    assert clean(text) == clean(text).__class__(text)


@pytest.mark.parametrize("text", ["a\u200db", "👨\u200d", "\u200d👩", "a\ufe0f", "1\ufe0f"])
def test_joiners_and_styles_outside_emoji_go(text) -> None:
    assert len(clean(text).text) == len(text) - 1


@given(st.text(alphabet=st.characters() | st.sampled_from(UNSEEN + "👨👩❤\u200d\ufe0f\u20e31")))
def test_cleaning_twice_changes_nothing(text) -> None:
    once = clean(text).text
    assert clean(once) == clean(once).__class__(once)
    once.encode()
