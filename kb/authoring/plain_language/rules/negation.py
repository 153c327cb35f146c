"""Two negations make readers count."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.authoring.plain_language.background import Background
from kb.authoring.plain_language.findings import Finding
from kb.authoring.plain_language.texts import Text
from kb.problem import msgid as _

TWICE = _("Two negations: “%(words)s”. Say what is so, or what to do.")
CHINESE = re.compile(
    r"(?<![能会要可该得肯敢应])(?:不得|不能|不可|不会|不要|不应|不该|不敢|不肯)不(?![能会要可同])"
    r"|(?:没有|并非|(?<!是)不是|未必|切莫|无)不(?![同足良限])|不无|并非(?:没有|无)|(?<!是)不是没有|不能没有|不可没有"
    r"|非[^，。；！？\n是常]{1,10}?(?:不可|不行|不能)"
    r"|(?:没有|未(?!成年|来|婚|必|尽|知|满)|无(?!法|需|须|论|卡|忧|息))[^，。；！？\s]{1,8}[，,]?"
    r"(?:就?不能|不得|不可|不予|无法|不会)(?!超过|低于|高于|少于|多于)"
)
ENGLISH = re.compile(
    r"\bnot\s+un(?!der|til|less|ited?|ion|i[qvf]|c)\w{3,}"
    r"|\bnot\s+(?:in(?:significant|frequent|considerable|appropriate)|im(?:possible|probable))\w*"
    r"|\b(?:no|never|cannot|can't|won't|don't|doesn't|not)\b[^.,;:!?\n]{0,40}\b(?:without|unless)\b"
    r"|\bno\s+(?:fewer|less)\s+than\b|\bnot\s+(?:fail|failed)\s+to\b"
    r"|\bnot\b[^.,;:!?\n]{1,25}\bnot\b(?!\s+only)",
    re.IGNORECASE,
)


def double_negation(text: Text, background: Background) -> Iterator[Finding]:
    pattern = CHINESE if background.is_chinese else ENGLISH
    for match in pattern.finditer(text.words):
        words = text.text[match.start() : match.end()]
        yield text.finding("double_negation", "hint", match.span(), TWICE, words=words)
