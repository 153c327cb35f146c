"""What says nothing says something: searches that are repeated or given up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.feedback.misses import counting, gathering, queries, store
from kb.feedback.misses.calls import SILENT, Call, Outcome
from kb.feedback.misses.schema import EVERY_TABLE
from kb.feedback.misses.seeing import Sight
from kb.feedback.misses.silence import silent_among
from tests import library
from tests.library import block
from tests.misses.asking import EVERYBODY, NOON, seen, wish

Typed = list[tuple[float, str]]
SEAT = "0123456789abcdef"


def calls(typed: Typed, *, seat: str = SEAT, shared: bool = False) -> list[Call]:
    """Seconds and texts. `>key text` opens an answer from that search, `!` finds nothing."""
    return [_call(seconds, text, seat, shared) for seconds, text in typed]


def _call(seconds: float, text: str, seat: str, shared: bool) -> Call:
    at, answer, outcome = NOON + timedelta(seconds=seconds), "", Outcome.FOUND
    if text.startswith(">"):
        answer, text = text[1:].split(" ")
        outcome = Outcome.OPENED
    elif text.startswith("!"):
        text, outcome = text[1:], Outcome.NOTHING
    return Call(
        at, "agent_desk", 2, "zh-Hans", outcome, text, seat, shared, is_typed=True, answer=answer
    )


def told(typed: Typed, **more: object) -> list[tuple[str, str, str]]:
    found = silent_among(calls(typed), **more)  # type: ignore[arg-type]
    return [(one.call.text, one.call.outcome.value, one.answer) for one in found]


@pytest.mark.parametrize(
    ("typed", "silent"),
    [
        ([(0, "信用卡年费")], [("信用卡年费", "abandoned", "")]),
        ([(0, "信用卡年费"), (40, ">cards.fee 信用卡年费")], []),
        (
            [(0, "信用卡年费"), (60, "信用卡年费多少"), (70, ">cards.fee 信用卡年费多少")],
            [("信用卡年费", "repeated", "")],
        ),
        (
            [(0, "信用卡年费"), (9, ">cards.fee 信用卡年费"), (60, "信用卡年费多少")],
            [("信用卡年费", "repeated", "cards.fee"), ("信用卡年费多少", "abandoned", "")],
        ),
        (
            [(0, "信用卡年费"), (9, ">a 信用卡年费"), (20, ">b 信用卡年费"), (60, "信用卡年费"),
             (70, ">c 信用卡年费")],
            [("信用卡年费", "repeated", "b")],
        ),
        # Another matter: the first search was neither repeated nor the last.
        ([(0, "信用卡年费"), (60, "挂失补卡"), (70, ">x 挂失补卡")], []),
        # Minutes later it may be another customer.
        ([(0, "信用卡年费"), (200, "信用卡年费多少"), (210, ">cards.fee 信用卡年费多少")], []),
        # Nothing found counts as that already; what follows it does not.
        ([(0, "!信用卡年费"), (60, "!信用卡年费多少")], []),
        ([(0, "!信用卡年费"), (60, "信用卡年费多少")], [("信用卡年费多少", "abandoned", "")]),
    ],
)  # fmt: skip
def test_at_one_persons_seat(typed: Typed, silent: list[tuple[str, str, str]]) -> None:
    assert told(typed) == silent


def test_of_a_seat_that_goes_on_the_last_is_not_given_up_yet() -> None:
    assert told([(0, "信用卡年费")], busy={SEAT}) == []
    assert told([(0, "年费"), (9, "年费")], busy={SEAT}) == [("年费", "repeated", "")]


def test_behind_a_key_and_without_a_seat_nothing_follows() -> None:
    typed = [(0.0, "信用卡年费"), (60.0, "信用卡年费多少")]
    assert silent_among(calls(typed, shared=True)) == []
    assert silent_among(calls(typed, seat="")) == []


def test_two_seats_do_not_repeat_each_other() -> None:
    both = calls([(0, "信用卡年费")], seat="one") + calls([(9, "信用卡年费")], seat="two")
    assert {one.call.outcome for one in silent_among(both)} == {Outcome.ABANDONED}


texts = st.sampled_from(
    [
        "信用卡年费",
        "信用卡年费多少",
        "挂失",
        "!挂失补卡",
        ">cards.fee 信用卡年费",
        ">cards.lost 挂失",
    ]
)
sequences = st.lists(
    st.tuples(st.integers(0, 600), texts), max_size=12, unique_by=lambda typed: typed[0]
)


@given(sequences, st.randoms(use_true_random=False))
def test_order_changes_nothing_and_nothing_is_made_up(typed: Typed, rnd) -> None:
    given_calls = calls(typed)
    mixed = list(given_calls)
    rnd.shuffle(mixed)
    found = silent_among(mixed)
    assert found == silent_among(given_calls)
    searched = [call for call in given_calls if call.outcome is Outcome.FOUND]
    assert len(found) <= len(searched)
    assert all(one.call.outcome in SILENT for one in found)
    assert sum(one.call.outcome is Outcome.ABANDONED for one in found) <= 1
    opened = {call.answer for call in given_calls}
    assert {one.answer for one in found} <= opened | {""}


@pytest.mark.django_db
class TestInTheStore:
    def pass_minutes(self, minutes: int) -> None:
        counting.flush()
        for minute in range(1, minutes + 1):
            now = NOON + timedelta(minutes=minute)
            gathering.gather(now=now)
            gathering.listen(now=now)

    def ask(self, typed: Typed) -> None:
        for call in calls(typed):
            counting.count(call)

    def dump(self) -> str:
        with store.reading() as session:
            return repr([session.rows(f"SELECT * FROM {table}") for table in EVERY_TABLE])

    def test_they_are_counted_once_and_shown_when_asked_for(self, monkeypatch) -> None:
        monkeypatch.setattr(gathering, "tell_weak", lambda settled, now: list(settled))
        self.ask([(0, "信用卡年费"), (9, ">cards.fee 信用卡年费"), (60, "信用卡年费多少钱")])
        self.pass_minutes(12)
        assert seen() == []
        silent = {one.title: one.calls for one in seen(outcomes=("repeated", "abandoned"))}
        assert sum(silent.values()) == 2
        tallies = queries.tallies(sight=EVERYBODY, wish=wish())
        assert (tallies["repeated"], tallies["abandoned"], tallies["found"]) == (1, 1, 2)
        assert queries.in_vain(sight=EVERYBODY, wish=wish(), limit=9) == [
            ("cards.fee", "zh-Hans", 1)
        ]

    def test_the_owner_is_told_at_the_answer(self, admin_client, monkeypatch) -> None:
        monkeypatch.setattr(gathering, "tell_weak", lambda settled, now: list(settled))
        cards = library.publish_topic("cards", "银行卡")
        page = library.publish_answer(cards, "cards.fee", "年费多少？", block("answer", "200元。"))
        self.ask([(0, "信用卡年费"), (9, ">cards.fee 信用卡年费"), (60, "信用卡年费")])
        self.pass_minutes(12)
        reader = User.objects.get(username="admin")
        reader.groups.add(Group.objects.get(name="Supervisors"))
        monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(days=1))
        item = admin_client.get(f"/admin/care/items/answer/{page.pk}/").content.decode()
        listed = admin_client.get("/admin/misses/").content.decode()
        assert "三分钟内又搜索了相近的内容" in item
        assert "年费多少？" in listed and "cards.fee" in listed

    def test_whoever_may_not_read_there_is_told_nothing(self, monkeypatch) -> None:
        monkeypatch.setattr(gathering, "tell_weak", lambda settled, now: list(settled))
        self.ask([(0, "信用卡年费"), (9, ">cards.fee 信用卡年费"), (60, "信用卡年费")])
        self.pass_minutes(12)
        for sight in (Sight(("web",), 2), Sight(("agent_desk",), 1), Sight((), 2)):
            assert queries.in_vain(sight=sight, wish=wish(), limit=9) == []
            assert queries.tallies(sight=sight, wish=wish()) == {}

    def test_without_words_there_is_nothing_to_go_by(self, settings, monkeypatch) -> None:
        settings.MISS_DAYS = 0
        monkeypatch.setattr(gathering, "tell_weak", lambda settled, now: list(settled))
        self.ask([(0, "信用卡年费"), (60, "信用卡年费")])
        self.pass_minutes(12)
        assert "repeated" not in queries.tallies(sight=EVERYBODY, wish=wish())
        assert SEAT not in self.dump()

    @settings(
        max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(typed=sequences)
    def test_no_seat_is_kept_whatever_was_typed(self, typed: Typed, monkeypatch) -> None:
        monkeypatch.setattr(gathering, "tell_weak", lambda settled, now: list(settled))
        self.ask(typed)
        self.pass_minutes(25)
        assert SEAT not in self.dump()
