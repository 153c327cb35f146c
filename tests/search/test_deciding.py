"""What is answered, asked back or handed over, and with which options."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from kb.publication.models import Live
from kb.publication.queries import count_live
from kb.search.queries import Choice, Context, Reason
from tests.search import library
from tests.search.library import AGENT, decide, element
from tests.search.samples import CHINESE, NOW, reader

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


def test_a_clear_question_is_answered(cards: Any) -> None:
    library.publish(cards, "loss", "银行卡丢了怎么办", wordings="卡不见了")
    library.publish(cards, "fee", "信用卡年费多少")
    library.catch_up()
    decision = decide("卡不见了")
    assert (decision.choice, decision.reason) == (Choice.ANSWER, Reason.CLEAR)
    assert decision.answer and decision.answer.key == "loss"
    assert decision.options == () and 0.7 < decision.confidence <= 1
    assert decision.considered[0] == "loss"


def test_an_unclear_question_is_asked_back_with_questions(cards: Any) -> None:
    for name in ("年费", "额度", "账单", "积分", "取现", "挂失"):
        library.publish(cards, f"k{len(name)}{ord(name[0])}", f"信用卡{name}")
    library.catch_up()
    decision = decide("信用卡")
    assert decision.choice is Choice.CLARIFY and decision.answer is None
    assert len(decision.options) == 4
    assert all(option.question.startswith("信用卡") for option in decision.options)
    again = decide("信用卡", Context(clarified=2))
    assert (again.choice, again.reason) == (Choice.HANDOVER, Reason.ASKED_ENOUGH)


def test_what_only_a_person_may_say_is_handed_over(cards: Any) -> None:
    said_by_person = element("answer", "请稍候", person_only=True)
    library.publish(cards, "fraud", "我被骗了怎么办", said_by_person)
    library.catch_up()
    decision = decide("我被骗了怎么办")
    assert (decision.choice, decision.reason) == (Choice.HANDOVER, Reason.PERSON_ONLY)
    assert decision.answer is None and decision.options == ()


def test_a_topic_in_the_context_comes_first_and_does_not_shut_out(cards: Any) -> None:
    loans = library.topic("loans", "贷款")
    library.publish(cards, "card-limit", "额度是多少")
    library.publish(loans, "loan-limit", "额度是多少")
    library.catch_up()
    for topic, key in (("loans", "loan-limit"), ("cards", "card-limit")):
        decision = decide("额度是多少", Context(topic=topic))
        assert decision.answer and decision.answer.key == key
    elsewhere = decide("额度是多少", Context(topic="complaints"))
    assert elsewhere.considered


def test_a_hidden_answer_is_no_option(cards: Any) -> None:
    library.publish(cards, "inner", "信用卡内部额度", element("answer", "内", audience="agent"))
    library.publish(cards, "open", "信用卡额度")
    library.catch_up()
    assert decide("信用卡额度").considered == ("open",)
    assert set(decide("信用卡额度", **AGENT).considered) == {"open", "inner"}


def test_the_options_just_offered_come_first_and_do_not_shut_out(cards: Any) -> None:
    library.publish(cards, "fee", "信用卡年费是多少")
    library.publish(cards, "limit", "信用卡额度是多少", wordings="年费")
    library.publish(cards, "loss", "银行卡丢了怎么办")
    library.catch_up()
    for offered, key in ((("limit", "loss"), "limit"), (("fee", "loss"), "fee")):
        assert decide("年费", Context(offered=offered)).considered == (key,)
    elsewhere = decide("银行卡丢了怎么办", Context(offered=("fee", "limit")))
    assert elsewhere.answer and elsewhere.answer.key == "loss"


def test_options_that_ask_nearly_the_same_are_told_apart(cards: Any) -> None:
    library.publish(cards, "spare", "信用卡额度是多少", wordings="临时额度还能用多久")
    library.publish(cards, "fixed", "信用卡额度有多少", wordings="想把固定额度调高")
    library.catch_up()
    offered = {option.key: option.question for option in decide("信用卡").options}
    assert offered == {"spare": "临时额度还能用多久", "fixed": "想把固定额度调高"}


def test_no_context_opens_what_the_scope_does_not(cards: Any) -> None:
    closed = library.topic("closed", "不公开")
    library.publish(cards, "inner", "信用卡内部额度", element("answer", "内", audience="agent"))
    library.publish(closed, "gone", "信用卡额度怎么调")
    library.publish(cards, "open", "信用卡额度")
    library.catch_up()
    closed.refresh_from_db()
    closed.unpublish()
    offers = ((), ("inner",), ("gone", "inner"), ("gone", "inner", "open"), ("absent",))
    for topic, offered, clarified in product(("", "cards", "closed"), offers, (0, 2)):
        for text in ("信用卡额度", "信用卡内部额度", "信用卡额度怎么调", "信用卡"):
            decision = decide(text, Context(topic, clarified, offered))
            shown = {option.key for option in decision.options}
            assert shown | set(decision.considered) <= {"open"}
            assert decision.answer is None or decision.answer.key == "open"


def test_what_is_not_there_for_anybody_makes_the_base_no_larger(cards: Any) -> None:
    """However many intervals there are of an answer; what waits under a closed topic is none."""
    library.publish(cards, "loss", "银行卡丢了怎么办")
    assert count_live(scope=reader(), locale=CHINESE) == 1
    soon = element("note", "明年起可寄送。", valid_from=(NOW + YEAR).isoformat())
    library.publish(cards, "fee", "年费多少", element("answer", "两百元。"), soon)
    closed = library.topic("closed", "筹备中")
    library.publish(closed, "closed.one", "新产品")
    closed.unpublish()
    assert Live.objects.filter(key="fee").count() == 2
    assert count_live(scope=reader(), locale=CHINESE) == 2
