"""The process that brings search and renditions up to date is killed at any moment while answers
are published, each of them once: in the end every projection is what the log says."""

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.workers.house import House, Office
from tests.workers.office import AT_NOTHING

# The work of one publication takes some hundredths of a second, most of it committing.
MOST_SECONDS_AT_WORK = 0.25
# Every fourth life is longer: a long batch gets through too, and the projections after the first
# have their turn.
LONGER = (1, 1, 1, 8)
# Of the processor, for what the last kill left undone.
IN_STEP_SECONDS = 10.0
PORTION = 20


def publish_and_kill(house: House, *, publications: int, kills: int, seed: int) -> None:
    dice = random.Random(seed)
    editor, projector, auditor = (house.open_office() for _ in range(3))
    editor.bells("lost")
    killed_at: Counter[str] = Counter()
    published = 0
    with ThreadPoolExecutor() as pool:
        # A fast machine publishes more than was asked, until as many have been killed.
        while published < publications or at_work(killed_at) < kills:
            publishing = pool.submit(editor.publish_in_turn, PORTION, published)
            while not publishing.done():
                killed_at[projector.project_until_killed(seconds_at_work(dice))] += 1
            published = publishing.result()
    behind = max(auditor.lag().values())
    seconds, waited = projector.catch_up()
    told = ", ".join(f"{many} of {name or 'nothing'}" for name, many in killed_at.most_common())
    print(f"{published} publications, {killed_at.total()} kills, {at_work(killed_at)} while a "
          f"batch was taken ({told}), seed {seed}; the last {behind} rows in step after "
          f"{waited:.1f} s, {seconds:.1f} s of the processor")  # fmt: skip
    assert seconds < IN_STEP_SECONDS and not any(auditor.lag().values())
    assert auditor.differences() == []
    assert_found(auditor, published)


def seconds_at_work(dice: random.Random) -> float:
    return dice.uniform(0, MOST_SECONDS_AT_WORK) * dice.choice(LONGER)


def at_work(killed_at: Counter[str]) -> int:
    """How many kills fell while a projection was taking a batch."""
    return killed_at.total() - killed_at[AT_NOTHING]


def assert_found(auditor: Office, publications: int) -> None:
    """Every answer that is live is found by its own number, and no other one."""
    gone = {number - 3 for number in range(6, publications, 7)}
    for number in range(0, publications, max(publications // 100, 1)):
        key = f"desk.turn{number}"
        assert (key in auditor.find(f"编号{number}号")) == (number not in gone), key


def test_killed_some_times(build: Callable[..., House]) -> None:
    publish_and_kill(build("amqp://nobody.invalid//"), publications=40, kills=5, seed=1)


def test_two_at_once_on_two_machines(build: Callable[..., House], tmp_path: Path) -> None:
    """Neither knows of the other, and both read the same cursors."""
    house = build("amqp://nobody.invalid//")
    editor, auditor = house.open_office(), house.open_office()
    machines = [house.open_office(VAR_DIR=str(tmp_path / name)) for name in ("a", "b")]
    editor.bells("lost")
    with ThreadPoolExecutor() as pool:
        publishing = pool.submit(editor.publish_in_turn, 14)
        while not publishing.done():
            list(pool.map(lambda machine: machine.project_until_killed(0.3), machines))
        assert publishing.result() == 14
    machines[0].catch_up()
    assert not any(auditor.lag().values())
    assert auditor.differences() == []
    assert_found(auditor, 14)


@pytest.mark.long
def test_killed_two_hundred_times(build: Callable[..., House]) -> None:
    publish_and_kill(build("amqp://nobody.invalid//"), publications=2000, kills=200, seed=2)
