"""The few words that channels add by themselves, per language, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.document import Kind
from kb.locales import UnknownLocale


@dataclass(frozen=True, slots=True)
class Phrases:
    """`leads`: said before an element of this kind that has no title; `labels`: what a link says
    that has none; `ways`: names of the types of target; `person`: where a guide hands over;
    `press`: a choice to be spoken, with its `text` and `number`; `up_to`: a limit, with its
    `value`; `by`: who may grant something, with the names of their `groups`;
    `notice`: said before an emergency notice."""

    colon: str
    leads: Mapping[Kind, str]
    labels: Mapping[Kind, str]
    ways: Mapping[str, str]
    person: str
    press: str
    stop: str
    gap: str
    up_to: str
    by: str
    between: str
    notice: str


def phrases_for(locale: str) -> Phrases:
    """`zh-Hans` or `en`; raises UnknownLocale."""
    try:
        return PHRASES[locale]
    except KeyError:
        raise UnknownLocale(locale) from None


PHRASES = {
    "zh-Hans": Phrases(
        colon="：",
        leads={Kind.CAUTION: "风险提示", Kind.NOTE: "温馨提示", Kind.EXAMPLE: "示例"},
        labels={Kind.ACTION: "去办理", Kind.LINK: "查看详情"},
        ways={
            "agent_transaction": "交易码",
            "app": "App",
            "mini_program": "小程序",
            "url": "网址",
            "phone_menu": "电话按键",
            "phone": "电话",
        },
        person="这种情况由人工为您办理，请联系我们的工作人员。",
        press="{text}，请说或按{number}",
        stop="。",
        gap="",
        up_to="最高{value}",
        by="可直接办理：{groups}",
        between="、",
        notice="公告",
    ),
    "en": Phrases(
        colon=": ",
        leads={Kind.CAUTION: "Warning", Kind.NOTE: "Please note", Kind.EXAMPLE: "Example"},
        labels={Kind.ACTION: "Get it done", Kind.LINK: "Read more"},
        ways={
            "agent_transaction": "Transaction code",
            "app": "App",
            "mini_program": "Mini program",
            "url": "Web address",
            "phone_menu": "Phone menu",
            "phone": "Phone",
        },
        person="One of our staff will help you with this: please ask for a person.",
        press="For {text}, say or press {number}",
        stop=". ",
        gap=" ",
        up_to="up to {value}",
        by="May be granted by: {groups}",
        between=", ",
        notice="Notice",
    ),
}
