"""Text message parts: the reference vectors, another library, and filling parts by brute force."""

import pytest
import smsutil
from hypothesis import given
from hypothesis import strategies as st

from channels.gsm import BASIC, ESCAPE, EXTENSION, is_gsm, spell_plainly
from channels.segmentation import GSM_7, UCS_2, Segments, segment

EMOJI = "\U0001f600"
ORDINARY = BASIC.replace(ESCAPE, "")


@pytest.mark.parametrize(
    ("text", "encoding", "units", "parts"),
    [
        pytest.param("a" * 160, GSM_7, 160, (160,), id="S1"),
        pytest.param("a" * 161, GSM_7, 161, (153, 8), id="S2"),
        pytest.param("a" * 306, GSM_7, 306, (153, 153), id="S3a"),
        pytest.param("a" * 307, GSM_7, 307, (153, 153, 1), id="S3b"),
        pytest.param("a" * 159 + "€", GSM_7, 161, (153, 8), id="S4"),
        pytest.param("a" * 158 + "€", GSM_7, 160, (160,), id="S5"),
        pytest.param("a" * 152 + "€" + "a" * 10, GSM_7, 164, (152, 12), id="S6"),
        pytest.param("a" * 152 + "€" + "a" * 152, GSM_7, 306, (152, 153, 1), id="S7"),
        pytest.param("中" * 70, UCS_2, 70, (70,), id="S8"),
        pytest.param("中" * 71, UCS_2, 71, (67, 4), id="S9a"),
        pytest.param("中" * 134, UCS_2, 134, (67, 67), id="S9b"),
        pytest.param("中" * 135, UCS_2, 135, (67, 67, 1), id="S9c"),
        pytest.param("中" * 66 + EMOJI + "中" * 4, UCS_2, 72, (66, 6), id="S10a"),
        pytest.param("中" * 65 + EMOJI + "中" * 5, UCS_2, 72, (67, 5), id="S10b"),
        pytest.param("中" * 69 + EMOJI, UCS_2, 71, (67, 4), id="S11a"),
        pytest.param("中" * 68 + EMOJI, UCS_2, 70, (70,), id="S11b"),
        pytest.param("a" * 159 + "\u2019", UCS_2, 160, (67, 67, 26), id="S12"),
        pytest.param("a" * 159 + "ç", UCS_2, 160, (67, 67, 26), id="S13a"),
        pytest.param("a" * 159 + "Ç", GSM_7, 160, (160,), id="S13b"),
        pytest.param("a" * 159 + "\u00a5", GSM_7, 160, (160,), id="S14a"),
        pytest.param("a" * 159 + "\uffe5", UCS_2, 160, (67, 67, 26), id="S14b"),
        pytest.param("Pay by 3:30\u202fPM.", UCS_2, 15, (15,), id="S15a"),
        pytest.param("Pay by 3:30 PM.", GSM_7, 15, (15,), id="S15b"),
        pytest.param("【某银行】" + "中" * 65, UCS_2, 70, (70,), id="S16a"),
        pytest.param("【某银行】" + "中" * 66, UCS_2, 71, (67, 4), id="S16b"),
        pytest.param("中" * 160, UCS_2, 160, (67, 67, 26), id="S17"),
        pytest.param("中" * 66 + EMOJI + "中" * 66, UCS_2, 134, (66, 67, 1), id="one short"),
        pytest.param("", GSM_7, 0, (), id="nothing"),
    ],
)
def test_reference_vectors(text, encoding, units, parts) -> None:
    assert segment(text) == Segments(encoding, units, parts)


def test_chinese_carriers_count_every_character_one() -> None:
    assert segment("a" * 70, gsm=False) == Segments(UCS_2, 70, (70,))
    assert segment("a" * 71, gsm=False) == Segments(UCS_2, 71, (67, 4))
    assert segment("a" * 160, gsm=False).parts == (67, 67, 26)


def test_a_longer_header_leaves_less_room() -> None:
    assert segment("a" * 161, reference_bits=16).parts == (152, 9)
    assert segment("中" * 71, reference_bits=16).parts == (66, 5)


def test_the_alphabet() -> None:
    assert len(BASIC) == 128
    places = {0x00: "@", 0x10: "Δ", 0x1B: ESCAPE, 0x20: " ", 0x24: "¤", 0x40: "¡", 0x60: "¿",
              0x7F: "à", 0x09: "Ç", 0x03: "¥", 0x0A: "\n"}  # fmt: skip
    assert {place: BASIC[place] for place in places} == places
    assert not is_gsm(ESCAPE)
    assert not any(is_gsm(char) for char in "çáíóúªº`\t“”…–•°²×−©®™ＡА")


def units_of(text: str, encoding: str) -> int:
    """Counted from the bytes that are sent."""
    if encoding == GSM_7:
        return sum(2 if char in EXTENSION else 1 for char in text)
    return len(text.encode("utf-16-be")) // 2


@given(st.text(alphabet=ORDINARY + EXTENSION, max_size=700))
def test_another_library_agrees_on_the_gsm_alphabet(text) -> None:
    theirs = smsutil.split(text)
    ours = segment(text)
    assert ours.encoding == GSM_7
    assert list(ours.parts) == [units_of(part.content, GSM_7) for part in theirs.parts if text]


@given(st.text(alphabet=st.sampled_from("年费a1。" + EMOJI), min_size=1, max_size=400))
def test_another_library_agrees_on_chinese_text(text) -> None:
    if is_gsm(text):
        text += "中"
    theirs = smsutil.split(text)
    assert list(segment(text).parts) == [units_of(part.content, UCS_2) for part in theirs.parts]


@given(
    st.text(alphabet=st.sampled_from("a€[中" + EMOJI), max_size=500),
    st.booleans(),
    st.sampled_from([8, 16]),
)
def test_parts_hold_everything_and_none_could_hold_more(text, gsm, bits) -> None:
    found = segment(text, gsm=gsm, reference_bits=bits)
    assert sum(found.parts) == found.units == units_of(text, found.encoding)
    if len(found.parts) < 2:
        return
    room = {(GSM_7, 8): 153, (GSM_7, 16): 152, (UCS_2, 8): 67, (UCS_2, 16): 66}
    assert max(found.parts) <= room[found.encoding, bits]
    rest = text
    for filled in found.parts:
        taken = next(
            n for n in range(len(rest) + 1) if units_of(rest[:n], found.encoding) >= filled
        )
        assert units_of(rest[:taken], found.encoding) == filled, "a character was split"
        following = rest[taken : taken + 1]
        assert (
            not following
            or filled + units_of(following, found.encoding) > room[found.encoding, bits]
        )
        rest = rest[taken:]
    assert rest == ""


@pytest.mark.parametrize(
    ("typed", "spelled", "notes"),
    [
        ("It’s “fine”", "It's \"fine\"",
         ("’ (U+2019) → '", '“ (U+201C) → "', '” (U+201D) → "')),
        ("9–5 • now…", "9-5 - now...", ("– (U+2013) → -", "• (U+2022) → -", "… (U+2026) → ...")),
        ("3:30\u202fPM\t`x`", "3:30 PM 'x'", ("U+202F → ' '", "U+0009 → ' '", "` (U+0060) → '")),
        ("cafe\u0301", "café", ("e\u0301 (U+0065 U+0301) → é",)),
        ("a\u200bb\ufeff", "ab", ("U+200B → ''", "U+FEFF → ''")),
        ("Plain text, CNY 200.", "Plain text, CNY 200.", ()),
    ],
)  # fmt: skip
def test_plain_spelling_reports_each_exchange(typed, spelled, notes) -> None:
    assert spell_plainly(typed) == spell_plainly(typed).__class__(spelled, notes)


@pytest.mark.parametrize(
    "kept", ["Çelik", "çelik", "José Núñez", "¥200", "−5", "c\u0327elik", "王"]
)
def test_names_and_amounts_are_never_respelled(kept) -> None:
    assert spell_plainly(kept) == spell_plainly(kept).__class__(kept, ())


@given(st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from("’“–…\u00a0\u0301e")))
def test_no_exchange_goes_unreported(text) -> None:
    plainer = spell_plainly(text)
    assert bool(plainer.notes) == (plainer.text != text)
    kept = [char for char in text if char.isdigit() or (char.isalpha() and char.isascii())]
    assert [c for c in plainer.text if c.isdigit() or (c.isalpha() and c.isascii())] == kept or (
        "\u0301" in text
    )
