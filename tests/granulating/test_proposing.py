"""What is proposed of a document: small rules, told as tables."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.authoring.granulating import editing
from kb.authoring.granulating.kinds import kind_of_heading, kind_of_text
from kb.authoring.granulating.proposal import Point, fold
from kb.authoring.granulating.proposing import propose
from kb.authoring.granulating.readers.inline import without_marks
from kb.authoring.granulating.sentences import cut, sentences
from kb.authoring.granulating.sizes import sizes_for
from kb.authoring.granulating.source import Blocks, Item, Pair, Source
from kb.authoring.granulating.typed import is_question, without_number
from kb.authoring.granulating.wordlists import all_words
from tests.granulating.files import csv_text, proposal_of, reasons, told

WORDS = all_words()
GUIDE = """# 信用卡使用指南

## 一、如何挂失信用卡？

卡片遗失后请马上挂失。挂失立即生效。

1. 打开手机银行
2. 点“挂失”

### 收费标准

挂失手续费每次 40 元。

### 注意事项

挂失前的交易由持卡人承担。

## 二、年费

年费每年 200 元，刷满六次免次年年费。

| 卡种 | 年费 |
|---|---|
| 金卡 | 200 元 |
| 普卡 | 免费 |

**温馨提示：**附属卡减半。
"""


def test_a_guide_becomes_answers_with_elements_of_their_kinds():
    assert told(proposal_of("指南.md", GUIDE)) == {
        "如何挂失信用卡？": [
            ("answer", "", "卡片遗失后请马上挂失。挂失立即生效。"),
            ("steps", "", ["打开手机银行", "点“挂失”"]),
            ("fee", "收费标准", "挂失手续费每次 40 元。"),
            ("caution", "注意事项", "挂失前的交易由持卡人承担。"),
        ],
        "年费": [
            ("answer", "", "年费每年 200 元，刷满六次免次年年费。"),
            ("table", "", [["卡种", "年费"], ["金卡", "200 元"], ["普卡", "免费"]]),
            ("note", "", "**温馨提示：**附属卡减半。"),
        ],
    }


@pytest.mark.parametrize(
    "text",
    [
        "问：卡丢了怎么办？\n答：请马上挂失。\n\n问：要钱吗？\n答：不要。",
        "**问题1：**卡丢了怎么办？\n\n**答案：**请马上挂失。\n\n**问题2：**要钱吗？\n\n答：不要。",
        "Q1: 卡丢了怎么办？\n\nA1: 请马上挂失。\n\nQ2: 要钱吗？\n\nA2: 不要。",
        "1. 问：卡丢了怎么办？\n\n答：请马上挂失。\n\n2. 问：要钱吗？\n\n答：不要。",
        "卡丢了怎么办？\n\n请马上挂失。\n\n要钱吗？\n\n不要。",
        "# 卡丢了怎么办？\n\n请马上挂失。\n\n# 要钱吗？\n\n不要。",
        "**卡丢了怎么办？**\n\n请马上挂失。\n\n**要钱吗？**\n\n不要。",
        "<dl><dt>卡丢了怎么办？</dt><dd>请马上挂失。</dd><dt>要钱吗？</dt><dd>不要。</dd></dl>",
        "<details><summary>卡丢了怎么办？</summary>请马上挂失。</details>"
        "<details><summary>要钱吗？</summary>不要。</details>",
    ],
)
def test_questions_and_answers_are_seen_however_they_are_typed(text):
    assert told(proposal_of("问答.md", text)) == {
        "卡丢了怎么办？": [("answer", "", "请马上挂失。")],
        "要钱吗？": [("answer", "", "不要。")],
    }


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("如何挂失", True), ("卡丢了怎么办", True), ("三、是否收费", True), ("可以改密码吗", True),
        ("How to write better FAQs", True), ("What are hidden verbs?", True),
        ("Can I close my account", True), ("Questions?", True), ("2.1 Who may apply", True),
        ("收费标准", False), ("Whatever you do", False), ("Canada", False),
        ("Howard's rules", False),
    ],
)  # fmt: skip
def test_which_heading_asks(heading, expected):
    assert is_question(heading, WORDS) is expected


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("收费标准", "fee"), ("（二）办理流程", "steps"), ("1. 温馨提示：", "note"),
        ("风险提示", "caution"), ("适用对象", "condition"), ("内部提示", "internal_note"),
        ("Requirements", "condition"), ("Before", "example"), ("Fees and charges", "fee"),
        ("信用卡", None), ("Using the card", None),
    ],
)  # fmt: skip
def test_which_heading_says_a_kind(heading, kind):
    assert kind_of_heading(heading, WORDS) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("注意：密码不要告诉别人。", "caution"), ("【温馨提示】请带身份证。", "note"),
        ("例如，五月刷卡六月还。", "example"), ("For example, pay in May.", "example"),
        ("**Warning:** never share it.", "caution"), ("Note: bring your ID.", "note"),
        ("挂失手续费每次 40 元。", "fee"), ("A fee of $5 is charged.", "fee"),
        ("适用对象：个人客户。", "condition"), ("内部提示：先核身。", "internal_note"),
        ("[网点查询](https://example.com/branches)", "link"),
        ("注意事项很多。", "explanation"), ("Notes are kept for a year.", "explanation"),
        ("Coffee costs $5.", "explanation"), ("比如何时。", "explanation"),
    ],
)  # fmt: skip
def test_which_kind_a_text_is(text, kind):
    assert kind_of_text(text, heading=None, words=WORDS) == kind


@pytest.mark.parametrize(
    ("heading", "rest"),
    [
        ("三、收费标准", "收费标准"), ("（二）办理流程", "办理流程"), ("2.1 Fees", "Fees"),
        ("第一章 总则", "总则"), ("3. 年费", "年费"), ("2024 年费", "2024 年费"),
        ("一卡通", "一卡通"),
    ],
)  # fmt: skip
def test_numbers_of_headings_are_no_part_of_a_question(heading, rest):
    assert without_number(heading) == rest


def test_lists_typed_by_hand_are_steps():
    text = "# 如何挂失\n\n第一步：打开手机银行\n\n第二步：点“挂失”\n\n第三步：确认"
    [[answer]] = told(proposal_of("a.md", text)).values()
    assert answer == ("steps", "", ["打开手机银行", "点“挂失”", "确认"])


def test_a_list_of_conditions_is_no_instruction():
    text = "# 能办卡吗\n\n可以。\n\n## 办理条件\n\n1. 年满十八岁\n2. 有身份证"
    [elements] = told(proposal_of("a.md", text)).values()
    assert elements[1] == ("condition", "办理条件", "1. 年满十八岁\n2. 有身份证")


def test_reasons_are_no_steps():
    text = "# 为什么不能调高\n\n可能原因如下：\n\n1. 账户为二类户\n2. 未人脸识别"
    assert told(proposal_of("a.md", text)) == {
        "为什么不能调高": [("answer", "", "可能原因如下：\n\n1. 账户为二类户\n2. 未人脸识别")]
    }


def test_a_rule_book_typed_without_styles():
    text = """转账限额操作指引

第一章 业务办理

一、办理条件

（1）持有一类账户；

（2）年满十八周岁。

二、办理流程

1．登录手机银行

2．输入新限额

三、常见问题

问：多久生效？

答：即时。"""
    proposal = proposal_of("a.md", text)
    assert told(proposal) == {
        "业务办理": [
            ("condition", "办理条件", "1. 持有一类账户；\n2. 年满十八周岁。"),
            ("steps", "", ["登录手机银行", "输入新限额"]),
        ],
        "多久生效？": [("answer", "", "即时。")],
    }
    assert reasons(proposal) == [("heading", "转账限额操作指引"), ("heading", "三、常见问题")]


def test_a_lead_in_stays_with_its_list():
    text = "# 带什么\n\n请带：\n\n- 身份证\n- 银行卡"
    assert told(proposal_of("a.md", text)) == {
        "带什么": [("answer", "", "请带：\n\n- 身份证\n- 银行卡")]
    }


def test_an_answer_is_short_and_what_is_more_explains():
    sentence = "这是一句说明情况的话，大约有三十个字那么长，用来试一试怎样切开。"
    text = "# 怎么回事\n\n" + sentence * 20
    [elements] = told(proposal_of("a.md", text)).values()
    sizes = sizes_for("zh-Hans")
    assert [kind for kind, _title, _text in elements] == ["answer", "explanation", "explanation"]
    assert elements[0][2] == sentence * 3
    assert all(len(text) <= sizes.text and text.endswith("。") for _, _, text in elements)


def test_what_has_no_text_is_named():
    text = "# 甲\n\n## 怎么办\n\n好。\n\n![柜台](https://example.com/a.png)\n\n## 空"
    assert reasons(proposal_of("a.md", text)) == [
        ("heading", "甲"), ("picture", "柜台"), ("heading", "空"),
    ]  # fmt: skip


def test_the_same_heading_twice_says_what_stands_above():
    text = "# 金卡\n\n## 额度多少\n\n五万。\n\n# 普卡\n\n## 额度多少\n\n一万。"
    assert list(told(proposal_of("a.md", text))) == ["金卡: 额度多少", "普卡: 额度多少"]


def test_the_same_source_gives_the_same_proposal():
    assert proposal_of("指南.md", GUIDE) == proposal_of("指南.md", GUIDE)


WORDY = st.text("甲乙丙丁。？！，：\n 1.-*[]()ab c.？?：注意例如问答Q:", min_size=1, max_size=60)


@st.composite
def sources(draw):
    blocks, pairs = Blocks(), []
    for _ in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from(["heading", "paragraph", "list", "table", "quote"]))
        text = draw(WORDY)
        if kind == "heading":
            blocks.add("heading", text, level=draw(st.integers(1, 4)))
        elif kind == "list":
            items = [
                Item(text, draw(st.integers(0, 2)), True)
                for text in draw(st.lists(WORDY, min_size=1, max_size=3))
            ]
            blocks.add("list", items=tuple(items))
        elif kind == "table":
            blocks.add("table", rows=((text, "乙"), ("丙", draw(WORDY))))
        else:
            blocks.add(kind, text, bold=draw(st.booleans()))
    for _ in range(draw(st.integers(0, 2))):
        question = draw(WORDY.filter(fold)) + "？" * draw(st.sampled_from([1, 300]))
        answer, brief = draw(WORDY.filter(fold)), draw(st.just("") | WORDY)
        wordings = tuple(draw(st.lists(WORDY, max_size=2)))
        long = ("长" * 201,) * draw(st.integers(0, 1))
        blocks.add("table", f"{question}\n{answer}", rows=(("问", question), ("答", answer)))
        pairs.append(Pair(len(blocks.found), question, answer, brief, (*wordings, *long)))
    return Source("试", "markdown", tuple(blocks.found), tuple(pairs))


def letters(text):
    """Without the signs that mark a question, an answer or a number of a list."""
    return Counter(c for c in fold(without_marks(text)) if c not in "12问答q注意")


def spoken(proposal, block):
    """All that is said anywhere of what stands in this block."""
    points = [
        p for p in proposal.points if block in (p.block, *(n for q in p.pieces for n in q.blocks))
    ]
    texts = [
        t
        for p in points
        for t in (p.question, *p.wordings, *(f"{piece.words} {piece.brief}" for piece in p.pieces))
    ]
    return letters("".join(texts) + "".join(o.text for o in proposal.left_out if o.block == block))


@given(sources(), st.sampled_from(["zh-Hans", "en"]))
def test_nothing_of_a_source_is_lost(source, locale):
    """Every letter of every block, as often as it stands there, is in an answer proposed of just
    this block or is named as left out; nothing is longer than it may be."""
    proposal = propose(source, locale=locale)
    pairs = {pair.block: pair for pair in source.pairs}
    for block in source.blocks:
        pair = pairs.get(block.number)
        texts = [pair.answer, pair.brief, *set(pair.wordings)] if pair else [block.words]
        said = spoken(proposal, block.number)
        assert not letters("".join(texts)) - said, block
        if pair:
            assert not letters(pair.question) - said
    assert all(len(wording) <= 200 for point in proposal.points for wording in point.wordings)
    for point in proposal.points:
        assert len(point.question) <= 255
        names = [piece.name for piece in point.pieces]
        assert len(names) == len(set(names)) and all(names)
        assert all(len(p.text) <= 2 * sizes_for(locale).text + 400 for p in point.pieces)


@given(st.text("甲乙。？！ .?!AbC\n", max_size=400), st.integers(5, 80))
def test_cutting_keeps_every_letter_and_the_size(text, most):
    pieces = cut(text, most=most)
    assert fold("".join(pieces)) == fold(text)
    assert all(len(piece) <= most for piece in pieces) or len(text) <= most


def test_sentences_end_where_people_end_them():
    assert sentences("好。不好！“真的？”他问。") == ["好。", "不好！", "“真的？”", "他问。"]
    assert sentences("Dr. Smith pays 3.5 percent. He left. (Why?) No.") == [
        "Dr. Smith pays 3.5 percent.", "He left.", "(Why?)", "No.",
    ]  # fmt: skip


LONG = "长" * 201
FIRST, SECOND = Point("a", "如何挂失？", ()), Point("b", LONG, ())


@pytest.mark.parametrize(
    "act",
    [
        lambda: editing.ask(FIRST, question="问" * 256, wordings=[]),
        lambda: editing.ask(FIRST, question="如何挂失？", wordings=[LONG]),
        lambda: editing.unite(FIRST, SECOND),
    ],
)
def test_an_editor_is_told_what_is_too_long_and_nothing_is_cut(act):
    with pytest.raises(editing.CannotEdit) as refused:
        act()
    assert refused.value.problem.code in ("long_question", "long_wording")
    assert dict(refused.value.problem.params)["count"] > 200


def test_a_wording_of_a_file_and_the_name_of_a_link_are_not_cut():
    rows = [["问题", "答案", "问法"], ["怎么办？", "好。", f"咋办|{LONG}"]]
    found = proposal_of("a.csv", csv_text(rows))
    assert found.points[0].wordings == ("咋办",)
    assert reasons(found) == [("wording", LONG)]
    named = proposal_of("a.md", f"# 怎么办？\n\n好。\n\n[{LONG}](https://example.com/a)")
    assert LONG in named.points[0].pieces[0].text + named.points[0].pieces[-1].text
