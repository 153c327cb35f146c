"""What readers and programs get is what people see: no character that nobody sees, no text that is
in the one shape of an answer and not in the other."""

from __future__ import annotations

import html
import json
import random
import re
import unicodedata
from html.parser import HTMLParser
from typing import Any

import pytest
from django.utils import timezone

from kb.approval.decisions import Reason
from kb.approval.models import ApprovalStep, Remark
from kb.approval.remarks import settle
from kb.markup import mark_up
from kb.plain_text import Punctuation
from kb.text import clean
from tests.approval.steps import approve_step, make_rule, person_of, return_step
from tests.authoring.making import draft_answer, fresh, make_user
from tests.texts.house import CHANNELS, House, said_on
from tests.texts.payloads import CARRIERS, MARKUP_CARRIERS, SECRET, SEEN, UNSEEN_CHARACTERS

CHINESE = Punctuation("：", "；", ("（", "）"))
TAGS, STYLES = range(0xE0000, 0xE0080), range(0xE0100, 0xE01F0)


def denied_in(text: str) -> list[str]:
    """Of the list in tests/texts/payloads.py, of the tags block, and every other format and control
    character; the line feed is a line's end. One glyph variant may follow a Han character, since
    names need it: a row of them, which could spell something, may not."""
    pairs = zip(" " + text, text, strict=False)
    return [char for before, char in pairs if _is_denied(char, after=before)]


def _is_denied(char: str, *, after: str) -> bool:
    if ord(char) in STYLES:
        return not unicodedata.name(after, "").startswith("CJK ")
    unseen = unicodedata.category(char) in ("Cf", "Cc", "Cs", "Cn") and char != "\n"
    return unseen or char in UNSEEN_CHARACTERS or ord(char) in TAGS


def texts_in(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value, html.unescape(value)]
    if isinstance(value, dict):
        return [text for inner in value.values() for text in texts_in(inner)]
    return [text for inner in value for text in texts_in(inner)] if isinstance(value, list) else []


def check(house: House, carriers: tuple[str, ...]) -> int:
    house.publish(carriers)
    count = 0
    for carrier, answer in house.answers.items():
        for channel in CHANNELS:
            body = said_on(house, answer, channel)
            texts = texts_in(body)
            assert not [bad for text in texts for bad in denied_in(text)], (carrier, channel)
            assert any(SEEN in text for text in texts), (carrier, channel)
            count += len(texts)
        help_page = house.client.get(f"/help/zh-Hans/answers/{answer.key}/").content.decode()
        desk_page = house.chief.get(f"/desk/answers/{answer.key}/").content.decode()
        for page in (help_page, desk_page):
            assert SEEN in page
            assert not denied_in(html.unescape(page)), carrier
    return count


def test_the_list_of_carriers_is_long_enough() -> None:
    assert len(CARRIERS) >= 40


def test_a_few_carriers_through_every_channel(house: House) -> None:
    picked = (CARRIERS[0], *CARRIERS[-6:-2:2], CARRIERS[-1])
    print(f"{len(picked)} carriers, {check(house, picked)} texts read")


@pytest.mark.long
@pytest.mark.parametrize("part", range(4))
def test_all_carriers_through_every_channel(house: House, part: int) -> None:
    picked = CARRIERS[part::4]
    print(f"{len(picked)} carriers, {check(house, picked)} texts read")


@pytest.mark.parametrize("carrier", CARRIERS)
def test_cleaning_leaves_what_is_seen(carrier: str) -> None:
    left = clean(carrier).text
    assert not denied_in(left)
    assert SEEN in left


@pytest.mark.django_db
def test_reasons_answers_and_comments_of_approval_hide_nothing() -> None:
    """All carriers at once, each a reason of its own."""
    make_rule("compliance", subjects=["answer"])
    officer, third = person_of("compliance"), person_of("knowledge")
    page = draft_answer("cards.loss", user=make_user("writer", "Editors"))
    fresh(page).get_workflow().start(fresh(page), None)
    approve_step(page, third, comment="\n".join(CARRIERS))
    step = ApprovalStep.objects.get(decision="approved")
    return_step(page, officer, reasons=[Reason(carrier) for carrier in CARRIERS])
    for remark in Remark.objects.all():
        settle(remark, user=officer, answer=CARRIERS[0], is_done=True, now=timezone.now())
    said = [t for pair in Remark.objects.values_list("text", "answer") for t in pair]
    returned = ApprovalStep.objects.get(decision="returned")
    assert len(said) == 2 * len(CARRIERS)
    assert not [text for text in (*said, step.reason, returned.reason) if denied_in(text)]


@pytest.mark.parametrize("carrier", MARKUP_CARRIERS)
def test_markup_hides_nothing_from_one_shape_alone(carrier: str) -> None:
    filled = mark_up(carrier, punctuation=CHINESE)
    assert (SECRET in filled.text) is (SECRET in Shown(filled.html).text)


class Shown(HTMLParser):
    """What a browser shows of our subset, with each link's address behind it as our plain text has
    it; list marks, blanks and lines left aside."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.href, self.start = "", "", 0
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.href, self.start = dict(attrs).get("href") or "", len(self.text)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.href:
            address = self.href.removeprefix("tel:").removeprefix("mailto:")
            if address and address not in self.text[self.start :]:
                self.text += f" {address} "

    def handle_data(self, data: str) -> None:
        self.text += data


def bare(text: str, *, marks: bool = False) -> str:
    """Without blanks, and where told without the marks that lists have in plain text."""
    if marks:
        text = re.sub(r"^ *(?:- |\d+\. )", "", text, flags=re.MULTILINE)
    return re.sub(r"\s+", "", text)


WORDS = (
    "先打电话", "挂失", "fee < 5 & more", "**重要**", "*注意*", "<b>x</b>", "&lt;i&gt;", "&amp;",
    "[网点](https://a.example/x)", "[打](tel:95588)", "[坏](javascript:x)", "https://b.example",
    "{{ no }}", "\\*星\\*", "`码`", "😀", "a_b_c", "5 * 3", "<!-- 注 -->", "![图](x)", "||",
)  # fmt: skip
LINES = ("{}", "{}{}", "- {}", "1. {}", "{}，{}。", "# {}", "> {}", "    {}", "  - {}", "**{}**")


def made_up(chance: random.Random) -> str:
    lines = []
    for _line in range(chance.randint(1, 6)):
        shape = chance.choice(LINES)
        lines.append(shape.replace("{}", "%s") % tuple(
            chance.choice(WORDS) for _ in range(shape.count("{}"))))  # fmt: skip
        if chance.random() < 0.3:
            lines.append("")
    return "\n".join(lines)


def compare(count: int) -> None:
    chance = random.Random(20261122)
    for _element in range(count):
        source = made_up(chance)
        filled = mark_up(source, punctuation=CHINESE)
        shown = Shown(filled.html).text
        one, other = bare(filled.text, marks=True), bare(shown, marks=True)
        assert one == other, json.dumps([source, filled.html, filled.text], ensure_ascii=False)
    print(f"{count} elements: plain text is what the page shows")


def test_plain_text_is_what_the_page_shows() -> None:
    compare(100)


@pytest.mark.long
def test_plain_text_is_what_the_page_shows_of_a_thousand() -> None:
    compare(1_000)
