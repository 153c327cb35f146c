"""What the editor's scripts do in a browser: pasting, moving, and the original beside the text."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import library
from tests.journeys.people import give_subtree, log_in

PASTE = """([selector, html]) => {
  const field = document.querySelector(selector);
  field.focus();
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "plain");
  const pasted = {clipboardData: data, bubbles: true, cancelable: true};
  field.dispatchEvent(new ClipboardEvent("paste", pasted));
  return field.value;
}"""
ITEM = "class=MsoListParagraph style='mso-list:l0 level1 lfo1'"
WORD = f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<style>p.MsoNormal{{margin:0}}</style>
<xml><w:WordDocument></w:WordDocument></xml></head><body><!--StartFragment-->
<h2><b>挂失</b></h2>
<p class=MsoNormal><span lang=EN-US>先打 <b>400</b></span>&nbsp;电话<o:p></o:p></p>
<p {ITEM}><span style='mso-list:Ignore'>1.<span>&nbsp;&nbsp;</span></span>带身份证</p>
<p {ITEM}><span style='mso-list:Ignore'>2.<span>&nbsp;</span></span>到网点</p>
<p>看<a href="https://example.com/a">这里</a>，<a href="javascript:alert(1)">不要这里</a></p>
<ul><li>一<ul><li>一一</li></ul></li><li>二</li></ul>
<table><tr><td>卡</td><td>费</td></tr><tr><td>金卡</td><td>a|b</td></tr></table>
<script>alert(1)</script><!--EndFragment--></body></html>"""
EXPECTED = r"""**挂失**

先打 **400** 电话

1. 带身份证
2. 到网点

看[这里](https://example.com/a)，不要这里

- 一
   - 一一
- 二

| 卡 | 费 |
| --- | --- |
| 金卡 | a\|b |"""


@pytest.fixture
def editing(page: Page, live_server: Any, transactional_db: None) -> Page:
    """An answer of three elements in its editor."""
    topic = library.publish_topic("cards", "银行卡")
    give_subtree(topic, group="Editors")
    user = library.staff("editor-1", "Editors")
    texts = [library.block("note", text, slot=text) for text in ("乙", "丙")]
    answer = library.publish_answer(
        topic, "cards.one", "问题？", library.block("answer", "甲"), *texts
    )
    log_in(page, f"{live_server}/admin/pages/{answer.pk}/edit/", user=user)
    expect(page.locator("[data-streamfield-child]")).to_have_count(3)
    return page


def order(page: Page) -> list[str]:
    fields = page.locator("[data-streamfield-child] > input[name$=-order]")
    names = fields.evaluate_all("all => all.map(one => [one.name.split('-')[1], one.value])")
    texts = {n: page.locator(f"[name=elements-{n}-value-text]").input_value() for n, _o in names}
    return [texts[n] for n, _order in sorted(names, key=lambda pair: int(pair[1]))]


def test_pasting_leaves_no_debris(editing: Page) -> None:
    field = "[name=elements-0-value-text]"
    editing.fill(field, "")
    assert editing.evaluate(PASTE, [field, WORD]) == EXPECTED
    # Elsewhere the browser pastes as ever.
    assert editing.evaluate(PASTE, ["#id_wordings", WORD]) == ""


def test_plain_text_is_pasted_as_it_is(editing: Page) -> None:
    field = "[name=elements-0-value-text]"
    editing.fill(field, "")
    assert editing.evaluate(PASTE, [field, "<span>plain</span>"]) == ""


def test_the_keyboard_moves_elements_and_says_where(editing: Page) -> None:
    assert order(editing) == ["甲", "乙", "丙"]
    editing.focus("[name=elements-0-value-text]")
    editing.keyboard.press("Alt+ArrowDown")
    assert order(editing) == ["乙", "甲", "丙"]
    expect(editing.locator("[data-moved]")).to_have_text("答案: 2 / 3")
    editing.keyboard.press("Alt+ArrowDown")
    editing.keyboard.press("Alt+ArrowDown")
    assert order(editing) == ["乙", "丙", "甲"]
    editing.keyboard.press("Alt+ArrowUp")
    assert order(editing) == ["乙", "甲", "丙"]
    focused = editing.evaluate("document.activeElement.name")
    assert focused == "elements-0-value-text"
