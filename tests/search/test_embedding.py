"""An embedder may be slow, down or mad: whoever searches waits a moment at most, and is told no
secrets."""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from itertools import count

import pytest

from kb.search import embedding_server
from kb.search.embedding import (
    MOST_AT_ONCE,
    REST_SECONDS,
    EmbedderUnavailable,
    Patience,
    TextsRefused,
    Vector,
    likeness,
    mean,
    unit,
)
from kb.search.embedding_server import BadEmbeddingsUrl, ServerEmbedder
from kb.search.hybrid import order
from tests.search.embeddings import EmbeddingsServer, standing

KEY = "sk-very-secret"
SECONDS = 5.0
GARBAGE = [
    b"<html>busy</html>",
    b"[]",
    b"{}",
    b'{"data": 3}',
    b'{"data": []}',
    b'{"data": [{"index": 0, "embedding": []}]}',
    b'{"data": [{"index": 0, "embedding": "AAAA"}]}',
    b'{"data": [{"index": 0, "embedding": [0, 0]}]}',
    b'{"data": [{"index": 0, "embedding": [1, NaN]}]}',
    b'{"data": [{"index": 0, "embedding": [1, 1e999]}]}',
    b'{"data": [{"index": 0, "embedding": [1, "2"]}]}',
    b'{"data": [{"index": 0, "embedding": [1, [2]]}]}',
    b'{"data": [{"index": 1, "embedding": [1, 2]}]}',
    b'{"data": [{"index": 0, "embedding": [1]}, {"index": 1, "embedding": [1]}]}',
    b'{"data": [{"index": [], "embedding": [1, 2]}]}',
    b'{"data": [{"index": 0, "embedding": [' + b"1," * 5_000 + b"1]}]}",
    b"[" * 100_000,
    b"\xff\xfe",
]


@pytest.fixture
def server() -> Iterator[EmbeddingsServer]:
    with standing() as one:
        yield one


def asked(server: EmbeddingsServer, *texts: str, seconds: float = SECONDS) -> list[Vector]:
    return ServerEmbedder(server.url, model="small", key=KEY).embed(texts, seconds=seconds)


def test_each_text_has_its_vector_of_length_one(server: EmbeddingsServer) -> None:
    one, two = asked(server, "a", "abcdefghijkl")
    assert likeness(one, one) == pytest.approx(1.0, abs=1e-6)
    assert one == unit([3, 4, 1]) and two == unit([3, 4, 12])
    ((path, headers, body),) = server.seen
    assert path == "/v1/embeddings" and headers["Authorization"] == f"Bearer {KEY}"
    assert body["model"] == "small" and body["input"] == ["a", "abcdefghijkl"]


@pytest.mark.parametrize("body", GARBAGE)
def test_what_is_no_vector_is_not_taken(server: EmbeddingsServer, body: bytes) -> None:
    server.body = body
    with pytest.raises(EmbedderUnavailable):
        asked(server, "a")


def test_vectors_of_two_lengths_are_not_taken(server: EmbeddingsServer) -> None:
    data = [{"index": 0, "embedding": [1, 2]}, {"index": 1, "embedding": [1, 2, 3]}]
    server.body = json.dumps({"data": data}).encode()
    with pytest.raises(EmbedderUnavailable):
        asked(server, "a", "b")


@pytest.mark.parametrize("status", [301, 401, 404, 429, 500, 503])
def test_other_words_than_vectors_are_the_servers_fault(
    server: EmbeddingsServer, status: int
) -> None:
    server.status, server.headers = status, {"Location": f"{server.url}/elsewhere"}
    with pytest.raises(EmbedderUnavailable, match=str(status)):
        asked(server, "a")
    assert len(server.seen) == 1


@pytest.mark.parametrize("status", [400, 413, 422])
def test_texts_may_be_refused(server: EmbeddingsServer, status: int) -> None:
    server.status = status
    with pytest.raises(TextsRefused):
        asked(server, "a")


def test_a_huge_reply_is_not_read_to_its_end(
    server: EmbeddingsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding_server, "BYTES_BESIDES", 1_000)
    server.body = b" " * 2_000_000
    with pytest.raises(EmbedderUnavailable, match="too much"):
        asked(server, "a")


def test_neither_key_nor_text_is_in_an_error(server: EmbeddingsServer) -> None:
    broken = ServerEmbedder(server.url, model="small", key=f"{KEY}\r\nX: y")
    with pytest.raises(EmbedderUnavailable) as caught:
        broken.embed(["private words"], seconds=SECONDS)
    assert KEY not in repr(caught.value) and caught.value.__cause__ is None
    with pytest.raises(BadEmbeddingsUrl) as refused:
        ServerEmbedder(f"http://me:{KEY}@127.0.0.1/v1", model="small")
    assert KEY not in str(refused.value)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "host:8000", "http://", "package://x"])
def test_only_the_web_is_asked(url: str) -> None:
    with pytest.raises(BadEmbeddingsUrl):
        ServerEmbedder(url, model="small")


@pytest.mark.parametrize("way", ["silent", "dripping"])
def test_a_slow_server_costs_one_wait_and_then_nothing(server: EmbeddingsServer, way: str) -> None:
    """Bytes that come one by one keep each single wait short."""
    server.pause, server.drip = (3.0, 0.0) if way == "silent" else (0.0, 0.05)
    embedder, patience = ServerEmbedder(server.url, model="small"), Patience()
    began = time.monotonic()
    for _search in range(20):
        with pytest.raises(EmbedderUnavailable):
            patience.vector("a", embedder=embedder, seconds=0.2)
    assert time.monotonic() - began < 2.0
    assert len(server.seen) <= 1


def test_a_server_that_is_down_is_asked_again_after_its_rest(server: EmbeddingsServer) -> None:
    now = [0.0]
    patience = Patience(clock=lambda: now[0])
    embedder = ServerEmbedder(server.url, model="small")
    server.status = 503
    with pytest.raises(EmbedderUnavailable):
        patience.vector("a", embedder=embedder, seconds=SECONDS)
    server.status, now[0] = 200, REST_SECONDS - 0.1
    with pytest.raises(EmbedderUnavailable):
        patience.vector("a", embedder=embedder, seconds=SECONDS)
    now[0] = REST_SECONDS
    assert patience.vector("a", embedder=embedder, seconds=SECONDS) == unit([3, 4, 1])
    assert len(server.seen) == 2


def test_one_refused_question_spoils_nothing_for_others(server: EmbeddingsServer) -> None:
    patience, embedder = Patience(), ServerEmbedder(server.url, model="small")
    server.status = 400
    with pytest.raises(EmbedderUnavailable):
        patience.vector("a", embedder=embedder, seconds=SECONDS)
    server.status = 200
    assert len(patience.vector("a", embedder=embedder, seconds=SECONDS)) == 3


def test_those_who_hang_are_few() -> None:
    let_go, begun = threading.Event(), []

    class Hanging:
        name = "hanging"

        def embed(self, texts: Sequence[str], *, seconds: float) -> list[Vector]:
            begun.append(texts)
            let_go.wait(20)
            raise EmbedderUnavailable("at last")

    hours = count(0.0, 3_600.0)
    patience = Patience(clock=lambda: next(hours))
    for _search in range(MOST_AT_ONCE * 3):
        with pytest.raises(EmbedderUnavailable):
            patience.vector("a", embedder=Hanging(), seconds=0.01)
    let_go.set()
    assert len(begun) == MOST_AT_ONCE


def test_the_mean_of_vectors_stands_between_them() -> None:
    one, other = unit([1, 0]), unit([0, 1])
    assert likeness(mean([one, other]), one) == pytest.approx(0.7071, abs=1e-4)
    with pytest.raises(ValueError):
        mean([unit([1, 0]), unit([-1, 0])])


def test_words_and_meaning_are_added() -> None:
    assert order([9, 5, 1], [0.1, 0.9, 0.2]) == [1, 0, 2]
    assert order([9, 5, 1], [0.1, 0.9, 0.2], share=1.0) == [0, 1, 2]
    assert order([9, 5, 1], [0.1, 0.2, 0.9], share=0.0) == [2, 1, 0]


def test_without_a_vector_words_alone_count() -> None:
    assert order([9, 5, 1], [None, None, None]) == [0, 1, 2]
    assert order([9, 5, 1], [None, 0.8, 0.2]) == [0, 1, 2]
    assert order([], []) == []
