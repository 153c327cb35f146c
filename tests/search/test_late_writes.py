"""What was written to a search server comes late and twice, after the server has forgotten what it
deleted: nothing that was withdrawn comes back."""

import json
from typing import Any

import pytest

from kb.access import Audience
from kb.search.engine import open_engine
from kb.search.engines.elastic_fields import stored_form
from tests.search.go_between import GoBetween, until
from tests.search.samples import head, put

WRITTEN, WRITTEN_LONG = 50, 500
# Long enough for a busy machine; it takes a moment.
FORGOTTEN_SECONDS = 60.0


def write_and_withdraw(url: str, *, writes: int) -> set[str]:
    """Each answer twice, in another tier the second time, then half of them are withdrawn; the
    keys of the rest."""
    engine, answers = open_engine(url), writes // 2
    for number in range(writes):
        put(engine, head(f"k{number % answers}", f"问题{number}", tier=Audience(number % 3)))
    put(engine, gone=[f"k{number}" for number in range(0, answers, 2)])
    return {f"k{number}" for number in range(1, answers, 2)}


def content_indexes(between: GoBetween, url: str) -> list[str]:
    name = url.rpartition("/")[2]
    _status, said = between.forward("GET", f"/{name}-v*/_alias", b"")
    return sorted(index for index in json.loads(said) if "." in index)


def forget_deletions(between: GoBetween, index: str) -> None:
    """The server forgets at once, not after a minute, which versions it deleted. It has when
    something that was really deleted is taken again in an older version."""
    at_once = json.dumps({"index": {"gc_deletes": "0s"}}).encode()
    assert between.forward("PUT", f"/{index}/_settings", at_once)[0] == 200
    witness = json.dumps(stored_form([], key="witness", seq=1)).encode()

    def ask(method: str, *, version: int, body: bytes = b"") -> int:
        place = f"/{index}/_doc/witness?version_type=external&version={version}"
        return between.forward(method, place, body)[0]

    def comes_back() -> bool:
        between.forward("POST", f"/{index}/_refresh", b"")
        return ask("PUT", version=1, body=witness) == 201

    assert ask("PUT", version=2, body=witness) == 201
    assert ask("DELETE", version=3) == 200
    until(comes_back, within=FORGOTTEN_SECONDS)


def send_late(between: GoBetween, requests: list[bytes]) -> int:
    """In any order and twice; how many documents were refused as older than what is there."""
    late = requests * 2
    between._dice.shuffle(late)
    refused = 0
    for request in late:
        status, said = between.forward("POST", "/_bulk?require_alias=true&refresh=true", request)
        assert status == 200
        refused += sum(item["index"]["status"] == 409 for item in json.loads(said)["items"])
    return refused


def replay_late(between: GoBetween, url: str, *, writes: int) -> None:
    """First what was written before the withdrawal: nothing sent with it puts things right."""
    left = write_and_withdraw(url, writes=writes)
    engine = open_engine(url)
    before, position = set(engine.held()), engine.position()
    assert {one.key for one in before} == left
    indexes = content_indexes(between, url)
    assert len(indexes) == len(Audience)
    for index in indexes:
        forget_deletions(between, index)
    *older, _withdrawal = between.written
    refused = 0
    for late in (older, between.written):
        refused += send_late(between, late)
        assert set(engine.held()) == before and engine.position() == position
    assert len(older) == writes and refused > 2 * writes
    print(
        f"{4 * writes + 2} late requests after deletions were forgotten in {len(indexes)} indexes, "
        f"{refused} documents refused, 0 changes"
    )


def test_what_was_written_comes_late_and_twice_and_changes_nothing(
    between: GoBetween, settings: Any
) -> None:
    replay_late(between, settings.SEARCH_URL, writes=WRITTEN)


@pytest.mark.long
def test_of_five_hundred_late_writes_none_changes_anything(
    between: GoBetween, settings: Any
) -> None:
    replay_late(between, settings.SEARCH_URL, writes=WRITTEN_LONG)
