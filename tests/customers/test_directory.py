"""The directory is another system: what it says is checked, what it does not say fails nobody, and
nothing of it stays."""

import json
import logging
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kb.access import Verification
from kb.customers import http_directory, looking
from kb.customers.directory import (
    BadDirectoryUrl,
    DirectoryUnavailable,
    configured,
    open_directory,
)
from kb.customers.looking import Looked, Proof, look_up
from kb.customers.records import MOST_PRODUCTS, BadRecord, record_from
from kb.customers.refs import ref_of
from tests.customers import double as doubles
from tests.customers.double import KEY, KNOWN, Double

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NUMBER = "13800138000"
SURE = Proof(Verification.FULL, NOW + timedelta(minutes=5))


@pytest.fixture(autouse=True)
def rested() -> Iterator[None]:
    looking.forget_rest()
    yield
    looking.forget_rest()


@pytest.fixture
def double(settings: Any) -> Iterator[Double]:
    with doubles.directory() as server:
        settings.CUSTOMER_DIRECTORY = server.url
        settings.CUSTOMER_DIRECTORY_KEY = KEY
        yield server


def looked(number: str = NUMBER, proof: Proof = SURE, now: datetime = NOW) -> Looked:
    return look_up(number, proof=proof, now=now)


def test_a_verified_customer_is_known_and_an_unverified_number_is_not(double: Double) -> None:
    known = looked().context
    assert (known.segment, known.region, known.locale) == ("vip", "beijing", "zh-Hans")
    assert known.products == {"gold-card"} and known.may_be_offered
    assert known.ref == ref_of("C1")
    number = looked(proof=Proof()).context
    assert (number.segment, number.region, number.products) == ("vip", "", None)
    assert looked(now=NOW + timedelta(minutes=5)).context.products is None


def test_it_is_asked_once_for_some_seconds_and_the_number_is_in_no_address(double: Double) -> None:
    for _again in range(5):
        looked()
    assert double.asked == [NUMBER]
    assert double.paths == ["/customers"]


def test_what_is_remembered_is_under_no_number(double: Double, monkeypatch: Any) -> None:
    kept: dict[str, Any] = {}
    monkeypatch.setattr(
        looking.cache, "set", lambda place, said, _seconds: kept.update({place: said})
    )
    looked()
    assert kept and NUMBER not in json.dumps(kept)
    assert looking.REMEMBERED_SECONDS < 60


def test_somebody_it_does_not_know(double: Double) -> None:
    stranger = looked("13900000000")
    assert not stranger.is_down and stranger.context.products is None
    assert stranger.context.segment == "" and stranger.context.ref == ref_of("13900000000")
    looked("13900000000")
    assert len(double.asked) == 1


WRONG = {
    "no JSON": b"<html>",
    "no object": b"[]",
    "a deep one": b"[" * 5000,
    "a number for a code": b'{"segment": 7}',
    "markup for a code": b'{"segment": "<b>"}',
    "a long code": json.dumps({"region": "a" * 41}).encode(),
    "products that are none": b'{"products": "gold-card"}',
    "an empty product": b'{"products": [""]}',
    "many products": json.dumps({"products": ["a"] * (MOST_PRODUCTS + 1)}).encode(),
    "a word for consent": b'{"may_be_offered": "yes"}',
    "nothing": b"",
    "huge": b" " * 20_000,
}


@pytest.mark.parametrize("body", WRONG.values(), ids=WRONG)
def test_what_is_no_customer_is_no_answer(double: Double, body: bytes) -> None:
    double.replies = [(200, {}, body)]
    found = looked()
    assert found.is_down
    assert (found.context.segment, found.context.products) == ("", None)
    # What was proved elsewhere still holds.
    assert found.context.verification is Verification.FULL


@pytest.mark.parametrize("status", [201, 204, 400, 401, 429, 500, 503])
def test_any_other_status_is_no_answer(double: Double, status: int) -> None:
    double.replies = [(status, {}, b"" if status == 204 else b"{}")]
    assert looked().is_down


def test_it_is_not_followed_anywhere_else(double: Double) -> None:
    with doubles.directory() as elsewhere:
        double.replies = [
            (302, {"Location": elsewhere.url}, b""),
            (307, {"Location": double.url}, b""),
        ]
        assert looked().is_down
        looking.forget_rest()
        assert looked().is_down
        assert elsewhere.asked == [] and len(double.asked) == 2


def test_whoever_is_slow_is_not_waited_for(double: Double, monkeypatch: Any) -> None:
    patience = http_directory.calling.Patience(connect=0.5, read=0.2, listen=0.2)
    monkeypatch.setattr(http_directory, "PATIENCE", patience)
    double.slow = 0.05
    assert looked().is_down
    looking.forget_rest()
    double.slow = 0
    double.silent.set()
    assert looked("13900000000").is_down


def test_a_directory_that_is_down_is_left_in_peace(double: Double, monkeypatch: Any) -> None:
    double.replies = [(503, {}, b"")]
    assert looked().is_down
    assert looked().is_down and looked("13900000000").is_down
    assert double.asked == [NUMBER]
    real = looking.time.monotonic
    monkeypatch.setattr(looking.time, "monotonic", lambda: real() + looking.REST_SECONDS)
    assert not looked().is_down


def test_nobody_listens_there(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    settings.CUSTOMER_DIRECTORY = f"http://127.0.0.1:{port}/"
    settings.CUSTOMER_DIRECTORY_KEY = KEY
    assert looked().is_down


def test_no_line_of_the_log_names_the_customer(double: Double, caplog: Any) -> None:
    double.replies = [(200, {}, json.dumps({"segment": NUMBER + "<"}).encode())]
    with caplog.at_level(logging.DEBUG):
        looked()
    assert "customer directory" in caplog.text
    assert NUMBER not in caplog.text


@pytest.mark.parametrize(
    "url",
    [
        "http://crm.example/customers",
        "https://name:word@crm.example/",
        "https:///customers",
        "https://crm.example/?caller=",
        "ftp://crm.example/",
        "file://host/customers.csv",
        "file:///no/such/file.csv",
    ],
)
def test_a_setting_that_cannot_be_used_is_said(url: str) -> None:
    with pytest.raises(BadDirectoryUrl):
        open_directory(url, KEY)


def test_a_directory_needs_a_key_and_none_is_none(settings: Any) -> None:
    with pytest.raises(BadDirectoryUrl):
        open_directory("https://crm.example/customers", "")
    settings.CUSTOMER_DIRECTORY = ""
    assert configured() is None
    assert looked() == Looked(looked().context, is_down=False)
    assert looked().context.products is None


def test_customers_of_the_demo_come_from_a_file(settings: Any) -> None:
    settings.CUSTOMER_DIRECTORY = f"file://{settings.BASE_DIR}/kb/demo/customers.csv"
    known = looked("13800000001").context
    assert (known.segment, known.region) == ("vip", "beijing")
    assert known.products == {"debit-card", "gold-card", "time-deposit"} and known.may_be_offered
    assert looked("web-7f3a9c").context.ref == known.ref
    assert not looked("13800000002").context.may_be_offered


def test_a_file_that_changes_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "customers.json"
    path.write_text(json.dumps([{"caller": NUMBER} | KNOWN[NUMBER]]))
    directory = open_directory(f"file://{path}", "")
    found = directory.find(NUMBER)
    assert found is not None and found.segment == "vip"
    path.write_text(json.dumps([{"caller": NUMBER, "segment": "student"}]))
    found = directory.find(NUMBER)
    assert found is not None and found.segment == "student"
    path.write_text("{}[")
    with pytest.raises(DirectoryUnavailable):
        directory.find(NUMBER)


def test_a_language_of_none_of_ours_is_left_out() -> None:
    assert record_from({"locale": "fr"}).locale == ""
    with pytest.raises(BadRecord, match="locale"):
        record_from({"locale": "\x00"})
