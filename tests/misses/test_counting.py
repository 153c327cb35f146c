"""Calls are counted beside the library: once, masked, and never in a reader's way."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from kb.feedback.misses import counting, gathering, queries, store
from kb.feedback.misses.calls import Call, Outcome
from kb.feedback.misses.seeing import Sight
from tests import database
from tests.misses.asking import EVERYBODY, NOON, ask, seen, tick, wish

pytestmark = pytest.mark.django_db
CARD, PHONE, IDENTITY = "6222 0212 3456 7890 123", "138-0013-8000", "11010519491231002X"


def rows(statement: str) -> list[tuple[object, ...]]:
    with store.reading() as session:
        return session.rows(statement)


def test_what_was_asked_is_counted_with_its_outcome() -> None:
    ask("如何注销手机银行", "如何注销手机银行", outcome=Outcome.NOTHING)
    ask("年费多少", outcome=Outcome.ANSWERED)
    ask("卡丢了", outcome=Outcome.CLARIFIED)
    tick(NOON)
    assert [(g.title, g.calls) for g in seen()] == [("如何注销手机银行", 2)]
    counted = queries.tallies(sight=EVERYBODY, wish=wish())
    assert counted == {"nothing": 2, "answered": 1, "clarified": 1}


def test_words_are_kept_only_where_there_was_no_answer() -> None:
    ask("年费多少", outcome=Outcome.ANSWERED)
    ask("挂失流程", outcome=Outcome.OPENED)
    tick(NOON)
    assert rows("SELECT words FROM kb_miss_question") == []
    assert rows("SELECT words FROM kb_miss_call") == []


def test_nothing_personal_reaches_the_store() -> None:
    ask(f"我的卡{CARD}丢了", f"电话{PHONE}收不到短信", f"身份证{IDENTITY}过期")
    counting.flush()
    kept = [str(row[0]) for row in rows("SELECT words FROM kb_miss_call ORDER BY id")]
    assert kept == ["我的卡***丢了", "电话***收不到短信", "身份证***过期"]
    tick(NOON)
    assert not any(c.isdigit() for row in rows("SELECT words FROM kb_miss_question") for c in row)


def test_signs_and_numbers_alone_are_counted_but_make_no_question() -> None:
    ask(CARD, "😀😀", "***", 'AND OR * " ( )', "?")
    tick(NOON)
    assert {g.title for g in seen()} == {'AND OR * " ( )'}
    assert queries.tallies(sight=EVERYBODY, wish=wish()) == {"nothing": 5}


def test_with_no_days_to_keep_words_only_numbers_are_kept(settings) -> None:
    settings.MISS_DAYS = 0
    ask("如何注销手机银行")
    tick(NOON)
    assert seen() == [] and rows("SELECT * FROM kb_miss_question") == []
    assert queries.tallies(sight=EVERYBODY, wish=wish()) == {"nothing": 1}


def test_what_is_too_old_goes_at_night(settings, monkeypatch) -> None:
    settings.MISS_DAYS = 30
    ask("如何注销手机银行")
    tick(NOON)
    later = NOON + timedelta(days=29)
    gathering.forget_old(now=later)
    assert len(seen(later)) == 1
    gathering.forget_old(now=NOON + timedelta(days=30))
    for table in ("question", "count", "group"):
        assert rows(f"SELECT * FROM kb_miss_{table}") == []


def test_gathering_twice_counts_once() -> None:
    ask("如何注销手机银行")
    tick(NOON)
    tick(NOON)
    assert [g.calls for g in seen()] == [1]


def test_what_was_interrupted_is_counted_the_next_time(monkeypatch) -> None:
    ask("如何注销手机银行")
    counting.flush()

    def fail(*_: object) -> None:
        raise RuntimeError("killed here")

    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(gathering, "_keep", fail)
        gathering.gather(now=NOON + timedelta(minutes=1))
    assert queries.tallies(sight=EVERYBODY, wish=wish()) == {}
    tick(NOON)
    assert [g.calls for g in seen()] == [1]


def test_a_store_that_takes_nothing_keeps_nobody_waiting_and_loses_only_what_is_said(
    monkeypatch, caplog
) -> None:
    monkeypatch.setattr(counting, "MOST_WAITING", 100)
    monkeypatch.setattr(counting, "WAIT", 0.01)

    def busy(**_: object) -> None:
        raise store.StoreBusy("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(store, "writing", busy)
        started = time.perf_counter()
        ask(*[f"问题{n}" for n in range(150)])
        assert time.perf_counter() - started < 0.5
        assert not counting.flush()
        tick(NOON)
    assert "问题" not in caplog.text
    tick(NOON + timedelta(minutes=5))
    assert queries.tallies(sight=EVERYBODY, wish=wish()) == {"nothing": 100}


@database.only_sqlite("its file is locked by another process")
def test_a_locked_file_is_waited_for_by_nobody_but_the_writer(monkeypatch) -> None:
    monkeypatch.setattr(counting, "WAIT", 0.01)
    ask("先有文件")
    counting.flush()
    other = sqlite3.connect(store.place(), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    ask("如何注销手机银行")
    assert not counting.flush()
    other.execute("ROLLBACK")
    other.close()
    tick(NOON)
    assert {g.title for g in seen()} == {"先有文件", "如何注销手机银行"}


@database.only_sqlite("its file can be damaged")
def test_a_damaged_file_is_put_aside_and_begun_anew() -> None:
    store.place().write_bytes(b"no database at all" * 1000)
    ask("如何注销手机银行")
    assert not counting.flush()
    tick(NOON)
    assert [g.calls for g in seen()] == [1]
    aside = store.place().with_name(f"{store.FILE_NAME}.damaged")
    assert aside.exists()
    aside.unlink()


@database.only_sqlite("the store is a file")
def test_only_whoever_runs_granule_can_open_the_file() -> None:
    ask("如何注销手机银行")
    counting.flush()
    assert store.place().stat().st_mode & 0o077 == 0


def test_the_most_questions_are_not_exceeded_and_known_ones_go_on(monkeypatch) -> None:
    monkeypatch.setattr(gathering, "MOST_QUESTIONS", 2)
    ask("如何注销手机银行", "境外消费怎么还款")
    tick(NOON)
    ask("如何注销手机银行", "纪念币几点开售")
    tick(NOON)
    assert {g.title: g.calls for g in seen()} == {"如何注销手机银行": 2, "境外消费怎么还款": 1}


def test_a_person_sees_what_was_asked_on_their_channels_by_their_audience() -> None:
    ask("如何注销手机银行", channel="web")
    ask("如何注销手机银行呢", channel="agent_desk", audience=2)
    ask("内部口径在哪里查", channel="agent_desk", audience=2)
    tick(NOON)
    web = seen(sight=Sight(("web",), 0))
    assert [(g.title, g.calls, g.channels) for g in web] == [("如何注销手机银行", 1, (("web", 1),))]
    assert seen(sight=Sight(("agent_desk",), 1)) == []
    assert queries.tallies(sight=Sight(("web",), 0), wish=wish()) == {"nothing": 1}
    assert seen(sight=Sight((), -1)) == []


PROGRAM = """
import os, sys, time
import django
django.setup()
from datetime import UTC, datetime
from kb.feedback.misses import counting
from kb.feedback.misses.calls import Call, Outcome
counting.SECONDS = 0.05
for number in range(100_000):
    counting.count(Call(datetime.now(UTC), "web", 0, "zh-Hans", Outcome.NOTHING, f"问题{number}"))
    print(number, flush=True)
    # Slow enough to be killed while it counts and writes by turns.
    time.sleep(0.0005)
"""


@database.only_sqlite("the other program has a file of its own")
def test_a_killed_process_loses_the_last_moments_and_nothing_more(tmp_path: Path) -> None:
    told = tmp_path / "told"
    env = os.environ | {"VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"}
    with told.open("w") as out:
        program = subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=out, env=env)
    until = time.monotonic() + 60
    while told.read_text().count("\n") < 400 and time.monotonic() < until:
        # Between two looks at what the other process has said.
        time.sleep(0.02)
    program.send_signal(signal.SIGKILL)
    program.wait()
    said = told.read_text().count("\n")
    with sqlite3.connect(tmp_path / store.FILE_NAME) as file:
        kept = [row[0] for row in file.execute("SELECT words FROM kb_miss_call ORDER BY id")]
    print(f"{said} counted, {said - len(kept)} lost with the process")
    assert kept == [f"问题{number}" for number in range(len(kept))]
    assert 0 < len(kept) <= said + 1


def test_counting_takes_a_reader_no_time() -> None:
    call = Call(NOON, "web", 0, "zh-Hans", Outcome.NOTHING, "如何注销手机银行")
    started = time.process_time()
    for _ in range(4_000):
        counting.count(call)
    each = (time.process_time() - started) / 4_000 * 1e6
    print(f"{each:.1f} µs a call")
    assert each < 200


def test_a_thread_of_its_own_writes_soon_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is when Granule runs: nobody flushes by hand. Of the store alone, so that the thread
    meets no database that a test rolls back."""
    written: list[str] = []
    monkeypatch.setattr(counting, "writes_by_itself", True)
    monkeypatch.setattr(counting, "SECONDS", 0.01)
    monkeypatch.setattr(counting, "_waiting", waiting := counting._Waiting())
    monkeypatch.setattr(counting, "_write", lambda b: written.extend(c.text for c in b) or True)
    ask("如何注销手机银行", "境外消费怎么还款")
    until = time.monotonic() + 20
    while len(written) < 2 and time.monotonic() < until:
        # Between two looks at what the thread has written.
        time.sleep(0.01)
    assert written == ["如何注销手机银行", "境外消费怎么还款"]

    monkeypatch.undo()
    assert waiting.thread is not None
    waiting.wake.set()
    waiting.thread.join(timeout=20)
    assert not waiting.thread.is_alive(), "what others count is not for it to write"
