"""What a customer means by a reply: a thumb, to be left alone, or words of their own. Pure."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum


class Meaning(StrEnum):
    HELPFUL = "helpful"
    UNHELPFUL = "unhelpful"
    STOP = "stop"
    RESUME = "resume"
    WORDS = "words"
    NOTHING = "nothing"


# As people and carriers write them; N by itself is a no, since our own texts say R.
SAYINGS = {
    Meaning.HELPFUL: (
        "1", "有用", "有帮助", "有", "是", "是的", "对", "好", "好的", "可以", "解决了", "已解决",
        "谢谢", "yes", "y", "ok", "helpful", "thanks", "👍", "👌",
    ),
    Meaning.UNHELPFUL: (
        "2", "没用", "没有用", "无用", "没帮助", "没有帮助", "没有", "否", "不是", "不对", "不好",
        "没解决", "未解决", "看不懂", "no", "n", "not helpful", "useless", "👎",
    ),
    Meaning.STOP: (
        "td", "r", "t", "退订", "取消订阅", "拒收", "不要再发", "别发了", "stop", "unsubscribe",
        "回td退订",
    ),
    Meaning.RESUME: ("订阅", "恢复", "恢复订阅", "start", "subscribe"),
}  # fmt: skip
BY_WORDS = {saying: meaning for meaning, sayings in SAYINGS.items() for saying in sayings}
# Skin tones and styles of an emoji say nothing here.
UNSAID = re.compile("[\ufe0e\ufe0f\u200b-\u200f\U0001f3fb-\U0001f3ff]")
AROUND = " \t\r\n。．.！!～~，,、；;？?“”\"'"


def meaning_of(text: str) -> Meaning:
    plain = UNSAID.sub("", unicodedata.normalize("NFKC", text)).strip(AROUND).casefold()
    if not plain:
        return Meaning.NOTHING
    return BY_WORDS.get(" ".join(plain.split()), Meaning.WORDS)
