"""Like questions come together, the same in any order, and nothing moves that has its place."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.feedback.misses.grouping import ALIKE, group, likeness

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
WORDS = [
    "如何",
    "怎么",
    "注销",
    "手机银行",
    "信用卡",
    "年费",
    "多少",
    "挂失",
    "card",
    "lost",
    "fee",
]
questions = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map("".join)


def test_the_same_in_other_words_comes_together() -> None:
    texts = ["如何注销手机银行", "怎么注销手机银行", "我想注销手机银行", "信用卡年费多少"]
    assert sorted(map(sorted, group(texts).groups)) == [["信用卡年费多少"], sorted(texts[:3])]


def test_likeness_is_of_what_two_questions_share() -> None:
    assert likeness("信用卡年费", "信用卡年费") == pytest.approx(1)
    assert likeness("信用卡年费", "纪念币开售") == 0
    assert likeness("k宝驱动装不上", "k宝驱动怎么装不上") > ALIKE


@given(st.lists(questions, max_size=20), st.randoms(use_true_random=False))
def test_order_changes_nothing(texts: list[str], rnd) -> None:
    mixed = list(texts)
    rnd.shuffle(mixed)
    assert group(mixed) == group(texts)


@given(st.lists(questions, max_size=20), st.lists(questions, max_size=10))
def test_what_has_its_place_keeps_it(first: list[str], then: list[str]) -> None:
    """Grouping again changes nothing; new questions join groups or begin them, and every one is in
    exactly one group, with a first question like it."""
    before = group(first)
    heads = sorted(set(before.heads.values()))
    assert {h: group([], heads=heads).heads[h] for h in heads} == {h: h for h in heads}
    new = set(then) - set(first)
    after = group(new, heads=heads).heads
    assert set(after) == new | set(heads)
    assert all(after[head] == head for head in heads)
    assert all(after[after[text]] == after[text] for text in after)


def test_groups_of_queries_with_known_intents_are_mostly_of_one() -> None:
    path = DATA / "banking77_test_half.csv"
    if not path.exists():
        pytest.skip("the queries are not part of the project")
    with path.open(encoding="utf-8", newline="") as file:
        known = {row["text"].lower(): row["category"] for row in csv.DictReader(file)}
    groups = [some for some in group(known).groups if len(some) > 1]
    inside = sum(map(len, groups))
    most = sum(Counter(known[text] for text in some).most_common(1)[0][1] for some in groups)
    print(f"coverage {inside / len(known):.2f}, purity {most / inside:.2f}")
    assert inside / len(known) > 0.5 and most / inside > 0.8
