"""How keys are written: a checksum that anybody can verify, and no way back from what is kept."""

import pytest

from channels.api.key_format import checksum, hash_of, is_well_formed, new_key

# reference vector: prefix, 30 random characters, checksum over both
PREFIX, ENTROPY, SUM = "kbk_live_", "3fK9vQ2LxT7bRm0ZpW8sYcN4hJdG6u", "27mLgL"
KEY = PREFIX + ENTROPY + SUM


def test_the_vector() -> None:
    assert checksum(PREFIX + ENTROPY) == SUM
    assert hash_of(KEY) == "9239b1eda30b26ac06821dd197571db455ef107e8a011df2f1acc83231ec90d7"
    assert is_well_formed(KEY)


def test_the_checksum_covers_the_prefix() -> None:
    assert checksum(ENTROPY) == "0nuiue"
    assert not is_well_formed(PREFIX + ENTROPY + "0nuiue")


def test_new_keys_are_well_formed_and_never_twice_the_same() -> None:
    keys = {new_key("granule_") for _ in range(200)}
    assert len(keys) == 200
    assert all(is_well_formed(key) and len(key) == len("granule_") + 36 for key in keys)


@pytest.mark.parametrize("place", range(len(KEY)))
def test_any_wrong_character_is_noticed(place: int) -> None:
    wrong = "A" if KEY[place] != "A" else "B"
    assert not is_well_formed(KEY[:place] + wrong + KEY[place + 1 :])


@pytest.mark.parametrize("text", ["", "granule_", KEY[:-1], KEY + " ", "银" * 45, KEY * 10])
def test_what_is_no_key(text: str) -> None:
    assert not is_well_formed(text)
