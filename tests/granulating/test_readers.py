"""Every format gives the same source, and says what it leaves out."""

import base64
import io

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image

from kb.authoring.granulating.reading import read_source
from kb.authoring.importers.problems import BadFile
from tests.granulating.files import csv_text, docx, proposal_of, reasons, saved, told, xlsx

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
MARKDOWN = """# 如何挂失？

请马上**挂失**。

1. 打开手机银行
2. 点挂失

- 身份证
- 银行卡

| 卡种 | 年费 |
|---|---|
| 金卡 | 200 |
"""
HTML = """<!DOCTYPE html><html><head><title>x</title><style>p {}</style></head><body>
<nav>首页</nav><main><h1>如何挂失？</h1><p>请马上<b>挂失</b>。<ol><li>打开手机银行<li>点挂失</ol>
<ul><li>身份证</li><li>银行卡</li></ul>
<table><tr><th>卡种<th>年费<tr><td>金卡<td>200</table></main><footer>版权</footer></body></html>"""
WORD = [
    ("h1", "如何挂失？"), ("p", "请马上挂失。"), ("ol", ["打开手机银行", "点挂失"]),
    ("ul", ["身份证", "银行卡"]), ("table", [["卡种", "年费"], ["金卡", "200"]]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.md", MARKDOWN.encode()), ("a.html", HTML.encode()), ("a.docx", docx(*WORD))],
)
def test_every_format_says_the_same(name, data):
    [elements] = told(proposal_of(name, data)).values()
    texts = [(kind, title, str(said).replace("*", "")) for kind, title, said in elements]
    assert texts == [
        ("answer", "", "请马上挂失。"),
        ("steps", "", "['打开手机银行', '点挂失']"),
        ("explanation", "", "- 身份证\n- 银行卡"),
        ("table", "", "[['卡种', '年费'], ['金卡', '200']]"),
    ]


def test_blocks_know_their_lines():
    source = read_source("a.md", MARKDOWN.encode())
    assert [block.line for block in source.blocks] == [1, 3, 5, 8, 11]


@pytest.mark.parametrize("make", [lambda rows: ("faq.csv", csv_text(rows).encode()),
                                  lambda rows: ("faq.xlsx", xlsx(rows))])  # fmt: skip
def test_a_list_of_questions_gives_an_answer_a_row(make):
    rows = [["编号", "问题", "答案", "相似问"],
            ["1", "卡丢了怎么办？", "请马上挂失：\n1、打开手机银行\n2、点挂失", "丢卡|卡不见了"],
            ["2", "没有答案？", "", ""],
            ["3", "要钱吗？", "不要。", ""]]  # fmt: skip
    proposal = proposal_of(*make(rows))
    assert told(proposal) == {
        "卡丢了怎么办？": [
            ("answer", "", "请马上挂失："),
            ("steps", "", ["打开手机银行", "点挂失"]),
        ],
        "要钱吗？": [("answer", "", "不要。")],
    }
    assert proposal.points[0].wordings == ("丢卡", "卡不见了")
    assert ("half", "2 没有答案？") in reasons(proposal)
    assert ("column", "编号: 1") in reasons(proposal)


def test_other_sheets_are_tables():
    source = read_source("a.xlsx", xlsx([["卡种", "年费"], ["金卡", 200], ["普卡", 0.5]]))
    assert source.blocks[0].rows == (("卡种", "年费"), ("金卡", "200"), ("普卡", "0.5"))
    assert (source.blocks[0].sheet, source.blocks[0].line) == ("FAQ", 2)


def test_word_as_people_use_it():
    """No styles, only bold and typed numbers."""
    data = docx(("p", "一、挂失"), ("p", "请马上挂失。"), ("bold", "收费标准"), ("p", "不收费。"),
                ("p", "1、打开手机银行"), ("p", "2、点挂失"))  # fmt: skip
    assert told(proposal_of("a.docx", data)) == {
        "挂失": [
            ("answer", "", "请马上挂失。"),
            ("fee", "收费标准", "不收费。\n\n1. 打开手机银行\n2. 点挂失"),
        ]
    }


def test_word_reads_what_a_reader_of_the_page_sees():
    """Insertions are text, deletions and hidden runs are named, links keep their address, footnotes
    and pictures are named."""
    document = Document()
    paragraph = document.add_paragraph("每次")
    inserted = OxmlElement("w:ins")
    inserted.append(_run("四十元"))
    deleted = OxmlElement("w:del")
    deleted.append(_run("五十元", tag="w:delText"))
    hidden = _run("旧价格")
    properties = OxmlElement("w:rPr")
    properties.append(OxmlElement("w:vanish"))
    hidden.insert(0, properties)
    paragraph._p.extend([inserted, deleted, hidden])
    wrapper, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    inner = OxmlElement("w:p")
    inner.append(_run("控件里的话。"))
    content.append(inner)
    wrapper.append(content)
    document.element.body.insert(1, wrapper)
    document.sections[0].footer.paragraphs[0].text = "第 1 页"
    proposal = proposal_of("费用.docx", saved(document))
    [[(_kind, _title, text)]] = told(proposal).values()
    assert text == "每次四十元\n\n控件里的话。"
    assert reasons(proposal) == [("deleted", "五十元"), ("hidden", "旧价格"), ("margin", "第 1 页")]


def _run(text, *, tag="w:t"):
    run, words = OxmlElement("w:r"), OxmlElement(tag)
    words.text = text
    words.set(qn("xml:space"), "preserve")
    run.append(words)
    return run


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_are_told_from_the_bytes(encoding):
    text = MARKDOWN + "\n㐀字和𠮷字。\n"
    proposal = proposal_of("a.md", text.encode(encoding))
    assert "㐀字和𠮷字。" in str(told(proposal))


def test_a_page_declares_its_old_encoding():
    page = '<meta charset="big5"><h1>如何掛失</h1><p>請馬上掛失。</p>'
    assert told(proposal_of("a.html", page.encode("big5"))) == {
        "如何掛失": [("answer", "", "請馬上掛失。")]
    }


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_thousand_questions_come_through_whole(encoding):
    rows = [[f"第{n}个问题怎么办？", f"第{n}个答案，㐀𠮷。"] for n in range(1000)]
    data = csv_text([["问题", "答案"], *rows]).encode(encoding)
    proposal = proposal_of("faq.csv", data)
    assert [[p.question, p.pieces[0].text] for p in proposal.points] == rows
    assert proposal.left_out == ()


def test_liquid_tags_and_front_matter_of_site_generators():
    text = "---\ntitle: 挂失\n---\n请看[这里]({{ site.baseurl }}{% link a.md %})。\n{: .box}\n"
    proposal = proposal_of("a.md", text)
    assert told(proposal) == {"挂失": [("answer", "", "请看这里。")]}


@pytest.mark.parametrize("name", ["a.pdf", "a.doc", "a", "a.xlsm", "a.txt"])
def test_other_endings_are_refused_with_what_to_do(name):
    with pytest.raises(BadFile, match=r"存为|save|one of|请用下列"):
        read_source(name, b"x")


def test_characters_nobody_sees_and_endless_names_are_kept_out():
    source = read_source(
        "长" * 300 + ".md", "# 如何\u200b挂失\u202e\n\n![图\u200b](a)好。".encode()
    )
    assert len(source.name) == 200
    assert [block.text for block in source.blocks] == ["如何挂失", "图", "好。"]


def test_comments_in_word_are_named():
    document = Document()
    run = document.add_paragraph("请马上挂失。").add_run("很重要。")
    document.add_comment(run, text="法务：改成“立即”？")
    found = proposal_of("a.docx", saved(document))
    assert reasons(found) == [("comment", "法务：改成“立即”？")]


def test_comments_and_pictures_of_a_workbook_are_named_in_their_row():
    book = Workbook()
    sheet = book.active
    sheet.title = "FAQ"
    for row in (["问题", "答案"], ["如何挂失？", "请马上挂失。"]):
        sheet.append(row)
    sheet["B2"].comment = Comment("审核：写明电话", "王")
    sheet.add_image(Image(io.BytesIO(PICTURE)), "D3")
    source = read_source("a.xlsx", saved(book))
    left_out = [(b.why, b.sheet, b.line, b.text) for b in source.blocks if b.kind == "omitted"]
    assert sorted(left_out) == [
        ("comment", "FAQ", 2, "审核：写明电话"), ("picture", "FAQ", 3, "Picture")]  # fmt: skip
