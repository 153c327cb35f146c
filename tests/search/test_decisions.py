"""Answer, ask back or hand over: the decision as a table, in a base of twenty answers."""

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search import decisions
from kb.search.decisions import (
    ANSWER_FROM,
    CLARIFY_COVERED,
    CLARIFY_FROM,
    MOST_CLARIFICATIONS,
    MOST_LEAD,
    MOST_OPTIONS,
    Choice,
    Found,
    Reason,
    asks_for_person,
    unknown_names,
    worth_of_a_rare_word,
)
from kb.search.snippets import weight_of

judge = partial(decisions.judge, answers=20)
evidence = partial(decisions.evidence, answers=20)
LOSS = ("银行卡丢了怎么办", "卡丢了怎么挂失")


def found(phrases: tuple[str, ...], score: float, **more: bool) -> Found:
    return Found(phrases, score, **more)


def test_asked_in_the_very_words_it_is_answered() -> None:
    verdict = judge("卡丢了，怎么挂失？", [found(LOSS, 20.0), found(("挂失费用",), 19.9)])
    assert (verdict.choice, verdict.reason) == (Choice.ANSWER, Reason.CLEAR)
    assert verdict.confidence >= ANSWER_FROM


def test_several_that_fit_are_asked_back() -> None:
    close = [
        found((f"信用卡{word}",), 10 - n / 10)
        for n, word in enumerate(["年费", "额度", "账单", "积分", "取现"])
    ]
    verdict = judge("信用卡", close)
    assert (verdict.choice, verdict.reason) == (Choice.CLARIFY, Reason.SEVERAL_FIT)
    assert verdict.options == MOST_OPTIONS


def test_weak_candidates_are_no_options() -> None:
    verdict = judge(
        "信用卡怎么用", [found(("信用卡年费",), 10), found(("信用卡额度",), 9), found(("贷款",), 1)]
    )
    assert verdict.choice is Choice.CLARIFY and verdict.options == 2


def test_words_in_passing_are_no_answer() -> None:
    verdict = judge("今天天气怎么样适合出门吗", [found(LOSS, 3.0), found(("转账限额",), 2.9)])
    assert (verdict.choice, verdict.reason) == (Choice.HANDOVER, Reason.UNSURE)


def test_a_single_weak_candidate_is_not_taken_for_a_clear_one() -> None:
    alone = [found(("银行卡丢了怎么办",), 3.0)]
    assert judge("今天天气怎么样适合出门吗", alone).choice is not Choice.ANSWER


def test_nothing_found_is_handed_over() -> None:
    assert judge("挂失", []).reason is Reason.NOTHING_FOUND


def test_what_a_person_must_say_is_handed_over() -> None:
    verdict = judge(LOSS[0], [found(LOSS, 20.0, person_only=True), found(("其他",), 5.0)])
    assert (verdict.choice, verdict.reason) == (Choice.HANDOVER, Reason.PERSON_ONLY)


def test_asking_back_ends() -> None:
    close = [found(("信用卡年费",), 10), found(("信用卡额度",), 9.9)]
    for clarified in range(MOST_CLARIFICATIONS):
        assert judge("信用卡", close, clarified=clarified).choice is Choice.CLARIFY
    verdict = judge("信用卡", close, clarified=MOST_CLARIFICATIONS)
    assert (verdict.choice, verdict.reason) == (Choice.HANDOVER, Reason.ASKED_ENOUGH)


@pytest.mark.parametrize(
    "text",
    ["转人工", "轉人工", "我要找客服", "人工服务", "请联系一下坐席", "I want to talk to a human",
     "operator please", "can I speak with someone", "real person"],
)  # fmt: skip
def test_who_asks_for_a_person_gets_one(text: str) -> None:
    assert asks_for_person(text)
    assert judge(text, [found((text,), 50.0)]).reason is Reason.ASKED_FOR_PERSON


@pytest.mark.parametrize(
    "text",
    [
        "人工智能投顾是什么",
        "客服电话是多少",
        "挂失要人工费吗",
        "Can a person under 18 open an account",
    ],
)
def test_who_only_mentions_one_does_not(text: str) -> None:
    assert not asks_for_person(text)


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.text(max_size=30), st.floats(0, 1e6)), min_size=1, max_size=6),
)
def test_confidence_is_a_share_and_decides_alone(
    text: str, candidates: list[tuple[str, float]]
) -> None:
    ordered = sorted(candidates, key=lambda candidate: -candidate[1])
    several = [found((phrase,), score) for phrase, score in ordered]
    seen = evidence(text, several)
    sure = seen.confidence
    assert 0 <= sure <= 1
    verdict = judge(text, several)
    if verdict.choice is Choice.ANSWER:
        assert sure >= ANSWER_FROM and verdict.options == 0
    if verdict.choice is Choice.CLARIFY:
        assert sure >= CLARIFY_FROM or seen.covered >= CLARIFY_COVERED
        assert 1 <= verdict.options <= MOST_OPTIONS


@pytest.mark.parametrize("answers", [0, 1, 20, 10_000, 1_000_000])
def test_the_very_words_are_answered_in_a_base_of_any_size(answers: int) -> None:
    several = [found(LOSS, 2.0), found(("挂失费用",), 1.9)]
    assert decisions.judge(LOSS[1], several, answers=answers).choice is Choice.ANSWER


def test_a_lead_counts_by_what_a_rare_word_is_worth_in_the_base() -> None:
    def lead(answers: int, words: float) -> float:
        unit = worth_of_a_rare_word(answers)
        several = [found(("补卡",), (words + 1) * unit), found(("挂失",), unit)]
        return decisions.evidence("年费", several, answers=answers).lead

    assert lead(20, 2.0) == pytest.approx(lead(100_000, 2.0)) == pytest.approx(2.0)
    assert lead(20, 99.0) == MOST_LEAD


@given(st.integers(1, 10**6))
def test_one_answer_more_is_not_told_by_the_confidence(answers: int) -> None:
    """But where the number of digits to the base of two changes: twenty times up to a million."""
    same = worth_of_a_rare_word(answers) == worth_of_a_rare_word(answers + 1)
    assert same or (answers + 1).bit_count() == 1


def test_likeness_is_of_the_likest_phrase() -> None:
    assert evidence("卡丢了怎么挂失", [found(LOSS, 1.0)]).likeness == 1.0
    assert evidence("贷款利率", [found(LOSS, 1.0)]).likeness == 0.0
    assert evidence("", [found(LOSS, 1.0)]).likeness == 0.0
    assert evidence("卡", [found((), 1.0)]).likeness == 0.0


@given(st.lists(st.sampled_from(["卡", "丢", "挂失", "怎么"]), min_size=1).flatmap(st.permutations))
def test_what_pieces_weigh_does_not_depend_on_their_order(pieces: list[str]) -> None:
    """A set's order is another in each process: 0.2 six times and 1.0 are not always the same."""
    assert weight_of(pieces) == weight_of(sorted(pieces)) == weight_of(reversed(pieces))


def test_a_single_word_that_many_answers_have_is_asked_back() -> None:
    close = [
        found(("我要投诉，找谁", "投诉电话打不通"), 5.0),
        found(("我的投诉处理到哪一步了",), 4.9),
    ]
    verdict = judge("投诉", close)
    assert (verdict.choice, verdict.options) == (Choice.CLARIFY, 2)


def test_a_name_that_the_answer_does_not_know_is_not_answered() -> None:
    broken = ("卡坏了", "银行卡坏了怎么换")
    assert unknown_names("K宝坏了", Found(broken, 9.0)) == {"k宝"}
    assert judge("K宝坏了", [Found(broken, 9.0)]).choice is not Choice.ANSWER
    assert unknown_names("K宝坏了", Found(broken, 9.0, text="Ｋ宝也一样")) == frozenset()
    assert unknown_names("my card broke", Found(broken, 9.0)) == frozenset()
