"""Documents to render: one that holds every kind, and strategies for any number of others."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st

from kb.access import ALL_TOPICS, Audience, Labels, Scope
from kb.document import (
    STAFF_KINDS,
    Document,
    FactUse,
    FactValue,
    FactVariant,
    Grant,
    Guide,
    Image,
    Kind,
    Passage,
    Target,
    Wording,
)
from kb.guide import Goal, GoalType, GuideChoice, GuideQuestion

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
CHANNELS = ("agent_desk", "web", "sms", "wechat")
REGIONS, SEGMENTS, PRODUCTS = ("beijing", "shanghai"), ("vip",), ("gold-card",)
# Stands in every text that no customer may ever read.
SECRET = "勿外传"

FEE = FactUse(
    "card.fee",
    (
        FactVariant(FactValue("money", "200", "CNY")),
        FactVariant(
            FactValue("money", "180", "CNY"),
            Labels(regions=frozenset({"beijing"})),
            (("zh-Hans", "北京分行"), ("en", "Beijing branch")),
        ),
    ),
)
HOTLINE = FactUse("bank.hotline", (FactVariant(FactValue("phone", "400-000-1234")),))
RATE = FactUse("loan.rate", (FactVariant(FactValue("rate", "0.0385", basis="annual")),))
TARGETS = (
    Target("app", "guyubank://card/loss"),
    Target("mini_program", "pages/card/loss"),
    Target("url", "https://www.guyubank.example/card/loss"),
    Target("phone_menu", "1-3"),
    Target("agent_transaction", "CR0231"),
)
PHONE_ONLY = (Target("phone_menu", "400-000-1234,1"),)
IMAGE = Image(5, '挂失"入口"')


def wording(*runs: str | FactUse) -> Wording:
    return Wording(runs)


def passage(kind: Kind, *runs: str | FactUse, element: str = "", **more) -> Passage:
    """Staff kinds get the agent's audience, as assembly gives it to them."""
    if kind in STAFF_KINDS:
        more.setdefault("labels", Labels(audience=Audience.AGENT))
    return Passage(element or kind.value, kind, wording(*runs), **more)


def document(*passages: Passage, locale: str = "zh-Hans", question: str = "") -> Document:
    return Document("cards.report-loss", locale, question or "银行卡丢了怎么办？", passages)


def scope(**more) -> Scope:
    held = {
        "channels": frozenset(CHANNELS),
        "audience": Audience.AGENT,
        "topics": ALL_TOPICS,
        "locales": frozenset({"zh-Hans", "en"}),
        "now": NOW,
    }
    return Scope(**{**held, **more})


GUIDE = Guide(
    (
        GuideQuestion(
            "kind",
            wording("哪张卡丢了？"),
            (
                GuideChoice("a1", wording("借记卡"), Goal(GoalType.QUESTION, "where")),
                GuideChoice("a2", wording("补卡，每张 ", FEE), Goal(GoalType.ELEMENT, "fee")),
            ),
        ),
        GuideQuestion(
            "where",
            wording("在哪里丢的？"),
            (
                GuideChoice("b1", wording("国内"), Goal(GoalType.ANSWER, "cards.replace")),
                GuideChoice("b2", wording("境外"), Goal(GoalType.PERSON)),
            ),
        ),
    )
)
GRANT = Grant(wording(FEE), ("值班经理",))

EVERY_KIND = document(
    passage(Kind.ANSWER, "先挂失，再补卡。打 ", HOTLINE, "。", brief=wording("请打 ", HOTLINE)),
    passage(Kind.EXPLANATION, "挂失后，**别人用不了**您的卡。"),
    passage(Kind.STEPS, "1. 打开手机银行\n2. 点“挂失”"),
    passage(Kind.CONDITION, "本人才能办。"),
    passage(Kind.FEE, "每张 ", FEE, "。", title="补卡工本费"),
    passage(Kind.TABLE, "|渠道|费用|\n|-|-|\n|网点|", FEE, "|"),
    passage(Kind.CAUTION, "别把密码告诉别人。"),
    passage(Kind.NOTE, "带好身份证。"),
    passage(Kind.EXAMPLE, "比如昨天丢的卡。"),
    passage(Kind.ACTION, "打开“挂失”页面。", title="马上挂失", targets=TARGETS),
    passage(Kind.LINK, title="收费标准", targets=(Target("url", "https://www.guyubank.example/fees"),)),
    passage(Kind.IMAGE, image=IMAGE),
    passage(Kind.GUIDE, "先说说情况。", guide=GUIDE),
    passage(Kind.SCRIPT, "您好，我先帮您挂失。"),
    passage(Kind.REQUIRED_SCRIPT, "通话会录音。"),
    passage(Kind.INTERNAL_NOTE, f"核对三要素 {SECRET}"),
    passage(Kind.NEVER_SAY, f"绝对安全 {SECRET}"),
    passage(Kind.GRANT, f"减免一次补卡费 {SECRET}", grant=GRANT),
)  # fmt: skip

PIECES = (
    "先挂失，再补卡。", "**马上**", "\n\n- 甲\n- 乙\n\n", "[说明](https://www.guyubank.example/a)",
    "<script>alert(1)</script>", " 5<6 & ", "😀", "’quoted’", "\n1. 一\n2. 二\n",
    "[x](javascript:a)",
)  # fmt: skip
runs = st.lists(st.sampled_from((*PIECES, FEE, HOTLINE, RATE)), max_size=5)
wordings = runs.map(lambda found: Wording(tuple(found)))


def some(values: tuple[str, ...]) -> st.SearchStrategy[frozenset[str]]:
    return st.just(frozenset()) | st.frozensets(st.sampled_from(values), min_size=1)


@st.composite
def labels(draw: st.DrawFn) -> Labels:
    return Labels(
        audience=draw(st.sampled_from(Audience)),
        channels=draw(some(CHANNELS)),
        regions=draw(some(REGIONS)),
        segments=draw(some(SEGMENTS)),
        products=draw(some(PRODUCTS)),
    )


@st.composite
def passages(draw: st.DrawFn, position: int) -> Passage:
    kind = draw(st.sampled_from(Kind))
    found = draw(labels())
    standard = draw(wordings)
    if kind in STAFF_KINDS:
        found = found.intersect(Labels(audience=Audience.AGENT)) or found
        standard = Wording((SECRET, *standard.runs))
    return Passage(
        element=f"element-{position}",
        kind=kind,
        standard=standard,
        labels=found,
        title=draw(st.sampled_from(("", "收费 <b>", "Fees"))),
        brief=draw(st.none() | wordings) if kind not in STAFF_KINDS else None,
        overrides=draw(st.just(()) | st.tuples(st.tuples(st.sampled_from(CHANNELS), wordings)))
        if kind not in STAFF_KINDS
        else (),
        targets=draw(st.sampled_from(((), TARGETS, PHONE_ONLY))),
        guide=GUIDE if kind is Kind.GUIDE else None,
        grant=GRANT if kind is Kind.GRANT else None,
        image=draw(st.sampled_from((None, IMAGE))),
        sms_kind=draw(st.sampled_from(("notice", "notice", "marketing", "otp"))),
    )


@st.composite
def documents(draw: st.DrawFn) -> Document:
    count = draw(st.integers(min_value=0, max_value=5))
    found = [draw(passages(position)) for position in range(count)]
    core = passage(Kind.ANSWER, *draw(runs), element="core")
    locale = draw(st.sampled_from(("zh-Hans", "en")))
    place = draw(st.integers(min_value=0, max_value=count))
    return document(*found[:place], core, *found[place:], locale=locale)


@st.composite
def scopes(draw: st.DrawFn) -> Scope:
    return scope(
        audience=draw(st.sampled_from(Audience)),
        channels=draw(st.frozensets(st.sampled_from(CHANNELS), min_size=1)),
        regions=draw(some(REGIONS)),
        segments=draw(some(SEGMENTS)),
        products=draw(some(PRODUCTS)),
    )
