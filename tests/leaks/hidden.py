"""A library in which something is hidden from the public in every way there is.

Each canary is a word that stands in exactly one hidden place; `seen_by` says who must see it
somewhere, so that a test that looks for nothing can fail.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image as PillowImage
from wagtail.images.models import Image

from kb.authoring.label_values import forget_choices
from kb.authoring.models import BasisAttachment, BasisRecord, Fact, LabelValue
from kb.feedback.surges.models import Surge
from tests import library
from tests.library import block, guide, question, shared_place
from tests.notices import making

QUESTION = "银行卡丢了怎么办？"
PUBLIC_TEXT = "先打电话挂失，再到网点补卡。"


@dataclass(frozen=True, slots=True)
class Canary:
    """`word`: what must not be seen; `seen_by`: the readers who see it somewhere now."""

    name: str
    word: str
    seen_by: frozenset[str]

    @property
    def to_agents(self) -> bool:
        return "agents" in self.seen_by


AGENTS = frozenset({"agents"})
CUSTOMERS = AGENTS | {"customers"}
BEIJING = AGENTS | {"beijing"}
NOBODY: frozenset[str] = frozenset()
CANARIES = (
    Canary("internal note", "内部提示金丝雀", AGENTS),
    Canary("never say", "禁用表述金丝雀", AGENTS),
    Canary("script", "参考话术金丝雀", AGENTS),
    Canary("required script", "必读话术金丝雀", AGENTS),
    Canary("basis", "业务依据金丝雀", AGENTS),
    Canary("basis record", "依据记录金丝雀", AGENTS),
    Canary("attachment", "附件金丝雀", AGENTS),
    Canary("attachment not valid", "失效附件金丝雀", NOBODY),
    Canary("agents' element", "坐席元素金丝雀", AGENTS),
    Canary("customers' element", "客户元素金丝雀", CUSTOMERS),
    Canary("region", "北京专属金丝雀", BEIJING),
    Canary("regional fact", "131.31", BEIJING),
    Canary("expired", "已经失效金丝雀", NOBODY),
    Canary("not yet valid", "尚未生效金丝雀", NOBODY),
    Canary("after verification", "核身之后金丝雀", NOBODY),
    Canary("withdrawn shared element", "下架共享金丝雀", NOBODY),
    Canary("draft", "草稿金丝雀", NOBODY),
    Canary("closed topic", "关闭目录金丝雀", NOBODY),
    Canary("agents' answer", "坐席问题金丝雀", AGENTS),
    Canary("agents' answer's key", "cards.inside", AGENTS),
    Canary("withdrawn answer", "下架答案金丝雀", NOBODY),
    Canary("picture", "机密图片金丝雀", AGENTS),
    Canary("picture's file", "picture-canary", AGENTS),
    Canary("notice for a region", "公告地区金丝雀", BEIJING),
    Canary("notice's line for agents", "公告内部金丝雀", AGENTS),
    Canary("notice that waits", "公告待放行金丝雀", NOBODY),
    Canary("notice that is over", "公告已结束金丝雀", NOBODY),
    Canary("notice for a team", "公告团队金丝雀", NOBODY),
    Canary("grant", "一线授权金丝雀", AGENTS),
    Canary("choice that leads to agents' answer", "坐席去向金丝雀", AGENTS),
    Canary("question with such choices alone", "坐席追问金丝雀", AGENTS),
    Canary("choice that leads to an agents' element", "元素去向金丝雀", AGENTS),
    Canary("choice that leads to a withdrawn answer", "下架去向金丝雀", NOBODY),
    Canary("choice that leads to a closed topic", "关闭去向金丝雀", NOBODY),
    Canary("author's name", "author-canary", NOBODY),
)


@dataclass(frozen=True, slots=True)
class Hidden:
    """`pages` by key; `elements`: ids of the hidden elements of the public answer, by slot;
    `pictures`: addresses of the hidden picture, as pages and as the editors' screens show it;
    `attachments`: of a basis, in the same two ways; `notices`: versions."""

    pages: dict[str, Any]
    elements: dict[str, str]
    pictures: tuple[str, ...]
    attachments: tuple[str, ...]
    notices: tuple[int, ...] = ()


def publish_library() -> Hidden:
    now = datetime.now(UTC)
    LabelValue.objects.create(
        dimension="regions", code="beijing", name_zh="北京", name_en="Beijing"
    )
    forget_choices()
    fact = Fact(key="card.fee", name="工本费", type="money", unit="CNY", value="15", live=True)
    fact.variants = [fact.variants.model(regions=["beijing"], value="131.31")]
    fact.save()
    cards = library.publish_topic("cards", "银行卡")
    shared = library.publish_shared("gone", block("note", "下架共享金丝雀"))
    picture = draw_picture("picture-canary.png")
    record, attachments = _keep_a_basis(now)
    elements = [*_elements(shared, now), _picture_element(picture)]
    elements[1]["value"]["basis"] = {"record": record.pk}
    answer = library.publish_answer(
        cards, "cards.lost", QUESTION, *elements, wordings="卡丢了\n卡被偷了"
    )
    pages = {"cards.lost": answer} | _hidden_answers(cards)
    _keep_a_draft(answer)
    shared.unpublish()
    slots = (
        "inner", "never", "say", "must", "agents", "customers", "beijing", "expired", "coming",
        "picture", "verified", "grant",
    )  # fmt: skip
    pictures = (f"/media/images/{picture.pk}/", picture.get_rendition("max-165x165").url)
    ids = {slot: library.element_id(answer, slot) for slot in slots}
    _all_surge(pages, now)
    return Hidden(pages, ids, pictures, attachments, notices=_hidden_notices())


def _all_surge(keys: Iterable[str], now: datetime) -> None:
    """Whatever is hidden is asked for much more than usual, and that is hidden too."""
    count = {"channel": "agent_desk", "audience": 2, "calls": 90, "usual": 1.0}
    Surge.objects.bulk_create(
        Surge(kind="answer", name=key, locale="zh-Hans", began_at=now, noticed_at=now, last_at=now,
              minutes=30, counts=[count], at_least=20, times=3) for key in keys
    )  # fmt: skip


def _hidden_notices() -> tuple[int, ...]:
    """Linked to the public answer, in every way in which one is not for everybody."""
    linked = {"answers": ("cards.lost",)}
    wordings = {"wording_zh": "公告地区金丝雀", "wording_en": "公告地区金丝雀"}
    inner = {"inner_zh": "公告内部金丝雀", "inner_en": "公告内部金丝雀"}
    here = making.released(regions=("beijing",), **wordings, **inner, **linked)
    waits = making.submitted(wording_zh="公告待放行金丝雀", **linked)
    over = making.released(wording_zh="公告已结束金丝雀", **linked)
    by = making.approver()
    making.end_early(over.notice, by=by, at=making.scope_of(by).now, why="")
    team = making.released(wording_zh="公告团队金丝雀", teams=("Supervisors",), **linked)
    return tuple(one.pk for one in (here, waits, over, team))


def _keep_a_basis(now: datetime) -> tuple[Any, tuple[str, ...]]:
    """Its addresses: of one attachment that is valid, and one that is over."""
    record = BasisRecord.objects.create(key="canary", kind="notice", title="依据记录金丝雀")
    addresses: list[str] = []
    for text, days in (("附件金丝雀", 1), ("失效附件金丝雀", -1)):
        made = BasisAttachment(basis=record, title="a", valid_to=(now + timedelta(days)).date())
        made.file.save("basis.txt", ContentFile(text.encode()))
        addresses += [f"/media/basis/{made.pk}/", f"/media/{made.file.name}"]
    return record, tuple(addresses)


def draw_picture(name: str) -> Any:
    content = io.BytesIO()
    PillowImage.new("RGB", (20, 20), "teal").save(content, "PNG")
    file = ContentFile(content.getvalue(), name=name)
    return Image.objects.create(title=name, file=file)


def _picture_element(picture: Any) -> dict[str, Any]:
    element = block("image", "机密图片金丝雀", slot="picture", audience="agent")
    element["value"]["image"] = picture.pk
    return element


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
        block("note", "核身之后金丝雀", slot="verified", verification="partial"),
        shared_place(shared),
        block("grant", "一线授权金丝雀", slot="grant", limit="77"),
        _guide(),
    ]


def _guide() -> dict[str, Any]:
    return guide(
        question(
            "where",
            "卡是在哪里丢的？",
            {
                "家里": "person",
                "坐席去向金丝雀": "answer:cards.inside",
                "追问": "question:inside",
                "元素去向金丝雀": "element:agents",
                "下架去向金丝雀": "answer:cards.old",
                "关闭去向金丝雀": "answer:closed.one",
            },
        ),
        question("inside", "坐席追问金丝雀", {"是": "answer:cards.inside"}),
    )


def _hidden_answers(cards: Any) -> dict[str, Any]:
    closed = library.publish_topic("closed", "关闭目录金丝雀")
    answers = {
        "closed.one": library.publish_answer(
            closed, "closed.one", "关闭目录金丝雀问题", block("answer", "关闭目录金丝雀")
        ),
        "cards.inside": library.publish_answer(
            cards,
            "cards.inside",
            "坐席问题金丝雀",
            block("answer", "坐席问题金丝雀", audience="agent"),
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
