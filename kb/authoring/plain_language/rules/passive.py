"""Who does it? A passive does not say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from kb.authoring.plain_language import word_lists
from kb.authoring.plain_language.background import Background
from kb.authoring.plain_language.findings import Finding
from kb.authoring.plain_language.texts import Text
from kb.problem import msgid as _

PASSIVE = _("“%(words)s” does not say who does it. Say who: we, you, the branch.")
# What happens to people in Chinese is said with 被 by everybody: 卡被盗, 被骗. Others are names.
CHINESE = re.compile(
    r"(?<![棉])被(?!骗|盗|偷|抢|冒|吞|扣|冻|拒|封|锁|篡|泄|诈|别人|他人|人|坏|告|保险|授权|投保|害"
    r"|执行|动|子|褥|套|误|黑|攻|拦|停|罚|起诉|追|发现|列入|记录|风控|强制|银行|系统|对方|机器|ATM"
    r"|自动|监管|法院|公安|公检法|限|注销|退|挂失|划|复制|捡|挪|套|盗|诱|威|胁|打|逼|要求|刷|取款机|取消|收|吊销|撤|消费|忽悠|坑"
    r"|删|淘汰|判|宣告|代理|委托|继承|监护|担保|称为|分为|评为|莫名)"
    r"[^，。；！？\s]{1,6}|由(?!于)[^，。；！？\s]{1,10}?(?:予以|进行|加以|给予)|为[^，。；！？\s]{1,8}?所(?!有|在|以|需|得)"
    r"[^，。；！？\s]{1,2}"
)


def passive(text: Text, background: Background) -> Iterator[Finding]:
    if text.is_heading:
        return
    pattern = CHINESE if background.is_chinese else _english()
    for match in pattern.finditer(text.words):
        words = text.text[match.start() : match.end()]
        yield text.finding("passive", "hint", match.span(), PASSIVE, words=words)


@lru_cache
def _english() -> re.Pattern[str]:
    irregular = "|".join(word_lists.irregular_participles())
    adjectives = "|".join(word_lists.participles_as_adjectives())
    return re.compile(
        r"\b(?:is|are|was|were|be|been|being|gets?|got)\s+(?:not\s+|always\s+|also\s+|\w+ly\s+)?"
        rf"(?!(?:{adjectives})\b)(?:\w+ed|{irregular})\b(?!\s+of\b|-)",
        re.IGNORECASE,
    )
