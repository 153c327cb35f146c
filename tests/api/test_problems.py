"""Whatever goes wrong under /api/ has one shape and says what to do, in the reader's language."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory

from channels.api import problems
from channels.api.legibility import MAX_BODY_BYTES
from channels.api.middleware import ApiMiddleware, innermost, language_of
from channels.api.problem_types import PROBLEMS
from tests.api.conftest import API, LOST

ADDRESS = f"{API}/answers/{LOST}"
DOCUMENT = Path(__file__).resolve().parent.parent.parent / "docs" / "reference" / "api.md"


def assert_problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Cache-Control"] == "no-store"
    assert re.fullmatch("[0-9a-f]{32}", answer["Trace-Id"])
    assert answer["Vary"] == "Accept, Accept-Language, Accept-Encoding, Authorization"
    content: dict[str, Any] = json.loads(answer.content)
    assert {"type", "title", "status", "detail", "instance", "code"} <= set(content)
    assert content["status"] == status
    assert content["code"] == code
    assert content["type"] == f"urn:granule:problem:{code}"
    assert content["detail"]
    return content


@pytest.mark.parametrize("path", ["/api/", "/api/v1/", "/api/v2/x", f"{API}/nothing", "/api/%FF"])
def test_an_address_that_is_none(client: Client, path: str, db: None) -> None:
    content = assert_problem(client.get(path), 404, "not-found")
    assert content["instance"] == path


def test_an_address_that_is_none_elsewhere_is_a_page(client: Client, db: None) -> None:
    assert client.get("/nothing")["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("method", ["put", "patch", "delete", "post", "trace"])
def test_a_method_that_is_none(web: Client, method: str) -> None:
    answer = getattr(web, method)(ADDRESS)
    content = assert_problem(answer, 405, "method-not-allowed")
    assert set(answer["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert "GET" in content["detail"]


@pytest.mark.parametrize(
    "accept", ["text/html", "application/xml", "application/json;q=0", "nonsense", "*/*;q=0",
               "application/json;q=x", "*/*, application/json;q=0"]
)  # fmt: skip
def test_a_format_that_is_none(web: Client, accept: str) -> None:
    answer = web.get(ADDRESS, headers={"accept": accept})
    assert "application/json" in assert_problem(answer, 406, "not-acceptable")["detail"]


@pytest.mark.parametrize(
    "accept", ["application/json", "*/*", "application/*", "", "text/html, */*;q=0.1",
               "APPLICATION/JSON; charset=utf-8", "application/json;q=0.5, */*;q=0"]
)  # fmt: skip
def test_formats_that_include_json(web: Client, accept: str) -> None:
    assert web.get(ADDRESS, headers={"accept": accept}).status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "x", ""])
def test_a_body_that_is_no_json(web: Client, kind: str) -> None:
    answer = web.generic("POST", f"{API}/answers", b"text=x", content_type=kind)
    assert_problem(answer, 415, "unsupported-media-type")


def test_a_body_may_say_its_charset(web: Client) -> None:
    answer = web.post(
        f"{API}/answers", b'{"text": "x y z"}', content_type="Application/JSON; charset=utf-8"
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["answers", "feedback", "nothing"])
def test_a_body_that_is_too_large(web: Client, path: str) -> None:
    answer = web.post(f"{API}/{path}", b" " * (MAX_BODY_BYTES + 1), content_type="application/json")
    assert str(MAX_BODY_BYTES) in assert_problem(answer, 413, "body-too-large")["detail"]


@pytest.mark.parametrize("length", ["-1", "many", "٣", "1" * 5000])
def test_a_length_that_is_none(web: Client, length: str) -> None:
    answer = web.get(ADDRESS, CONTENT_LENGTH=length)
    assert answer.status_code in (400, 413)
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path", [f"{API}/search?q=%00", f"{API}/search?q=%FF", f"{API}/search?%C3=1",
             f"{API}/answers/a%00b", f"{API}/topics?locale=\x00"]
)  # fmt: skip
def test_what_is_no_text(web: Client, path: str) -> None:
    assert_problem(web.get(path), 400, "bad-text")


def test_raw_bytes_that_are_no_text(web: Client) -> None:
    assert_problem(web.get(f"{API}/search", QUERY_STRING="q=\xff"), 400, "bad-text")
    raw = "q=" + "卡".encode().decode("latin-1")
    assert web.get(f"{API}/search", QUERY_STRING=raw).status_code == 200


def test_a_broken_path_is_nothing_we_have(web: Client) -> None:
    assert_problem(web.get(f"{API}/answers/%FF"), 404, "not-found")


def test_a_host_that_is_none_of_ours(web: Client) -> None:
    assert_problem(web.get(ADDRESS, headers={"host": "evil.example"}), 400, "bad-request")


def test_thousands_of_parameters(web: Client) -> None:
    query = "&".join(f"p{n}=1" for n in range(2000))
    assert_problem(web.get(f"{ADDRESS}?{query}"), 400, "bad-request")


def test_what_nobody_foresaw(web: Client, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    def fail(**asked: Any) -> None:
        raise ZeroDivisionError("the secret reason")

    monkeypatch.setattr("channels.api.views.answers.find_rendition", fail)
    web.raise_request_exception = False
    answer = web.get(ADDRESS)
    assert_problem(answer, 500, "server-error")
    assert "secret" not in answer.content.decode()
    assert answer["Trace-Id"] in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_the_trace_of_the_caller_is_kept(web: Client) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    known = web.get(ADDRESS, headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
    assert known["Trace-Id"] == trace
    for broken in ("00-xyz", f"00-{'0' * 32}-00f067aa0ba902b7-01", "x\r\ny: z"):
        assert len(web.get(ADDRESS, headers={"traceparent": broken})["Trace-Id"]) == 32


@pytest.mark.parametrize(
    ("accepted", "language", "word"),
    [("en", "en", "Not found"), ("zh-CN,zh;q=0.9", "zh-Hans", "找不到"), ("", "zh-Hans", "找不到"),
     ("fr, en;q=0.5", "en", "Not found"), ("xx", "zh-Hans", "找不到"), ("*", "zh-Hans", "找不到"),
     ("\xff" * 50, "zh-Hans", "找不到")],
)  # fmt: skip
def test_problems_are_said_in_the_readers_language(
    web: Client, accepted: str, language: str, word: str
) -> None:
    answer = web.get(f"{API}/answers/nothing", headers={"accept-language": accepted})
    content = assert_problem(answer, 404, "not-found")
    assert answer["Content-Language"] == language
    assert content["title"] == word


def test_every_problem_has_words_in_chinese() -> None:
    from django.utils import translation

    for code, kind in PROBLEMS.items():
        for text in (kind.title, kind.detail):
            with translation.override("en"):
                english = str(text)
            with translation.override("zh-hans"):
                assert str(text) != english, code


def test_every_problem_can_be_said(rf: RequestFactory) -> None:
    params = dict.fromkeys(
        re.findall(r"%\((\w+)\)s", " ".join(str(kind.detail) for kind in PROBLEMS.values())), "?"
    )
    for code, kind in PROBLEMS.items():
        answer = problems.problem_response(rf.get("/api/x"), problems.ApiProblem(code, **params))
        assert answer.status_code == kind.status
        assert "%(" not in answer.content.decode()


def test_every_problem_is_documented() -> None:
    documented = re.findall(r"^\| `([a-z-]+)` \| (\d+) \|", DOCUMENT.read_text(), re.MULTILINE)
    assert dict(documented) == {code: str(kind.status) for code, kind in PROBLEMS.items()}


def test_programs_bring_no_session(
    web: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    """A cookie that would open a session changes nothing, not even the work."""
    web.get(ADDRESS)
    web.cookies["sessionid"] = "x" * 32
    with django_assert_num_queries(3):
        answer = web.get(ADDRESS)
    assert not answer.cookies


def test_the_long_way_is_taken_where_the_short_one_is_not_known() -> None:
    """As under ASGI, where Django wraps middleware in another way."""

    def unknown(request: HttpRequest) -> Any:
        raise AssertionError

    assert innermost(unknown) is unknown
    assert ApiMiddleware(unknown).for_programs is unknown


def test_languages() -> None:
    assert language_of("en-GB,zh;q=0.1") == "en"
    assert language_of("zh-TW") == "zh-hans"
