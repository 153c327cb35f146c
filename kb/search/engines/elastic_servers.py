"""Elasticsearch and OpenSearch as one thing that takes requests.

Each is spoken to with its own library, since each refuses the other's; what is asked is the same.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote

import elastic_transport
import elasticsearch
import opensearchpy

from kb.search.engine import ServerUnreachable, UnknownEngine

SEARCH_SECONDS = 2.0
WRITE_SECONDS = 30.0
# Each is asked of another node, where there is one.
MOST_ATTEMPTS = 3
DEFAULT_PORT = 9200
# Kept open to each node, by each process.
CONNECTIONS = 10
# At their lowest levels these write whole requests: what people ask and what answers say.
TALKATIVE = (
    "elasticsearch", "elastic_transport", "elastic_transport.node", "elastic_transport.transport",
    "opensearch", "opensearch.trace", "opensearchpy",
)  # fmt: skip
NDJSON = "application/x-ndjson"
JSON = "application/json"

Body = Mapping[str, Any] | bytes | None


@dataclass(frozen=True, slots=True)
class Address:
    """What SEARCH_URL says."""

    hosts: tuple[str, ...]
    index: str
    user: str = ""
    password: str = ""
    certificates: str = ""
    shards: int = 1
    replicas: int = 0

    @property
    def login(self) -> tuple[str, str] | None:
        return (self.user, self.password) if self.user else None


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: Any

    @property
    def is_ok(self) -> bool:
        return 200 <= self.status < 300


class Server(ABC):
    """Safe from many threads. Nodes that do not answer are passed over for a while."""

    @abstractmethod
    def ask(
        self,
        method: str,
        path: str,
        body: Body = None,
        *,
        params: Mapping[str, Any] | None = None,
        seconds: float = WRITE_SECONDS,
    ) -> Reply:
        """Whatever it answers. Raises ServerUnreachable where nothing does, in time."""


class ElasticsearchServer(Server):
    def __init__(self, address: Address) -> None:
        certificates: dict[str, Any] = {"ca_certs": address.certificates}
        if not address.certificates:
            certificates = {}
        self._client = elasticsearch.Elasticsearch(
            hosts=list(address.hosts),
            basic_auth=address.login,
            connections_per_node=CONNECTIONS,
            max_retries=MOST_ATTEMPTS - 1,
            retry_on_timeout=len(address.hosts) > 1,
            retry_on_status=(),
            **certificates,
        )

    def ask(
        self,
        method: str,
        path: str,
        body: Body = None,
        *,
        params: Mapping[str, Any] | None = None,
        seconds: float = WRITE_SECONDS,
    ) -> Reply:
        headers = {"accept": JSON}
        if body is not None:
            headers["content-type"] = NDJSON if isinstance(body, bytes) else JSON
        client = self._client.options(request_timeout=seconds)
        try:
            reply = client.perform_request(method, path, params=params, headers=headers, body=body)
        except elasticsearch.UnsupportedProductError as error:
            raise ServerUnreachable("this is no Elasticsearch: use opensearch://…") from error
        except elasticsearch.ApiError as error:
            return Reply(error.meta.status, error.body)
        except elastic_transport.TransportError as error:
            raise ServerUnreachable(_unanswered(error)) from error
        return Reply(reply.meta.status, reply.body)


class OpenSearchServer(Server):
    def __init__(self, address: Address) -> None:
        self._client = opensearchpy.OpenSearch(
            hosts=list(address.hosts),
            http_auth=address.login,
            pool_maxsize=CONNECTIONS,
            ca_certs=address.certificates or None,
            max_retries=MOST_ATTEMPTS - 1,
            retry_on_timeout=len(address.hosts) > 1,
            retry_on_status=(),
        )

    def ask(
        self,
        method: str,
        path: str,
        body: Body = None,
        *,
        params: Mapping[str, Any] | None = None,
        seconds: float = WRITE_SECONDS,
    ) -> Reply:
        headers = {"content-type": NDJSON if isinstance(body, bytes) else JSON}
        try:
            reply = self._client.transport.perform_request(
                method, path, params=params, body=body, timeout=seconds, headers=headers
            )
        except opensearchpy.ConnectionError as error:
            raise ServerUnreachable(_unanswered(error)) from error
        except opensearchpy.TransportError as error:
            return Reply(int(error.status_code), error.info)
        return Reply(200, reply)


SERVERS: dict[str, Callable[[Address], Server]] = {
    "elasticsearch": ElasticsearchServer,
    "opensearch": OpenSearchServer,
}


def _unanswered(error: Exception) -> str:
    """Without the error's own words, which may hold the address."""
    return f"the search server does not answer ({type(error).__name__})"


def read_address(url: SplitResult) -> Address:
    """`opensearch://user:password@one:9200,two:9200/index?tls=1&ca=/path&shards=1&replicas=1`.

    Raises UnknownEngine, without the password.
    """
    login, _at, places = url.netloc.rpartition("@")
    user, _colon, password = login.partition(":")
    options = parse_qs(url.query)
    index = url.path.strip("/")
    if not places or not _is_index_name(index):
        raise UnknownEngine(f"SEARCH_URL={url.scheme}://{places}/{index}: use host:9200/index")
    scheme = "https" if _option(options, "tls", "0") in {"1", "true"} else "http"
    return Address(
        hosts=tuple(f"{scheme}://{_with_port(place)}" for place in places.split(",")),
        index=index,
        user=unquote(user),
        password=unquote(password),
        certificates=_option(options, "ca", ""),
        shards=int(_option(options, "shards", "1")),
        replicas=int(_option(options, "replicas", "0")),
    )


def open_server(url: SplitResult) -> tuple[Server, Address]:
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.ERROR)
    address = read_address(url)
    return SERVERS[url.scheme](address), address


def _option(options: Mapping[str, Sequence[str]], name: str, default: str) -> str:
    return options[name][-1] if name in options else default


def _with_port(place: str) -> str:
    return place if place.rpartition(":")[2].isdigit() else f"{place}:{DEFAULT_PORT}"


def _is_index_name(name: str) -> bool:
    return (
        bool(name)
        and name[0].isalnum()
        and name == name.lower()
        and all(letter.isascii() and (letter.isalnum() or letter in "-_") for letter in name)
    )
