"""The few words that channels add by themselves, per language, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.document import Kind
from kb.locales import UnknownLocale


@dataclass(frozen=True, slots=True)
class Phrases:
    """`leads`: said before an element of this kind that has no title; `labels`: what a link says
    that has none; `ways`: names of the types of target."""

    colon: str
    leads: Mapping[Kind, str]
    labels: Mapping[Kind, str]
    ways: Mapping[str, str]


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
    ),
}
