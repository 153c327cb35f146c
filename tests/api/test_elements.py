"""Reading one element by its id, under the rules of answers."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kb.publication import projections
from tests import library
from tests.api.conftest import API, INSIDE, LOST, NEW, Published
from tests.library import block, shared_place


def test_one_element(web: Client, published: Published) -> None:
    element = published.element("main")
    answer = web.get(f"{API}/elements/{element}")
    content = answer.json()
    assert answer.status_code == 200
    assert content["element"] == element
    assert (content["key"], content["channel"], content["kind"]) == (LOST, "web", "answer")
    assert content["text"] == "先打电话挂失，再到网点补卡。"
    assert "<strong>" in content["html"]
    whole = web.get(f"{API}/answers/{LOST}").json()
    assert content["seq"] == whole["seq"]
    assert content["rendition"] != whole["rendition"]
    assert answer["ETag"]


def test_it_is_said_as_the_channel_says_it(
    published: Published, caller: Callable[..., Client]
) -> None:
    content = caller("sms").get(f"{API}/elements/{published.element('steps')}").json()
    assert content["text"] == "先挂失，再补卡。"
    assert "html" not in content


@pytest.mark.parametrize("slot", ["inner", "beijing"])
def test_a_hidden_element_is_404_like_one_that_is_not(
    web: Client, published: Published, slot: str
) -> None:
    hidden = published.element(slot)
    nothing = "00000000-0000-5000-8000-000000000000"

    def seen(element: str) -> tuple[int, bytes]:
        answer = web.get(f"{API}/elements/{element}")
        return answer.status_code, answer.content.replace(element.encode(), b"ID")

    assert seen(hidden) == seen(nothing)
    assert seen(hidden)[0] == 404


def test_an_element_of_a_hidden_answer_is_404(web: Client, published: Published) -> None:
    element = library.element_id(published.pages[INSIDE], "answer")
    assert web.get(f"{API}/elements/{element}").status_code == 404


@pytest.mark.parametrize("element", ["x", "0" * 3000, "%E9%93%B6", "a.b"])
def test_what_is_no_id_is_404(web: Client, element: str) -> None:
    assert web.get(f"{API}/elements/{element}").status_code == 404


def test_a_shared_element_is_found_where_the_key_may_see_it(
    web: Client, published: Published
) -> None:
    shared = library.publish_shared("hours", block("note", "网点九点开门。"))
    library.rewrite(published.pages[NEW], block("answer", "到网点办。"), shared_place(shared))
    library.rewrite(
        published.pages[INSIDE], block("answer", "问三个问题。", audience="agent"),
        shared_place(shared),
    )  # fmt: skip
    projections.catch_up()
    content: Any = web.get(f"{API}/elements/{shared.translation_key}").json()
    assert content["key"] == NEW
    assert "九点" in content["text"]
