"""What is offered when asked back: approved words, those that tell the candidates apart."""

from hypothesis import given
from hypothesis import strategies as st

from kb.search.options import LONGEST_OPTION, told_apart

WORDS = st.text("卡丢补办挂失年费额度", min_size=1, max_size=8)


def test_questions_that_differ_are_offered_as_they_are() -> None:
    candidates = (("信用卡年费多少", "年费"), ("银行卡丢了怎么办", "挂失"))
    assert told_apart(candidates) == ("信用卡年费多少", "银行卡丢了怎么办")


def test_two_that_ask_nearly_the_same_are_offered_by_what_tells_them_apart() -> None:
    candidates = (
        ("信用卡额度是多少", "临时额度还能用多久"),
        ("信用卡额度是多少？", "信用卡额度有多少", "想把固定额度调高"),
        ("怎么销户",),
    )
    assert told_apart(candidates) == ("临时额度还能用多久", "想把固定额度调高", "怎么销户")


def test_a_long_wording_is_not_read_as_an_option() -> None:
    long = "我昨天在商场刷卡的时候机器提示余额不足" * 3
    assert len(long) > LONGEST_OPTION
    candidates = (("信用卡额度是多少", long), ("信用卡额度多少", "额度"))
    assert told_apart(candidates)[0] == "信用卡额度是多少"


@given(st.lists(st.lists(WORDS, min_size=1, max_size=5).map(tuple), max_size=4))
def test_each_offers_one_of_its_own_approved_phrases(candidates: list[tuple[str, ...]]) -> None:
    offered = told_apart(candidates)
    assert len(offered) == len(candidates)
    assert all(words in phrases for words, phrases in zip(offered, candidates, strict=True))
