"""What is wrong with a tree of questions is said at its field; what is right says nothing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.authoring.guides.checks import circles_in, faults_in, reached_in
from kb.authoring.guides.trees import TypedChoice, TypedQuestion, tree_of
from kb.authoring.guides.written import as_data, from_data, guide_text, read_guide
from kb.problem import say

ELEMENTS = {"block-1": "steps", "block-2": "guide"}


def choice(text: str, goal: str = "person", value: str = "") -> TypedChoice:
    return TypedChoice(text, goal, value)


def asked(name: str, *choices: TypedChoice, text: str = "哪张卡？") -> TypedQuestion:
    return TypedQuestion(name, text, choices)


WHOLE = (
    asked("kind", choice("借记卡", "question", "where"), choice("信用卡", "answer", "cards.fee")),
    asked("where", choice("国内", "element", "block-1"), choice("境外")),
)


def found_in(*tree: TypedQuestion) -> list[tuple[str, tuple[str | int, ...]]]:
    faults = faults_in(tree, element="e", elements=ELEMENTS, own_key="cards.lost")
    assert all("%(" not in say(fault) for fault in faults)
    return [(fault.code, fault.place) for fault in faults]


def test_a_tree_in_which_every_way_ends_is_right() -> None:
    assert found_in(*WHOLE) == []


def test_a_guide_without_questions_is_empty() -> None:
    assert found_in() == [("guide_empty", ("questions",))]


@pytest.mark.parametrize(
    ("goal", "value", "field"),
    [
        ("", "", "goal"),
        ("question", "", "question"),
        ("question", "nobody", "question"),
        ("element", "", "element"),
        ("element", "gone", "element"),
        ("element", "block-2", "element"),
        ("answer", "", "answer"),
        ("answer", "cards.lost", "answer"),
    ],
)
def test_a_choice_without_a_goal_is_told_at_that_very_field(goal, value, field) -> None:
    tree = asked("kind", choice("借记卡", goal, value))
    assert found_in(tree) == [("guide_goal", ("questions", 0, "choices", 0, field))]


def test_a_dead_end_is_told_at_its_choices() -> None:
    tree = (asked("kind", choice("借记卡", "question", "end")), asked("end"))
    assert found_in(*tree) == [("guide_dead_end", ("questions", 1, "choices"))]


def test_a_question_that_nobody_comes_to_is_told_at_its_name() -> None:
    lost = asked("lost", choice("是"))
    assert found_in(*WHOLE, lost) == [("guide_unreachable", ("questions", 2, "name"))]


def test_a_circle_is_told_at_the_choice_that_closes_it() -> None:
    back = replace(WHOLE[1], choices=(*WHOLE[1].choices, choice("再问", "question", "kind")))
    place = ("questions", 1, "choices", 2, "question")
    assert found_in(WHOLE[0], back) == [("guide_circle", place)]


def test_two_ways_to_one_question_are_no_circle() -> None:
    tree = (
        asked("a", choice("甲", "question", "b"), choice("乙", "question", "c")),
        asked("b", choice("丙", "question", "c")),
        asked("c", choice("丁")),
    )
    assert found_in(*tree) == []


def test_names_are_short_names_and_each_stands_once() -> None:
    tree = (
        asked("kind", choice("甲", "question", "在哪")), asked("在哪", choice("乙")),
    )  # fmt: skip
    assert ("guide_name", ("questions", 1, "name")) in found_in(*tree)
    twice = (asked("kind", choice("甲")), asked("kind", choice("乙")))
    assert [code for code, _place in found_in(*twice)] == ["guide_name", "guide_name"]


def test_there_are_no_more_choices_than_digits_and_no_two_alike() -> None:
    many = asked("kind", *(choice(f"第{n}个") for n in range(10)))
    assert found_in(many) == [("guide_choices", ("questions", 0, "choices"))]
    alike = asked("kind", choice("是"), choice("是"))
    assert [code for code, _place in found_in(alike)] == ["guide_text", "guide_text"]


def test_names_left_empty_are_given() -> None:
    raw = [{"name": "", "text": "问一"}, {"name": "q1", "text": "问二"}, {"name": "", "text": "三"}]
    assert [question.name for question in tree_of(raw)] == ["q2", "q1", "q3"]


names = st.sampled_from(("a", "b", "c", "d", "e"))
trees = st.lists(
    st.builds(
        lambda name, goals: asked(name, *(choice(f"{n}", "question", g) for n, g in goals)),
        names,
        st.lists(names, max_size=3).map(lambda goals: list(enumerate(goals))),
    ),
    max_size=5,
    unique_by=lambda question: question.name,
).map(tuple)


@given(tree=trees)
def test_what_has_no_circle_comes_to_an_end_from_everywhere(tree) -> None:
    """Every walk along the choices is shorter than the number of questions, or a circle is told."""
    known = {question.name: question for question in tree}
    has_circle = bool(list(circles_in(tree, element="e")))

    def longest(name: str, left: int) -> int:
        if left == 0 or name not in known:
            return 0
        return 1 + max((longest(c.value, left - 1) for c in known[name].choices), default=0)

    endless = any(longest(name, len(tree) + 1) > len(tree) for name in known)
    assert endless == has_circle
    assert reached_in(tree) <= known.keys()


def test_a_guide_is_written_as_people_read_it() -> None:
    text = (
        "? kind: 哪张卡？\n- 借记卡 -> ? where\n- 信用卡 -> cards.fee\n\n"
        "? where: 哪张卡？\n- 国内 -> # block-1\n- 境外 -> person"
    )
    assert guide_text(WHOLE) == text
    assert read_guide(f"先问两句。\n\n{text}") == ("先问两句。", WHOLE)
    assert from_data(as_data(WHOLE)) == WHOLE


def test_a_line_that_is_neither_question_nor_choice_is_refused() -> None:
    with pytest.raises(ValueError, match="随便"):
        read_guide("? kind: 哪张卡？\n随便一行")
