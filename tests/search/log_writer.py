"""A small log, and a process that brings an index up to it; the kill tests kill it at any moment.

    python -m tests.search.log_writer SEARCH_URL

Row n publishes answer `n`, once; every third row also withdraws an older answer, and every
seventh publishes one a second time. So most answers are written exactly once, and a loss stays.
"""

import os
import sys
from collections.abc import Callable

from kb.search.engine import (
    Change,
    IndexBusy,
    IndexDocument,
    IndexUnavailable,
    PositionMoved,
    SearchEngine,
    open_engine,
)
from tests.search.samples import CHINESE, head

ROWS, BATCH = 240, 8
# Far enough back to stand in a segment of an earlier commit: only such deletions leave files.
LATER = 20
BEGUN, ENDED = b"(", b")"


def word_of(answer: int, version: int = 0) -> str:
    """One word for search, also where rows reach back before the first answer."""
    return f"term{answer + 2 * LATER}v{version}"


def rows(seq: int) -> list[Change]:
    """What row `seq` of the log changes."""
    found = [Change(str(seq), CHINESE, (head(str(seq), word_of(seq), body="挂失 年费"),))]
    if seq % 3 == 0:
        found.append(Change(str(seq - LATER), CHINESE))
    if seq % 7 == 0:
        again = head(str(seq - 2 * LATER), word_of(seq - 2 * LATER, version=1))
        found.append(Change(again.key, CHINESE, (again,)))
    return found


def state_at(seq: int) -> dict[str, str]:
    """Answer → its word, as the log says it is at `seq`; the log folded, without any index."""
    return {document.key: document.question for document in documents_at(seq)}


def documents_at(seq: int) -> list[IndexDocument]:
    live: dict[str, IndexDocument] = {}
    for number in range(1, seq + 1):
        for change in rows(number):
            live.pop(change.key, None)
            if change.documents:
                live[change.key] = change.documents[0]
    return list(live.values())


def say_nothing(mark: bytes) -> None:
    """What is done is nobody's to follow."""


def say(mark: bytes) -> None:
    """To whoever kills this process; at once, with nothing left in between to be lost."""
    os.write(sys.stdout.fileno(), mark)


def catch_up(
    engine: SearchEngine, *, rows_in_all: int = ROWS, tell: Callable[[bytes], None] = say_nothing
) -> None:
    """`tell` hears where the writing of each batch begins and ends."""
    while (seen := engine.position()).seq < rows_in_all:
        upto = min(seen.seq + BATCH, rows_in_all)
        changes = [change for seq in range(seen.seq + 1, upto + 1) for change in rows(seq)]
        tell(BEGUN)
        try:
            engine.write(changes, seen=seen, epoch="one", seq=upto)
        except (PositionMoved, IndexBusy):
            continue
        except IndexUnavailable as error:
            # A new generation was begun: on from its position, like the projection does.
            print(error, file=sys.stderr)
        finally:
            tell(ENDED)
    if engine.is_rebuilding:
        engine.finish_rebuild()


if __name__ == "__main__":
    catch_up(open_engine(sys.argv[1]), tell=say)
