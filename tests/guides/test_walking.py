"""What of a guide a reader is offered, and where their choices lead."""

from channels.adapters.sms import Sms
from channels.adapters.web import Web
from channels.adapters.wechat import WeChat
from channels.channel import Channel, Config
from channels.guides import Open, SaidGuide, opened, said_guide, walk
from channels.trails import read_trail
from kb.document import Form, Kind
from kb.formats import Style, fill
from tests.channels.documents import GUIDE, document, passage, wording

ALL = Open(elements=(("fee", "补卡工本费"),), answers=(("cards.replace", "怎么补卡？"),))


def said() -> SaidGuide:
    return said_guide(GUIDE, lambda w: fill(w, locale="zh-Hans", style=Style.SYMBOL).text)


def test_everything_is_offered_to_whoever_may_go_everywhere() -> None:
    guide = opened(said(), to=ALL)
    assert [len(question.choices) for question in guide.questions] == [2, 2]
    assert guide.questions[1].choices[0].goal.title == "怎么补卡？"


def test_a_choice_that_leads_where_the_reader_may_not_go_is_not_there() -> None:
    guide = opened(said(), to=Open(elements=ALL.elements))
    assert [choice.text for choice in guide.questions[1].choices] == ["境外"]
    assert "国内" not in str(guide)
    assert "cards.replace" not in str(guide)


def test_a_question_without_choices_is_not_asked() -> None:
    whole = said()
    alone = SaidGuide((whole.questions[0], _only(whole.questions[1], "国内")))
    guide = opened(alone, to=Open(elements=ALL.elements))
    assert [question.id for question in guide.questions] == ["kind"]
    assert [choice.id for choice in guide.questions[0].choices] == ["a2"]


def test_where_nothing_is_left_a_person_takes_over() -> None:
    alone = SaidGuide((_only(said().questions[1], "国内"),))
    guide = opened(alone, to=Open())
    assert guide.questions == ()
    at = walk(guide, ())
    assert at.end is not None
    assert at.end.type == "person"
    assert at.is_whole
    assert not walk(guide, ["b1"]).is_whole


def _only(question, text: str):
    return type(question)(
        question.id, question.text, tuple(c for c in question.choices if c.text == text)
    )


def test_choices_lead_from_question_to_question_and_to_an_end() -> None:
    guide = opened(said(), to=ALL)
    at = walk(guide, ["a1"])
    assert at.question is not None
    assert (at.question.id, at.end) == ("where", None)
    end = walk(guide, ["a1", "b1"])
    assert end.question is None
    assert end.end is not None
    assert (end.end.type, end.end.value) == ("answer", "cards.replace")
    assert [(s.question, s.choice, s.path) for s in end.trail] == [
        ("哪张卡丢了？", "借记卡", ()),
        ("在哪里丢的？", "国内", ("a1",)),
    ]


def test_a_way_that_is_not_offered_goes_as_far_as_it_holds() -> None:
    guide = opened(said(), to=Open(elements=ALL.elements))
    for path in (["a1", "b1"], ["a1", "nobody"], ["a1", "b2", "b2"]):
        at = walk(guide, path)
        assert not at.is_whole
        assert at.path == tuple(path[: 2 if "b2" in path else 1])


def guide_on(channel: Channel, **forms) -> str:
    whole = document(
        passage(Kind.ANSWER, "好。"), passage(Kind.GUIDE, "先问。", guide=GUIDE, **forms)
    )
    return channel.render(whole).parts[1].text


def test_each_channel_asks_the_first_question_in_its_own_way() -> None:
    assert guide_on(Web(Config())).startswith("先问。\n哪张卡丢了？\n1. 借记卡\n2. 补卡，每张")
    assert guide_on(WeChat(Config())).startswith("先问。\n哪张卡丢了？\n1. 借记卡\n2. 补卡")
    assert guide_on(Sms(Config())).startswith("先问。\n哪张卡丢了？ 1.借记卡 2.补卡")


def test_a_wording_of_the_channels_own_stands_for_the_first_question() -> None:
    assert guide_on(Sms(Config()), brief=wording("请打电话。")) == "请打电话。"


class Telephone(Web):
    """Whatever is heard and not read."""

    code = "web"
    form = Form.SPOKEN
    style = Style.SPOKEN


def test_a_telephone_says_what_to_say_or_press() -> None:
    assert guide_on(Telephone(Config())).startswith(
        "先问。\n哪张卡丢了？借记卡，请说或按1。补卡，每张"
    )


def test_what_is_no_trail_is_none() -> None:
    good = "cards.lost:0a1b2c3d.0a1b2c3e,cards.fee:0a1b2c3f"
    assert read_trail(good, key="cards.fee").path == ("0a1b2c3f",)
    assert [leg.key for leg in read_trail(good, key="cards.fee").before] == ["cards.lost"]
    for bad in ("", "x", "cards.lost:", "cards.lost:zz", f"{good},", "a:0a1b2c3d" * 100, "../:0a"):
        trail = read_trail(bad, key="cards.fee")
        assert (trail.path, trail.before) == ((), ())
