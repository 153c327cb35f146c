"""WeChat: bytes, the news card, and where actions lead."""

import pytest

from channels.adapters.wechat import MAX_TEXT, WeChat
from channels.channel import Config
from kb.document import Kind, Target
from tests.channels.documents import IMAGE, TARGETS, document, passage

ADDRESS = "https://www.guyubank.example/fees"
LINK = passage(Kind.LINK, title="收费标准", targets=(Target("url", ADDRESS),))
PICTURE = passage(Kind.IMAGE, image=IMAGE)


def wechat() -> WeChat:
    return WeChat(Config(public_url="https://kb.example"))


def answer(text):
    return passage(Kind.ANSWER, text, element="main")


def codes(*passages, severity="error", question=""):
    found = wechat().check(document(*passages, question=question))
    return [(p.code, p.element) for p in found if p.severity == severity]


def test_size_is_bytes() -> None:
    message = wechat().render(document(answer("中文ab")))
    assert (message.units, message.encoding, message.segments) == (8, "UTF-8", ())


def test_2048_bytes_fit_and_one_more_is_refused_and_not_cut() -> None:
    fits, over = answer("中" * 682 + "ab"), answer("中" * 682 + "abc")
    assert codes(fits) == []
    assert codes(over) == [("too-long", "main")]
    assert wechat().render(document(over)).units == MAX_TEXT + 1


def test_too_long_together_concerns_the_whole_answer() -> None:
    assert codes(answer("中" * 400), passage(Kind.NOTE, "中" * 400)) == [("too-long", "")]
    problem = wechat().check(document(answer("中" * 700)))[0]
    assert dict(problem.params) == {"size": 2100, "limit": 2048, "over": 52}


def test_picture_and_link_make_a_card_that_says_all() -> None:
    card = wechat().render(document(answer("先挂失。"), PICTURE, LINK)).card
    assert card == {
        "title": "银行卡丢了怎么办？",
        "description": "先挂失。\n收费标准",
        "url": ADDRESS,
        "picurl": "https://kb.example/media/images/5/",
    }


@pytest.mark.parametrize("passages", [(PICTURE,), (LINK,), ()])
def test_without_both_there_is_no_card(passages) -> None:
    assert wechat().render(document(answer("先挂失。"), *passages)).card is None


def test_a_picture_without_a_link_is_told() -> None:
    assert codes(answer("先挂失。"), PICTURE, severity="info") == [("picture-left-out", "image")]
    assert codes(answer("先挂失。"), PICTURE, LINK, severity="info") == []


@pytest.mark.parametrize(
    ("text", "has_card"), [("中" * 166 + "a", True), ("中" * 166 + "ab", False)]
)
def test_a_card_that_would_not_hold_the_text_is_not_made(text, has_card) -> None:
    whole = document(answer(text), PICTURE, LINK)  # 13 bytes more for the link's title
    message = wechat().render(whole)
    assert bool(message.card) == has_card
    assert text in message.text
    told = [p.code for p in wechat().check(whole)]
    assert told == ([] if has_card else ["picture-left-out"])


def test_a_card_that_would_not_hold_the_question_is_not_made() -> None:
    long, fitting = "问" * 43, "问" * 42
    assert wechat().render(document(answer("好"), PICTURE, LINK, question=long)).card is None
    assert wechat().render(document(answer("好"), PICTURE, LINK, question=fitting)).card


def test_an_action_opens_the_mini_program_and_says_the_address() -> None:
    action = passage(Kind.ACTION, "打开页面。", targets=TARGETS)
    message = wechat().render(document(answer("好。"), action))
    part = message.parts[1]
    assert part.target == {"type": "mini_program", "value": "pages/card/loss"}
    assert [way["type"] for way in part.targets] == ["mini_program", "url"]
    assert part.text == "打开页面。 https://www.guyubank.example/card/loss"


def test_the_path_of_a_mini_program_is_not_said() -> None:
    action = passage(Kind.ACTION, "打开页面。", targets=TARGETS[1:2])
    assert wechat().render(document(answer("好。"), action)).parts[1].text == "打开页面。"


def test_a_table_is_said_in_lines() -> None:
    table = passage(Kind.TABLE, "|渠道|单笔|\n|-|-|\n|手机|5万|\n|柜台|不限|", title="限额")
    text = wechat().render(document(answer("好。"), table)).text
    assert text == "好。\n限额：\n手机：单笔 5万\n柜台：单笔 不限"
