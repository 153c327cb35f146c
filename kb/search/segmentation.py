"""Text → what is compared: the one place for it, the same when indexing and when asking.

Engines index what `words` and `bigrams` return, split at blanks, and stem English words
themselves; nothing else of the text matters to them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

import rjieba
from opencc import OpenCC

# Product names that mix Latin and Han; cut in two, `K宝` would be found by every 宝.
USER_WORDS = (
    "网银k宝", "k宝", "k令", "k码", "u盾", "u宝", "e盾", "e令", "e贷", "e支付", "e管家",
    "pos机", "atm机", "ic卡", "etc卡", "sim卡", "nfc卡", "app端", "a股", "b股", "t日",
)  # fmt: skip
LONGEST_WORD = 64

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN_RUN = re.compile(f"[{_HAN}]+")
_RUN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_USER_WORD = re.compile("|".join(sorted(map(re.escape, USER_WORDS), key=len, reverse=True)))
# Simplified text keeps 帐 for tents and curtains only; money is written with 账.
_TENT = re.compile(r"帐(?=[篷幕子幔])|(?<=[蚊营军罗床纱帷幔])帐")
_MARK = "\ue000"
# What input methods offer first and is meant otherwise; the right-hand side is how answers write.
CONFUSED = {
    "登陆": "登录", "身分": "身份", "座席": "坐席", "坐机": "座机", "密匙": "密钥",
    "做废": "作废", "反还": "返还", "抵压": "抵押", "交费": "缴费", "交纳": "缴纳", "帐": "账",
}  # fmt: skip
_CONFUSED = re.compile("|".join(map(re.escape, CONFUSED)))
_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


@lru_cache(maxsize=512)  # a question comes once for each tier, as a phrase and as a beginning
def normalise(text: str) -> str:
    """One spelling for one meaning: width, case, Traditional characters, nothing invisible.

    Never raises, whatever the text holds, and changes nothing when applied again.
    """
    # Twice: small letters of some signs exist only after NFKC, and are no NFKC themselves.
    for _ in range(2):
        text = unicodedata.normalize("NFKC", _visible(text).lower())
    if _HAN_RUN.search(text):
        for respell in SPELLINGS:
            text = respell(text)
    return " ".join(text.split())


def words(normal: str) -> tuple[str, ...]:
    """The words of a normalised text, in order; English ones are not stemmed yet."""
    found: list[str] = []
    position = 0
    for match in _USER_WORD.finditer(normal):
        found += _cut(normal[position : match.start()])
        found.append(match.group())
        position = match.end()
    found += _cut(normal[position:])
    return tuple(word[:LONGEST_WORD] for word in found)


def bigrams(normal: str) -> tuple[str, ...]:
    """Each two neighbours of every run of Han characters; a run of one stands for itself."""
    found: list[str] = []
    for run in _HAN_RUN.findall(normal):
        found += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return tuple(found)


def runs(normal: str) -> tuple[str, ...]:
    """Unbroken runs of Han characters or of letters and digits."""
    return tuple(_RUN.findall(normal))


def is_han(text: str) -> bool:
    """Does it consist of Han characters alone?"""
    return _HAN_RUN.fullmatch(text) is not None


def _cut(text: str) -> list[str]:
    return [word for piece in rjieba.cut(text) for word in _RUN.findall(piece)]


def _visible(text: str) -> str:
    """Control characters become blanks; format characters, surrogates and variation selectors
    vanish."""
    text = text.replace("\n", " ").replace("\u3000", " ")
    if text.isprintable() and not _SELECTOR.search(text):
        return text
    return "".join(map(_visible_character, text))


def _visible_character(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cc":
        return " "
    is_hidden = category in {"Cf", "Cs", "Co", "Cn"} or _SELECTOR.match(character)
    return "" if is_hidden else character


def _simplified(text: str) -> str:
    return str(_to_simplified().convert(text))


def _confused(text: str) -> str:
    """轉帳 comes out of the dictionary as 转帐, and older texts write 帐户: both mean 账, unless it
    is a tent."""
    if not _CONFUSED.search(text):
        return text
    meant = _CONFUSED.sub(lambda found: CONFUSED[found[0]], _TENT.sub(_MARK, text))
    return meant.replace(_MARK, "帐")


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


# Of texts with Han characters, one after the other.
SPELLINGS: tuple[Callable[[str], str], ...] = (_simplified, _confused)
