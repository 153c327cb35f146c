"""A library in which something is hidden from the public in every way there is.

Each canary is a word that stands in exactly one hidden place; `entitled` says which door must show
it, so that a test that looks for nothing can fail.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from kb.authoring.label_values import forget_choices
from kb.authoring.models import Fact, LabelValue
from tests import library
from tests.library import block, shared_place

QUESTION = "银行卡丢了怎么办？"
PUBLIC_TEXT = "先打电话挂失，再到网点补卡。"


@dataclass(frozen=True, slots=True)
class Canary:
    """`word`: what must not be seen; `to_agents`: an agent's desk shows it now."""

    name: str
    word: str
    to_agents: bool


CANARIES = (
    Canary("internal note", "内部提示金丝雀", True),
    Canary("never say", "禁用表述金丝雀", True),
    Canary("script", "参考话术金丝雀", True),
    Canary("required script", "必读话术金丝雀", True),
    Canary("basis", "业务依据金丝雀", True),
    Canary("agents' element", "坐席元素金丝雀", True),
    Canary("customers' element", "客户元素金丝雀", True),
    Canary("region", "北京专属金丝雀", True),
    Canary("regional fact", "13131", True),
    Canary("expired", "已经失效金丝雀", False),
    Canary("not yet valid", "尚未生效金丝雀", False),
    Canary("withdrawn shared element", "下架共享金丝雀", False),
    Canary("draft", "草稿金丝雀", False),
    Canary("closed topic", "关闭目录金丝雀", False),
    Canary("agents' answer", "坐席问题金丝雀", True),
    Canary("withdrawn answer", "下架答案金丝雀", False),
    Canary("author's name", "author-canary", False),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hidden:
    """`pages` by key; `elements`: ids of the hidden elements of the public answer, by slot."""

    pages: dict[str, Any]
    elements: dict[str, str]


def publish_library() -> Hidden:
    now = datetime.now(UTC)
    LabelValue.objects.create(
        dimension="regions", code="beijing", name_zh="北京", name_en="Beijing"
    )
    forget_choices()
    fact = Fact(key="card.fee", name="工本费", type="money", unit="CNY", value="15", live=True)
    fact.variants = [fact.variants.model(regions=["beijing"], value="13131")]
    fact.save()
    cards = library.publish_topic("cards", "银行卡")
    shared = library.publish_shared("gone", block("note", "下架共享金丝雀"))
    answer = library.publish_answer(cards, "cards.lost", QUESTION, *_elements(shared, now),
                                    wordings="卡丢了\n卡被偷了")
    pages = {"cards.lost": answer} | _hidden_answers(cards)
    _keep_a_draft(answer)
    shared.unpublish()
    slots = ("inner", "never", "say", "must", "agents", "beijing", "expired", "coming")
    return Hidden(pages, {slot: library.element_id(answer, slot) for slot in slots})


def _elements(shared: Any, now: datetime) -> list[dict[str, Any]]:
    day = timedelta(days=1)
    basis = {"document": "业务依据金丝雀", "number": "1号"}
    return [
        block("answer", f"{PUBLIC_TEXT}补卡每张 {{{{ card.fee }}}}。", slot="main", basis=basis),
        block("internal_note", "内部提示金丝雀", slot="inner"),
        block("never_say", "禁用表述金丝雀", slot="never"),
        block("script", "参考话术金丝雀", slot="say"),
        block("required_script", "必读话术金丝雀", slot="must"),
        block("note", "坐席元素金丝雀", slot="agents", audience="agent"),
        block("note", "客户元素金丝雀", slot="customers", audience="customer"),
        block("note", "北京专属金丝雀", slot="beijing", regions=["beijing"]),
        block("note", "已经失效金丝雀", slot="expired", valid_to=now - day),
        block("note", "尚未生效金丝雀", slot="coming", valid_from=now + day),
        shared_place(shared),
    ]


def _hidden_answers(cards: Any) -> dict[str, Any]:
    closed = library.publish_topic("closed", "关闭目录金丝雀")
    answers = {
        "closed.one": library.publish_answer(
            closed, "closed.one", "关闭目录金丝雀问题", block("answer", "关闭目录金丝雀")
        ),
        "cards.inside": library.publish_answer(
            cards, "cards.inside", "坐席问题金丝雀", block("answer", "坐席问题金丝雀",
                                                     audience="agent")
        ),
        "cards.old": library.publish_answer(
            cards, "cards.old", "下架答案金丝雀", block("answer", "下架答案金丝雀")
        ),
    }
    closed.unpublish()
    answers["cards.old"].unpublish()
    return answers


def _keep_a_draft(answer: Any) -> None:
    author = library.staff("author-canary", "Editors")
    answer.title = "草稿金丝雀"
    answer.save_revision(user=author)
