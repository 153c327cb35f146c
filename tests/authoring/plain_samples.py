"""Terms, facts and shared text of a small bank, and what is found in a text beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kb.authoring.plain_language import Background, Finding, Text, lint
from kb.authoring.plain_language.background import KnownFact, KnownShared, KnownTerm

TERMS = (
    KnownTerm("apr", "年化利率", "一年的利息比例"),
    KnownTerm("rate", "利率", "利息比例"),
    KnownTerm("lpr", "贷款市场报价利率", "银行贷款的参考价", "LPR"),
)


ENGLISH_TERMS = (KnownTerm("grace", "grace period", "days without interest"),)


FACTS = (
    KnownFact("card.fee", "补卡工本费", "money", "CNY", ("15",)),
    KnownFact("loan.max", "贷款最高金额", "money", "CNY", ("200000", "300000")),
    KnownFact("loan.rate", "贷款年利率", "rate", "", ("0.0385",)),
    KnownFact("phone", "客服电话", "phone", "", ("400-000-1234",)),
    KnownFact("wait", "补卡天数", "count", "working_day", ("5",)),
)


SHARED = (KnownShared(1, "带证件", "请带上本人的身份证，到任意一家网点办理，不用预约。"),)


CHINESE = Background("zh-Hans", terms=TERMS, facts=FACTS, shared=SHARED)


ENGLISH = Background("en", terms=ENGLISH_TERMS, facts=FACTS)


def found(text: str, rule: str = "", *, background: Background = CHINESE, **text_fields: Any):
    """Findings in one text, of one rule where it is named."""
    fields = {"element": "e", "kind": "answer"} | text_fields
    report = lint([Text(text, **fields)], background=background)
    return [f for f in report.findings if not rule or f.rule == rule]


def put_in(text: str, findings: Sequence[Finding]) -> str:
    """As the editor's button does it, from the end."""
    for finding in sorted(findings, key=lambda f: f.start, reverse=True):
        if finding.replacement is not None:
            text = text[: finding.start] + finding.replacement + text[finding.end :]
    return text
