"""The API as it describes itself: valid OpenAPI 3.1, complete, and true."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from channels.api import examples
from channels.api.key_scopes import KEY_SCOPES
from channels.api.openapi import describe_api
from channels.api.schemas import SCHEMAS
from channels.api.urls import urlpatterns
from tests.api.conftest import API, LOST, QUESTION
from tests.api.test_problems import DOCUMENT

LANGUAGES = ("zh-hans", "en")


def description(language: str = "en") -> dict[str, Any]:
    with translation.override(language):
        return describe_api()


def operations(content: dict[str, Any]) -> dict[str, dict[str, Any]]:
    calls = (call for path in content["paths"].values() for call in path.values())
    return {call["operationId"]: call for call in calls}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_valid(language: str) -> None:
    content = description(language)
    assert content["openapi"].startswith("3.1")
    validate(content)


def test_it_is_served_to_anybody(client: Client, db: None) -> None:
    answer = client.get(f"{API}/schema/", headers={"accept-language": "en"})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert answer.json() == description("en")
    chinese = client.get(f"{API}/schema/", headers={"accept-language": "zh"})
    assert chinese.json() == description("zh-hans") != description("en")


def test_people_can_read_it(client: Client, db: None) -> None:
    answer = client.get(f"{API}/docs/")
    assert answer.status_code == 200
    assert f"{API}/schema/" in answer.content.decode()
    assert "http://" not in re.sub(r'"http://testserver[^"]*"', "", answer.content.decode())


def test_every_call_is_described() -> None:
    routes = {f"{API}/{str(route.pattern).replace('<str:', '{').replace('>', '}')}"
              for route in urlpatterns}  # fmt: skip
    assert set(description()["paths"]) == routes - {f"{API}/schema/", f"{API}/docs/"}


def test_every_call_has_words_a_summary_an_example_and_its_scopes() -> None:
    for name, call in operations(description()).items():
        assert call["summary"] and call["description"], name
        (scopes,) = (security["key"] for security in call["security"])
        assert scopes and set(scopes) <= set(KEY_SCOPES), name
        success = next(r for status, r in call["responses"].items() if status[0] == "2")
        assert success["content"]["application/json"]["examples"], name
        assert {"400", "401", "403", "406", "429", "500"} <= set(call["responses"]), name


def test_the_key_scopes_are_listed() -> None:
    scheme = description()["components"]["securitySchemes"]["key"]
    assert scheme["scheme"] == "bearer"
    assert set(scheme["x-scopes"]) == set(KEY_SCOPES)
    assert all(name in scheme["description"] for name in KEY_SCOPES)


def validator(name: str) -> Any:
    schema = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": SCHEMAS}}
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.mark.parametrize(
    ("name", "example"),
    [
        ("SearchPage", examples.SEARCH_PAGE),
        ("Suggestions", examples.SUGGESTIONS),
        ("Decision", examples.DECISION),
        ("Answer", examples.ANSWER),
        ("Element", examples.ELEMENT_ANSWER),
        ("Topics", examples.TOPICS),
        ("Changes", examples.CHANGES),
        ("Verdict", examples.VERDICT),
        ("Problem", examples.PROBLEM),
    ],
)
def test_the_examples_are_as_described(name: str, example: Any) -> None:
    validator(name).validate(example)


def test_what_is_served_is_as_described(web: Client) -> None:
    served = {
        "Answer": web.get(f"{API}/answers/{LOST}?include=wordings"),
        "SearchPage": web.get(f"{API}/search", {"q": "卡"}),
        "Suggestions": web.get(f"{API}/suggest", {"q": "卡"}),
        "Topics": web.get(f"{API}/topics"),
        "Changes": web.get(f"{API}/changes"),
        "Problem": web.get(f"{API}/changes", {"limit": "x"}),
        "Decision": web.post(f"{API}/answers", {"text": QUESTION}, "application/json"),
        "Verdict": web.post(
            f"{API}/feedback", {"key": LOST, "verdict": "wrong"}, "application/json"
        ),
    }
    for name, answer in served.items():
        validator(name).validate(answer.json())


def test_the_reference_lists_every_call_and_scope() -> None:
    text = DOCUMENT.read_text()
    scopes = re.findall(r"^\| `([a-z]+:[a-z]+)` \|", text, re.MULTILINE)
    assert scopes == list(KEY_SCOPES)
    calls = set(re.findall(r"^\| `(?:GET|POST) ([^?`]+)", text, re.MULTILINE))
    described = {path.removeprefix(f"{API}/") for path in description()["paths"]}
    assert calls == {
        path.replace("{element}", "{id}").replace("{sentence}", "{id}") for path in described
    }
