"""A small bank in both languages, for what people see on screens: every kind of element, an
answer in one language only, enough others to search among."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image as PillowImage
from wagtail.images.models import Image

from kb.authoring.models import KnowledgePage, TopicPage
from tests import library
from tests.library import block, guide, steps
from tests.library import question as asked

LOST = "银行卡丢了怎么办？"
FEE = "信用卡年费怎么收？"
LIMIT = "手机银行一次能转多少钱？"
HOURS = "网点几点开门？"
ONLY_ENGLISH = "Can I open an account as a foreigner?"
INTERNAL = "先锁卡再转盗刷专席"
NEVER = "不要说钱一定能追回"
BASIS = {"document": "个人银行卡业务管理办法", "number": "银发12号", "clause": "第三十一条"}


def picture(name: str = "lost.png", *, title: str = "挂失按钮") -> Image:
    buffer = io.BytesIO()
    PillowImage.new("RGB", (60, 40), "teal").save(buffer, "PNG")
    return Image.objects.create(title=title, file=ContentFile(buffer.getvalue(), name))


def table(*rows: list[str]) -> dict[str, Any]:
    made = block("table", "", title="转账限额")
    del made["value"]["text"]
    made["value"]["table"] = {
        "columns": [{"type": "text", "heading": heading} for heading in rows[0]],
        "rows": [{"values": row} for row in rows[1:]],
        "caption": "",
    }
    return made


def leading(kind: str, title: str, *, url: str, code: str = "") -> dict[str, Any]:
    """An action or a link; `code`: the transaction that agents do it with."""
    targets = [{"type": "agent_transaction", "value": code}] if code else []
    targets.append({"type": "url", "value": url})
    return block(kind, "在手机银行打开“挂失”。" if code else "", title=title, targets=targets)


def every_kind(shown: Image, *, holds_until: datetime | None = None) -> list[dict[str, Any]]:
    """`holds_until`: the end of the note's window."""
    return [
        block(
            "answer",
            "先挂失，再补卡。**马上**生效。",
            slot="main",
            brief="请马上挂失。",
            basis=BASIS,
        ),
        steps("登录手机银行，点“我的卡”。", "点“挂失”，刷脸确认。"),
        block("explanation", "挂失后别人用不了这张卡。", title="为什么要先挂失"),
        block("condition", "本人办理。"),
        block("fee", "挂失免费，补卡10元。", title="补卡工本费"),
        table(["渠道", "限额"], ["手机银行", "20万元"], ["柜台", "不限"]),
        block("caution", "不要把验证码告诉别人。"),
        block("note", "网点工作日办理。", valid_to=holds_until),
        block("example", "小王上午挂失，下午拿到新卡。"),
        leading("action", "马上挂失", url="https://bank.example/card/loss", code="CR0231"),
        leading("link", "收费标准全文", url="https://bank.example/fees"),
        block("image", "手机银行里的挂失按钮", image=shown.pk),
        guide(
            asked("where", "卡是在哪里丢的？", {"境内": "person", "境外": "element:main"}),
            text="先问一句。",
        ),
        block("script", "您别着急，我先帮您锁卡。"),
        block("required_script", "挂失后立即生效，无法撤回当天交易。", person_only=True),
        block("internal_note", INTERNAL),
        block("never_say", NEVER),
        block("grant", "减免一次补卡工本费。", limit="10", groups=[]),
    ]


def publish_bank() -> None:
    cards = library.publish_topic("cards", "银行卡")
    credit = library.publish_topic("cards.credit", "信用卡", parent=cards)
    branches = library.publish_topic("branches", "网点服务")
    for topic, key, question, said in (
        (credit, "cards.fee", FEE, "每年200元，刷卡满6次免年费。"),
        (cards, "cards.limit", LIMIT, "一次最多20万元，95588可以问。"),
        (branches, "branches.hours", HOURS, "工作日上午9点。"),
    ):
        library.publish_answer(topic, key, question, block("answer", said))
    lost = library.publish_answer(
        cards, "cards.lost", LOST, *every_kind(picture()), wordings="卡丢了怎么挂失\n银行卡不见了"
    )
    publish_english(cards, lost)


def publish_english(chinese_cards: Any, lost: KnowledgePage) -> None:
    """Translations of these two, and an answer of its own."""
    root = library.library_root("en")
    names = {"title": "Cards", "key": "cards", "slug": "cards", "locale": root.locale}
    cards = TopicPage(**names, live=True, translation_key=chinese_cards.translation_key)
    root.add_child(instance=cards)
    accounts = library.publish_topic("accounts", "Accounts", parent=root)
    library.publish_answer(
        accounts, "accounts.foreign", ONLY_ENGLISH, block("answer", "Yes, with a passport.")
    )
    library.publish_answer(
        cards,
        "cards.lost",
        "What do I do if I lose my card?",
        block("answer", "Lock the card first, then order a new one."),
        steps("Open the app.", "Tap Report loss."),
        block("internal_note", "Lock it first."),
        wordings="I lost my card",
        translates=lost,
    )
