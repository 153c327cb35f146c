"""Markdown: what it makes, and that nothing hostile gets through by any way."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import markup
from kb.markup import ATTRIBUTES, TAGS, URL_SCHEMES, mark_up, slot
from kb.plain_text import Punctuation

CHINESE = Punctuation("：", "；", ("（", "）"))

PAYLOADS = [
    "<script>alert(1)</script>",
    "<ScRiPt >alert(1)</sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A&#x61vascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:msgbox)",
    "[x](//evil.example)",
    "[x](/admin/)",
    '[x](https://a.example "onmouseover=alert(1)")',
    '[x](https://a.example"onmouseover="alert(1))',
    "[x](<javascript:alert(1)>)",
    "![x](javascript:alert(1))",
    '![x](https://a.example/x.png "t" onerror=alert(1))',
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "<iframe src=https://evil.example></iframe>",
    "<style>@import 'https://evil.example'</style>",
    "<!--><script>alert(1)</script>-->",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<details open ontoggle=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "\x02klzzwxh:0000\x03<script>alert(1)</script>",
    "| <script>alert(1)</script> |\n| --- |\n| <img src=x onerror=alert(1)> |",
    "- <script>alert(1)</script>",
    "**<b onclick=alert(1)>**",
    '"><script>alert(1)</script>',
]


class Found(HTMLParser):
    """The tags and attributes a browser would act on, and the text it would show."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def assert_harmless(html: str) -> None:
    for tag, attributes in Found(html).tags:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES.get(tag, set()) | {"rel"}
        if "href" in attributes:
            assert urlsplit(attributes["href"]).scheme in URL_SCHEMES


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_as_text_is_harmless(payload) -> None:
    assert_harmless(mark_up(payload, punctuation=CHINESE).html)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_as_a_value_is_shown_as_it_is(payload) -> None:
    value = " ".join(payload.split())
    filled = mark_up(f"收费 {slot(0)}，**以此为准**", values=(value,), punctuation=CHINESE)
    assert_harmless(filled.html)
    assert [tag for tag, _ in Found(filled.html).tags] == ["p", "strong"]
    assert value in Found(filled.html).text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_as_a_value_in_an_address_is_harmless(payload) -> None:
    source = f"[去看]({slot(0)}) [去看](https://a.example/{slot(0)})"
    assert_harmless(mark_up(source, values=(payload,), punctuation=CHINESE).html)


@pytest.mark.parametrize(
    "typed", ["<b>粗</b>", "<div>块</div>", "<!-- 注 -->", "`码`", "> 引", "---"]
)
def test_what_is_outside_the_subset_is_shown_as_typed(typed) -> None:
    filled = mark_up(f"{typed}\n\n**要紧**", punctuation=CHINESE)
    assert filled.text == f"{typed}\n要紧"
    assert [tag for tag, _ in Found(filled.html).tags] == ["p", "p", "strong"]


@given(st.text())
def test_no_text_at_all_is_harmful(text) -> None:
    assert_harmless(mark_up(text, punctuation=CHINESE).html)


@given(st.text(alphabet="<>&\"'*_[]()|-+#`\\!1. \n:/aj\ufdd0\ufdd1\x02\x03"))
def test_no_pile_of_marks_is_harmful(text) -> None:
    assert_harmless(mark_up(markup.without_slots(text), punctuation=CHINESE).html)


@given(st.text(alphabet="<>&\"'*_[]()|-+#`\\!1. :/a年", min_size=1))
def test_a_value_never_changes_the_markup_around_it(value) -> None:
    source = (
        f"- **{slot(0)}** 元\n- [见]({slot(0)})\n\n| 项 | {slot(0)} |\n|---|---|\n| a | {slot(0)} |"
    )
    with_value = mark_up(source, values=(value,), punctuation=CHINESE).html
    with_word = mark_up(source, values=("x",), punctuation=CHINESE).html
    assert [t for t, _ in Found(with_value).tags] == [t for t, _ in Found(with_word).tags]


@pytest.mark.parametrize(
    ("source", "html", "text"),
    [
        ("", "", ""),
        ("手续费<5元 & 免年费", "<p>手续费&lt;5元 &amp; 免年费</p>", "手续费<5元 & 免年费"),
        ("一\n二\n\n三", "<p>一<br>\n二</p>\n<p>三</p>", "一\n二\n三"),
        ("**要** *紧*", "<p><strong>要</strong> <em>紧</em></p>", "要 紧"),
        ("# 标题", "<p># 标题</p>", "# 标题"),
        (r"5\*3", "<p>5*3</p>", "5*3"),
        ("说明见[这里](https://a.example/x)。",
         '<p>说明见<a href="https://a.example/x" rel="noopener noreferrer">这里</a>。</p>',
         "说明见这里 https://a.example/x 。"),
        ("打[400-1](tel:400-1)",
         '<p>打<a href="tel:400-1" rel="noopener noreferrer">400-1</a></p>', "打400-1"),
    ],
)  # fmt: skip
def test_what_markdown_becomes(source, html, text) -> None:
    filled = mark_up(source, punctuation=CHINESE)
    assert (filled.html, filled.text) == (html, text)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("要带：\n1. 身份证\n2. 银行卡", ["要带：", "1. 身份证", "2. 银行卡"]),
        ("3. 三\n4. 四", ["3. 三", "4. 四"]),
        ("- 甲\n  - 乙\n- 丙", ["- 甲", "  - 乙", "- 丙"]),
        ("1. 甲\n   续\n\n结束", ["1. 甲", "   续", "结束"]),
        ("|渠道|单笔|每日|\n|-|-|-|\n|手机|5万|20万|\n|柜台||不限|",
         ["手机：单笔 5万；每日 20万", "柜台：每日 不限"]),
        ("|渠道|限额|\n|-|-|", ["渠道；限额"]),
        ("|渠道|单笔|每日|\n|-|-|-|\n|手机|甲：5；乙：9|20|",
         ["手机：单笔（甲：5；乙：9）；每日 20"]),
    ],
)  # fmt: skip
def test_lists_and_tables_as_lines(source, lines) -> None:
    assert mark_up(source, punctuation=CHINESE).text.split("\n") == lines


@given(st.text(alphabet="年费a1.-+>#\"' \n=", max_size=60))
def test_the_short_way_gives_what_the_long_way_gives(text) -> None:
    short = mark_up.__wrapped__(text, values=(), punctuation=CHINESE)
    try:
        usual, markup.MARKUP = markup.MARKUP, re.compile("")
        long = mark_up.__wrapped__(text, values=(), punctuation=CHINESE)
    finally:
        markup.MARKUP = usual
    assert short == long


def test_each_thread_has_its_own_parser() -> None:
    from concurrent.futures import ThreadPoolExecutor

    texts = [f"- **{n}**\n- [x](https://a.example/{n})" for n in range(200)]
    alone = [mark_up.__wrapped__(text, punctuation=CHINESE) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda text: mark_up.__wrapped__(text, punctuation=CHINESE), texts)
    assert list(found) == alone
