"""A process killed while it writes loses nothing, doubles nothing and blocks nobody."""

import random
import signal
import subprocess
import sys
from collections import Counter
from enum import Enum
from pathlib import Path

import pytest

from kb.search.digests import text_digest
from kb.search.engine import SearchEngine, open_engine
from tests.search.engines import empty_index
from tests.search.log_writer import (
    BATCH,
    BEGUN,
    ENDED,
    LATER,
    ROWS,
    catch_up,
    documents_at,
    state_at,
    word_of,
)
from tests.search.samples import keys

ROOT = Path(__file__).resolve().parents[2]
KILLS_IN_A_HURRY, KILLS_AT_LENGTH = {"tantivy": 10, "opensearch": 3}, 200


def start_writer(url: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.search.log_writer", url]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finish(writer: subprocess.Popen[bytes]) -> None:
    _out, error = writer.communicate(timeout=120)
    assert writer.returncode == 0, error.decode()


class Death(Enum):
    """How a writer ended. `IN_A_BATCH`: it had begun to write one and not come back from it, by
    its own word."""

    NONE = "was done before"
    BETWEEN = "between two batches"
    IN_A_BATCH = "in the middle of a batch"


def run_and_kill(url: str, *, rows_later: int, seconds_later: float) -> Death:
    """Lets a writer write so many rows, and a moment more."""
    engine = open_engine(url)
    target = engine.position().seq + rows_later
    writer = start_writer(url)
    while writer.poll() is None and engine.position().seq < target:
        pass
    try:
        writer.wait(timeout=seconds_later)
    except subprocess.TimeoutExpired:
        writer.send_signal(signal.SIGKILL)
    told, _error = writer.communicate()
    assert writer.returncode in (0, -signal.SIGKILL)
    if writer.returncode == 0:
        return Death.NONE
    return Death.IN_A_BATCH if told.count(BEGUN) > told.count(ENDED) else Death.BETWEEN


def assert_index_is(engine: SearchEngine, state: dict[str, str]) -> None:
    wrong = []
    for answer in range(-2 * LATER, ROWS + 1):
        for version in (0, 1):
            word = word_of(answer, version)
            expected = [str(answer)] if state.get(str(answer)) == word else []
            if keys(engine, word) != expected:
                wrong.append(word)
    assert wrong == []
    assert len(keys(engine, "挂失 term", limit=2 * ROWS)) == sum("v0" in w for w in state.values())


def assert_index_holds(engine: SearchEngine, state: dict[str, str]) -> None:
    """The same document by document, where each search would be a request."""
    held = {(one.key, one.text) for one in engine.held()}
    said = {text_digest(document) for document in documents_at(ROWS)}
    assert {key for key, _text in held} == set(state) and len(held) == len(state)
    assert {text for _key, text in held} == said
    assert len(keys(engine, "挂失 term", limit=2 * ROWS)) == sum("v0" in w for w in state.values())


def kill_many_times(name: str, directory: Path, *, kills: int, seed: int) -> None:
    """So many times while a batch is written; those that fall between two are counted apart."""
    dice = random.Random(seed)
    deaths: Counter[Death] = Counter()
    rounds = 0
    holds = assert_index_is if name == "tantivy" else assert_index_holds
    while deaths[Death.IN_A_BATCH] < kills:
        rounds += 1
        with empty_index(name, directory=directory) as url:
            ended = None
            while deaths[Death.IN_A_BATCH] < kills and ended != Death.NONE:
                rows_later, seconds_later = dice.randint(1, 5 * BATCH), dice.uniform(0, 0.06)
                ended = run_and_kill(url, rows_later=rows_later, seconds_later=seconds_later)
                deaths[ended] += 1
                assert open_engine(url).position().seq % BATCH == 0
            catch_up(open_engine(url))
            holds(open_engine(url), state_at(ROWS))
    print(
        f"{name}: killed {deaths[Death.IN_A_BATCH]} times in the middle of a batch and "
        f"{deaths[Death.BETWEEN]} times between two, 0 of {rounds * ROWS} rows lost, doubled or "
        "half"
    )


@pytest.mark.parametrize("name", sorted(KILLS_IN_A_HURRY))
def test_killed_at_some_moments(name: str, tmp_path: Path) -> None:
    kill_many_times(name, tmp_path, kills=KILLS_IN_A_HURRY[name], seed=1)


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(KILLS_IN_A_HURRY))
def test_killed_very_often(name: str, tmp_path: Path) -> None:
    kill_many_times(name, tmp_path, kills=KILLS_AT_LENGTH, seed=2)


def test_the_comparison_notices_a_single_difference(tmp_path: Path) -> None:
    engine = open_engine(f"tantivy://{tmp_path}/index")
    catch_up(engine)
    assert_index_is(engine, state_at(ROWS))
    with pytest.raises(AssertionError):
        assert_index_is(engine, state_at(ROWS - 1))


def test_two_processes_write_in_turns(tmp_path: Path) -> None:
    url = f"tantivy://{tmp_path}/index"
    writers = [start_writer(url), start_writer(url)]
    for writer in writers:
        finish(writer)
    assert_index_is(open_engine(url), state_at(ROWS))
