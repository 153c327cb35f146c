"""What is Elasticsearch's own in how it is spoken to, on a stand-in: a real OpenSearch behind the
headers and media types of Elasticsearch 9."""

import logging
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kb.search.engine import ServerUnreachable, UnknownEngine, open_engine
from kb.search.engines import elastic_bulk
from kb.search.engines.elastic_servers import open_server, read_address
from tests.search.engines import opensearch_place, removed_afterwards
from tests.search.go_between import COMPATIBLE, GoBetween, standing
from tests.search.samples import head, keys, put


@pytest.fixture
def between() -> Iterator[GoBetween]:
    with standing(opensearch_place(), is_elasticsearch=True) as one:
        yield one


def test_it_is_asked_in_the_media_types_of_version_9(between: GoBetween) -> None:
    with removed_afterwards(f"elasticsearch://{between.address}/granule-test-nine") as url:
        engine = open_engine(url)
        put(engine, head("loss", "银行卡丢了"), head("fee", "年费多少"))
        assert keys(engine, "年费") == ["fee"]
        put(engine, gone=["fee"])
        assert keys(engine, "年费") == []
        engine.reset()
        put(engine, head("new", "年费"))
        engine.finish_rebuild()
        assert keys(engine, "年费") == ["new"]
        assert {one.key for one in engine.held()} == {"new"}
    assert between.media_types - {""} == {COMPATIBLE.format(kind) for kind in ("json", "x-ndjson")}


def test_what_somebody_changed_on_the_server_is_not_taken_for_what_was_written() -> None:
    with removed_afterwards(f"opensearch://{opensearch_place()}/granule-test-changed") as url:
        engine = open_engine(url)
        put(engine, *(head(f"k{number}", "银行卡丢了") for number in range(60)))
        written = {one.key: one for one in engine.held()}
        server, address = open_server(urlsplit(url))
        (index,) = [name for name in server.ask("GET", f"/{address.index}-v*/_alias").body
                    if "zh-hans" in name.lower() and "public" in name]  # fmt: skip
        found = server.ask("POST", f"/{index}/_search", {"size": 50}).body["hits"]["hits"]
        for one in found:
            server.ask("POST", f"/{index}/_update/{one['_id']}", {"doc": {"seq": 7}})
        server.ask("POST", f"/{index}/_refresh")
        changed = {one.key for one in engine.held() if one.text != written[one.key].text}
        assert changed == {one["_source"]["key"] for one in found} and len(changed) == 50


def test_a_server_that_is_no_elasticsearch_is_told_from_one(between: GoBetween) -> None:
    between.shows_product = False
    with removed_afterwards(f"opensearch://{between.place}/granule-test-other") as url:
        put(open_engine(url), head("loss", "银行卡丢了"))
        wrong = open_engine(f"elasticsearch://{between.address}/granule-test-other")
        with pytest.raises(ServerUnreachable, match="opensearch://"):
            wrong.position()


def test_the_address_says_everything() -> None:
    address = read_address(
        urlsplit(
            "elasticsearch://kb:p%40ss@one,two:9201/granule?tls=1&ca=/a.pem&shards=3&replicas=1"
        )
    )
    assert address.hosts == ("https://one:9200", "https://two:9201")
    assert (address.index, address.login) == ("granule", ("kb", "p@ss"))
    assert (address.certificates, address.shards, address.replicas) == ("/a.pem", 3, 1)


@pytest.mark.parametrize("place", ["host:9200", "host:9/", "host/Granule", "host/a*", "/granule"])
def test_an_address_that_is_none_is_refused_without_its_password(place: str) -> None:
    with pytest.raises(UnknownEngine) as refusal:
        open_engine(f"opensearch://user:secret@{place}")
    assert "secret" not in str(refusal.value)


def test_logs_and_errors_hold_nothing_that_was_asked_or_answered(
    between: GoBetween, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the lowest level, with a server that is there, that refuses, and that has gone."""
    monkeypatch.setattr(elastic_bulk, "FIRST_PAUSE_SECONDS", 0.001)
    with removed_afterwards(f"elasticsearch://{between.address}/granule-test-quiet") as url:
        engine = open_engine(url)
        with caplog.at_level(logging.DEBUG):
            put(engine, head("loss", "机密问题"))
            assert keys(engine, "机密问题") == ["loss"]
            between.refused = 1.0
            errors = []
            for is_away in (False, True):
                between.go() if is_away else None
                with pytest.raises(ServerUnreachable) as error:
                    keys(engine, "机密问题") if is_away else put(engine, head("fee", "机密答案"))
                errors.append(str(error.value))
            between.come()
    assert "机密" not in caplog.text + "".join(errors)


def test_one_node_that_does_not_answer_is_passed_over(between: GoBetween, tmp_path: Path) -> None:
    with standing(between.place) as other:
        other.go()
        nodes = f"{other.address},{between.place}"
        with removed_afterwards(f"opensearch://{nodes}/granule-test-nodes") as url:
            engine = open_engine(url)
            put(engine, head("loss", "银行卡丢了"))
            for _time in range(4):
                assert keys(engine, "银行卡") == ["loss"]
