"""From calls to one alert: noticed within minutes, once, until it is usual again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError

from kb.alone import alone
from kb.feedback.misses import counting, gathering, halves, store
from kb.feedback.misses.calls import Outcome
from kb.feedback.misses.halves import SECONDS
from kb.feedback.surges import clock, operations
from kb.feedback.surges.models import Surge
from tests import library
from tests.misses.asking import NOON
from tests.surges.making import ask_for, look, miss, usually

pytestmark = pytest.mark.django_db
NOW = NOON + timedelta(minutes=10)
COIN = "纪念币几点开售"


def rows() -> list[tuple[Any, ...]]:
    with store.reading() as session:
        return session.rows(
            "SELECT kind, subject, locale, channel, audience, calls FROM kb_surge_half"
            " ORDER BY kind, subject, half"
        )


@pytest.fixture
def calm() -> None:
    """Four weeks behind, in which some answers were asked for."""
    for number in range(10):
        usually(f"calm.{number}", 5, now=NOW)


def test_an_answer_asked_for_much_more_is_noticed(calm: None) -> None:
    usually("app.login", 4, now=NOW)
    ask_for("app.login", 40, at=NOW - timedelta(minutes=5))
    [one] = look(NOW)
    assert (one.kind, one.name, one.locale) == ("answer", "app.login", "zh-Hans")
    assert one.began_at == NOON and one.noticed_at == one.last_at == NOW and one.minutes == 10
    # A third of what is usual in a whole half hour: ten minutes have passed.
    assert one.counts == [{"channel": "web", "audience": 0, "calls": 40, "usual": 1.3}]


def test_what_is_asked_as_ever_is_not(calm: None) -> None:
    usually("cards.fee", 30, now=NOW)
    ask_for("cards.fee", 30, at=NOW - timedelta(minutes=5))
    assert look(NOW) == []


def test_a_question_that_nobody_asked_before_is_noticed_with_its_like(calm: None) -> None:
    miss(*[COIN, f"{COIN}呢", f"请问{COIN}"] * 9, now=NOW)
    [one] = look(NOW)
    assert one.kind == "miss" and one.counts[0]["calls"] == 27
    assert [row[1] for row in rows() if row[0] == "miss"] == [one.name]


def test_what_was_asked_back_or_given_up_is_not_missed_twice(calm: None) -> None:
    miss(*[COIN] * 25, now=NOW, outcome=Outcome.CLARIFIED)
    assert look(NOW) == []


def test_looking_again_makes_no_second_one(calm: None) -> None:
    ask_for("app.login", 40, at=NOW - timedelta(minutes=5))
    for minute in range(5):
        assert len(look(NOW + timedelta(minutes=minute))) == 1
    [one] = Surge.objects.all()
    assert one.noticed_at == NOW and one.last_at == NOW + timedelta(minutes=4)


def test_its_figures_are_those_of_its_height(calm: None) -> None:
    ask_for("app.login", 40, at=NOW - timedelta(minutes=5))
    look(NOW)
    later = NOW + timedelta(minutes=15)
    ask_for("app.login", 60, at=later - timedelta(minutes=1))
    ask_for("app.login", 9, at=later, channel="agent_desk", audience=2)
    [one] = look(later)
    assert {c["channel"]: c["calls"] for c in one.counts} == {"web": 100, "agent_desk": 9}
    assert one.minutes == 25


def test_it_is_over_once_it_has_been_usual_for_an_hour(calm: None) -> None:
    ask_for("app.login", 40, at=NOW - timedelta(minutes=5))
    look(NOW)
    for minutes in range(1, 200):
        [one] = look(NOW + timedelta(minutes=minutes))
        if one.ended_at is not None:
            break
    # The hour with those calls in it ends at half past.
    assert NOON + timedelta(minutes=59) <= one.last_at < NOON + timedelta(minutes=60)
    assert one.ended_at == one.last_at + timedelta(hours=1)
    # What comes up after that is another one.
    again = NOON + timedelta(hours=5)
    ask_for("app.login", 40, at=again)
    assert len(look(again)) == 2


def test_without_days_to_compare_with_nothing_is_told() -> None:
    usually("cards.fee", 5, now=NOW, days=2)
    ask_for("app.login", 200, at=NOW)
    assert look(NOW) == []
    usually("cards.fee", 5, now=NOW, days=3)
    assert len(look(NOW)) == 1


def test_a_day_on_which_all_is_asked_more_tells_nothing() -> None:
    for number in range(20):
        usually(f"answer.{number}", 8, now=NOW)
        ask_for(f"answer.{number}", 40, at=NOW)
    assert look(NOW) == []


def test_zero_switches_it_off(calm: None, settings: Any) -> None:
    settings.SURGE_AT_LEAST = 0
    before = rows()
    ask_for("app.login", 200, at=NOW)
    miss(*[COIN] * 30, now=NOW)
    assert look(NOW) == [] and rows() == before


def test_the_settings_are_the_bounds(calm: None, settings: Any) -> None:
    settings.SURGE_AT_LEAST = 50
    ask_for("app.login", 40, at=NOW)
    assert look(NOW) == []
    settings.SURGE_AT_LEAST = 40
    [one] = look(NOW)
    assert (one.at_least, one.times) == (40, 3)


def test_what_is_known_is_told_to_nobody_until_then(calm: None) -> None:
    by = _supervisor()
    ask_for("app.login", 40, at=NOW)
    [one] = look(NOW)
    operations.know(one, by=by, hours=4, reason="系统升级", at=NOW)
    assert one.is_known(NOW) and operations.take_untold(now=NOW) == []
    Surge.objects.update(ended_at=NOW + timedelta(hours=1))
    # It comes up again within these hours: the same one goes on.
    again = NOW + timedelta(hours=3)
    ask_for("app.login", 90, at=again)
    [one] = look(again)
    assert one.ended_at is None and one.counts[0]["calls"] == 90 and one.told_at == NOW
    # Still so afterwards: told once more.
    after = NOW + timedelta(hours=4, minutes=5)
    ask_for("app.login", 90, at=after)
    [one] = look(after)
    assert one.told_at == after
    assert [(e.act, e.by_name, e.reason) for e in one.events.all()] == [
        ("known", by.get_username(), "系统升级")
    ]


def test_known_needs_a_right_and_a_reason(calm: None) -> None:
    ask_for("app.login", 40, at=NOW)
    [one] = look(NOW)
    nobody = User.objects.create_user("nobody")
    for by, reason in ((nobody, "升级"), (_supervisor(), "  ")):
        with pytest.raises(operations.CannotKnow):
            operations.know(one, by=by, hours=1, reason=reason, at=NOW)
    assert not one.events.exists()


def test_two_clocks_make_one(calm: None, monkeypatch: pytest.MonkeyPatch) -> None:
    ask_for("app.login", 40, at=NOW)
    counting.flush()
    with alone("surges") as is_mine:
        assert is_mine
        clock.run(now=NOW)
        assert not Surge.objects.exists()
    # And where they stand on two machines, the database lets one in.
    [one] = look(NOW)
    one.pk = None
    with pytest.raises(IntegrityError):
        one.save(force_insert=True)


def test_of_two_that_tell_one_does(calm: None, monkeypatch: pytest.MonkeyPatch) -> None:
    ask_for("app.login", 40, at=NOW)
    look(NOW)
    Surge.objects.update(told_at=None)
    assert len(operations.take_untold(now=NOW)) == 1 and operations.take_untold(now=NOW) == []


def test_a_store_that_gives_nothing_stops_nothing(
    calm: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ask_for("app.login", 40, at=NOW)

    def busy(**_: object) -> None:
        raise store.StoreBusy("locked")

    with monkeypatch.context() as patch:
        patch.setattr(store, "writing", busy)
        assert not counting.flush()
        patch.setattr(store, "reading", busy)
        clock.run(now=NOW)
    assert "not looked for" in caplog.text and "app.login" not in caplog.text
    # What could not be written waited.
    assert len(look(NOW)) == 1


def test_four_weeks_are_kept(calm: None) -> None:
    ask_for("app.login", 1, at=NOW)
    counting.flush()
    gathering.forget_old(now=NOW)
    with store.reading() as session:
        [(oldest, newest)] = session.rows("SELECT min(half), max(half) FROM kb_surge_half")
    assert (newest - oldest) * SECONDS >= 28 * 86_400
    gathering.forget_old(now=NOW + timedelta(days=halves.KEPT_DAYS + 2))
    assert rows() == []


def test_old_ones_are_forgotten(calm: None) -> None:
    ask_for("app.login", 40, at=NOW)
    look(NOW)
    Surge.objects.update(ended_at=NOW)
    operations.forget_old(now=NOW + timedelta(days=399))
    assert Surge.objects.count() == 1
    operations.forget_old(now=NOW + timedelta(days=401))
    assert not Surge.objects.exists()


def test_no_word_of_anybody_stands_beside_the_numbers(calm: None) -> None:
    miss(*[COIN] * 25, now=NOW)
    look(NOW)
    assert COIN not in repr(rows()) and COIN not in repr(list(Surge.objects.values()))


def _supervisor() -> User:
    return library.staff("supervisor-1", "Supervisors")
