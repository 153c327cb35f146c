"""An embedder behind a URL that speaks as OpenAI does: `POST …/embeddings`.

Only the host of the setting is spoken to: redirects are not followed, proxies not looked for.
"""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Sequence
from typing import Any, NoReturn
from urllib.parse import urlsplit

from kb.search.embedding import EmbedderUnavailable, TextsRefused, Vector, unit

MOST_NUMBERS = 4_096
# As JSON writes a number at its longest, with what stands around it.
BYTES_A_NUMBER = 32
BYTES_BESIDES = 65_536
PIECE_BYTES = 65_536
# The texts are at fault; everything else is the server's matter, and passes.
REFUSALS = frozenset({400, 413, 422})


class BadEmbeddingsUrl(ValueError):
    """EMBEDDINGS_URL cannot be asked: change the setting."""


class ServerEmbedder:
    def __init__(self, url: str, *, model: str, key: str = "") -> None:
        """`url`: up to and without `/embeddings`, as in `https://host/v1`. Raises
        BadEmbeddingsUrl."""
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
            raise BadEmbeddingsUrl(
                "EMBEDDINGS_URL: use https://host/v1, the key stands in EMBEDDINGS_KEY"
            )
        self._is_secure = parts.scheme == "https"
        self._host, self._port = parts.hostname, parts.port
        self._path = f"{parts.path.rstrip('/')}/embeddings"
        self._model = model
        self._headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if key:
            self._headers["Authorization"] = f"Bearer {key}"

    @property
    def name(self) -> str:
        return self._model

    def embed(self, texts: Sequence[str], *, seconds: float) -> list[Vector]:
        if not texts:
            return []
        asked = {"model": self._model, "input": list(texts), "encoding_format": "float"}
        reply = self._reply(json.dumps(asked).encode(), count=len(texts), seconds=seconds)
        try:
            return _vectors(json.loads(reply, parse_constant=_refuse), count=len(texts))
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            raise EmbedderUnavailable("what it says is no vectors") from None

    def _reply(self, body: bytes, *, count: int, seconds: float) -> bytes:
        most = count * MOST_NUMBERS * BYTES_A_NUMBER + BYTES_BESIDES
        connect = http.client.HTTPSConnection if self._is_secure else http.client.HTTPConnection
        connection = connect(self._host, self._port, timeout=seconds)
        until = time.monotonic() + seconds
        try:
            connection.request("POST", self._path, body=body, headers=self._headers)
            response = connection.getresponse()
            _check_status(response.status)
            return _read(response, most=most, until=until)
        except (OSError, http.client.HTTPException, ValueError) as error:
            # Without the error's own words, which may hold the key or the address.
            raise EmbedderUnavailable(f"no answer ({type(error).__name__})") from None
        finally:
            connection.close()


def _check_status(status: int) -> None:
    if status in REFUSALS:
        raise TextsRefused(f"status {status}")
    if status != 200:
        raise EmbedderUnavailable(f"status {status}")


def _read(response: http.client.HTTPResponse, *, most: int, until: float) -> bytes:
    read = bytearray()
    while piece := response.read1(PIECE_BYTES):
        read += piece
        if len(read) > most:
            raise EmbedderUnavailable("it says too much")
        if time.monotonic() > until:
            raise EmbedderUnavailable("it takes too long")
    return bytes(read)


def _vectors(reply: Any, *, count: int) -> list[Vector]:
    """In the order of the texts. Raises what a wrong shape raises."""
    found = {entry["index"]: unit(_numbers(entry["embedding"])) for entry in reply["data"]}
    vectors = [found[number] for number in range(count)]
    if len(found) != count or len({len(vector) for vector in vectors}) != 1:
        raise ValueError("another number of vectors, or not all alike")
    return vectors


def _numbers(embedding: Any) -> list[float]:
    if not isinstance(embedding, list) or not 1 <= len(embedding) <= MOST_NUMBERS:
        raise ValueError("no list of numbers")
    return [float(number + 0.0) for number in embedding]


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
