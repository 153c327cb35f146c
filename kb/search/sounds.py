"""How Han characters sound, for what is typed without an input method: xinyongka, xyk. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from kb.search import segmentation

# Words that the dictionary reads as they are read elsewhere: 还 gives back here, 行 is a bank.
READ_OTHERWISE = {
    "还款": "huan kuan", "还贷": "huan dai", "还钱": "huan qian", "还本": "huan ben",
    "还息": "huan xi", "还完": "huan wan", "还了": "huan le", "还不": "huan bu",
    "多还": "duo huan", "少还": "shao huan", "早还": "zao huan", "待还": "dai huan",
    "重置": "chong zhi", "重发": "chong fa", "重名": "chong ming", "重开": "chong kai",
    "重签": "chong qian", "重办": "chong ban", "调额": "tiao e", "跨行": "kua hang",
    "行内": "hang nei", "本行": "ben hang", "他行": "ta hang", "我行": "wo hang",
    "贵行": "gui hang", "一行": "yi hang", "弹出": "tan chu", "弹窗": "tan chuang",
}  # fmt: skip
LONGEST_SPOKEN, LONGEST_INITIALS = 12, 8
# As a term of its own a beginning is known by this sign, which nobody can type into a sound.
BEGINNING = "^"
# Many write down what they say, and many say n for ng, z for zh, c for ch and s for sh.
_ALIKE = re.compile("ng|([zcs])h|v")
_SYLLABLE = re.compile(
    "(?:[zcs]h?|[bpmfdtnlgkhjqxryw])(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou"
    "|an|en|in|un|ia|ie|iu|ua|uo|ui|ue|ve|a|o|e|i|u|v)|ang|an|ai|ao|ou|en|er|a|e"
)
# So much of a word must be syllables before it is taken for a sound.
SPOKEN_FROM, FEWEST_SYLLABLES = 0.85, 2


def spoken(normal: str) -> str:
    """The whole of it as it sounds, without blanks; empty where no Han character is in it."""
    return folded("".join(sound for sound, _is_han in _sounds(normal)))


def folded(letters: str) -> str:
    """One spelling for what many say alike."""
    return _ALIKE.sub(lambda found: found[1] or ("u" if found[0] == "v" else "n"), letters)


def typed(normal: str) -> str:
    """What was typed, if it may be a sound or initials: letters and blanks only; else empty."""
    joined = normal.replace(" ", "").replace("'", "")
    return joined if joined.isascii() and joined.isalpha() else ""


def looks_spoken(run: str) -> bool:
    """Does a run of letters and digits consist of syllables, but for a typing error or two?"""
    letters = "".join(filter(str.isalpha, run))
    syllables = _SYLLABLE.findall(letters)
    covered = sum(map(len, syllables))
    return len(syllables) >= FEWEST_SYLLABLES and covered >= SPOKEN_FROM * len(letters)


@lru_cache(maxsize=8192)
def spoken_starts(phrase: str) -> tuple[str, ...]:
    """How a phrase sounds from its beginning, marked, and from each character on."""
    return _starts([sound for sound, _ in _sounds(segmentation.normalise(phrase))], LONGEST_SPOKEN)


@lru_cache(maxsize=8192)
def initial_starts(phrase: str) -> tuple[str, ...]:
    """The first letters of a phrase's characters, from its beginning and from each on."""
    sounds = _sounds(segmentation.normalise(phrase))
    letters = [sound[:1] if is_han else sound for sound, is_han in sounds]
    return _starts(letters, LONGEST_INITIALS, shortest=2)


def _starts(sounds: list[str], longest: int, *, shortest: int = 1) -> tuple[str, ...]:
    tails = ["".join(sounds[place : place + longest]) for place in range(len(sounds))]
    found = dict.fromkeys(folded(tail)[:longest] for tail in tails if len(tail) >= shortest)
    return (*(BEGINNING + start for start in list(found)[:1]), *found)


def _sounds(normal: str) -> Iterator[tuple[str, bool]]:
    """Each Han character's sound, and other runs as they are; nothing where there is no Han."""
    runs = segmentation.runs(normal)
    if any(map(segmentation.is_han, runs)):
        for run in runs:
            if segmentation.is_han(run):
                yield from ((syllable, True) for syllable in _read(run))
            else:
                yield run, False


@lru_cache(maxsize=8192)
def _read(han: str) -> tuple[str, ...]:
    return tuple(syllable for syllable in _dictionary()(han) if syllable.isascii())


@cache
def _dictionary() -> Any:
    """Read when it is first needed: it takes fifty megabytes."""
    import pypinyin

    sounds = {word: [[part] for part in said.split()] for word, said in READ_OTHERWISE.items()}
    pypinyin.load_phrases_dict(sounds, style="normal")
    return pypinyin.lazy_pinyin
