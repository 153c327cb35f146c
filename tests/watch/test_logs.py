"""What is written to the log, and what never is."""

from __future__ import annotations

import json
import logging
import re
import sys
from typing import Any

import pytest
from django.db import DataError, OperationalError
from django.test import Client

from config.logs import JsonFormatter, LineFormatter
from tests import library
from tests.watch.lines import lines_of, written

# A new line, a colour, a carriage return, a line separator, a turned direction, NUL.
FORGERIES = ["a\nb", "a\x1b[31mb", "a\rb", "a\u2028b", "a\u202eb", "a\x00b", "a\x85b"]


def record_of(message: str, *, name: str = "somebody", **said: Any) -> logging.LogRecord:
    record = logging.LogRecord(name, logging.WARNING, __file__, 1, message, (), sys.exc_info())
    vars(record).update(said)
    return record


@pytest.mark.parametrize("forged", FORGERIES)
@pytest.mark.parametrize("formatter", [JsonFormatter(), LineFormatter()])
def test_nothing_that_is_said_begins_another_line(formatter: Any, forged: str) -> None:
    told = formatter.format(record_of(forged, key=forged, route=forged))

    assert len(told.splitlines()) == 1
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202e]", told)


@pytest.mark.parametrize("forged", FORGERIES)
def test_nor_does_the_message_of_an_error(forged: str) -> None:
    try:
        raise OSError(forged)
    except OSError:
        told = LineFormatter().format(record_of("it failed"))
    first, *others = told.splitlines()
    assert "it failed" in first
    assert others and all(line.startswith("    ") for line in others)


@pytest.mark.parametrize("formatter", [JsonFormatter(), LineFormatter()])
def test_an_error_is_told_by_kind_and_place_not_in_the_words_of_a_reader(formatter: Any) -> None:
    try:
        try:
            raise DataError("invalid value: 13800138000")
        except DataError as error:
            raise ValueError("Zhang San asked this") from error
    except ValueError:
        told = formatter.format(record_of("it failed"))

    assert "builtins.ValueError" in told and "django.db.utils.DataError" in told
    assert "test_logs.py" in told
    assert "13800138000" not in told and "Zhang San" not in told


def test_an_error_of_the_machine_is_told_in_its_own_words() -> None:
    try:
        raise OperationalError("connection refused\nDETAIL: password of Li Si")
    except OperationalError:
        line = json.loads(JsonFormatter().format(record_of("it failed")))

    (error,) = line["errors"]
    assert error["says"] == "connection refused"


def test_the_server_does_not_write_what_was_asked_for() -> None:
    for message in (
        "Error handling request GET /a?q=13800138000",
        "Invalid request from ip=192.0.2.1: Invalid method 13800138000",
    ):
        told = JsonFormatter().format(record_of(message, name="gunicorn.error"))
        assert message[:15] in told
        assert "13800138000" not in told and "192.0.2.1" not in told
    told = JsonFormatter().format(record_of("Not Found: /13800138000", name="django.request"))
    assert "13800138000" not in told and "Not Found" in told


def test_each_request_has_one_line(web: Client) -> None:
    with written() as log:
        answer = web.get("/api/v1/answers/cards.lost?locale=zh-Hans")

    (line,) = [line for line in lines_of(log) if line["logger"] == "requests"]
    assert (line["route"], line["method"], line["status"]) == ("api:answer", "GET", 200)
    assert line["request_id"] == answer["X-Request-ID"] == answer["Trace-Id"]
    assert line["key"].startswith("web ") and line["ms"] >= 0
    assert "cards.lost" not in log.getvalue()


def test_what_is_not_found_is_not_written_down(client: Client, db: None) -> None:
    with written() as log:
        client.get("/13800138000/Zhang?San=1")

    assert [line["route"] for line in lines_of(log)] == ["none"]
    assert "13800138000" not in log.getvalue() and "Zhang" not in log.getvalue()


def test_staff_are_named_by_number_of_their_account(client: Client, db: None) -> None:
    agent = library.staff("zhang-san", "Agents")
    client.force_login(agent)
    with written() as log:
        client.get("/desk/?q=13800138000")

    (line,) = [line for line in lines_of(log) if line["logger"] == "requests"]
    assert (line["route"], line["user"]) == ("desk:home", agent.pk)
    assert "zhang-san" not in log.getvalue() and "13800138000" not in log.getvalue()


GIVEN = "0af7651916cd43dd8448eb211c80319c"
UUID = "0af76519-16cd-43dd-8448-eb211c80319c"


@pytest.mark.parametrize("given", [GIVEN, UUID])
def test_a_proxys_request_id_is_taken_over(client: Client, given: str) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"] == GIVEN


@pytest.mark.parametrize("given", ["", "13800138000", "x\r\nSet-Cookie: a=b", GIVEN * 2, GIVEN[1:]])
def test_any_other_is_not(client: Client, given: str) -> None:
    made = client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"]
    assert re.fullmatch("[0-9a-f]{32}", made) and made != GIVEN


def test_whatever_is_logged_meanwhile_names_the_request(
    web: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**asked: Any) -> None:
        raise ZeroDivisionError("the question of 13800138000")

    monkeypatch.setattr("channels.api.views.answers.find_rendition", fail)
    web.raise_request_exception = False
    with written() as log:
        answer = web.get("/api/v1/answers/cards.lost")

    lines = lines_of(log)
    assert {line["request_id"] for line in lines} == {answer["X-Request-ID"]}
    assert [line["status"] for line in lines if line["logger"] == "requests"] == [500]
    assert any("ZeroDivisionError" in str(line.get("errors")) for line in lines)
    assert "13800138000" not in log.getvalue()
    with written() as log:
        logging.getLogger("afterwards").warning("nobody asks now")
    assert "request_id" not in lines_of(log)[0]
