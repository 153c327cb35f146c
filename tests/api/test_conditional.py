"""ETags: strong, over the body as served, and never a way around a right."""

import hashlib
from collections.abc import Callable

import pytest
from django.test import Client

from kb.publication import projections
from tests import library
from tests.api.conftest import API, LOST, NEW, Published
from tests.library import block

ADDRESS = f"{API}/answers/{LOST}"
VARY = "Accept, Accept-Language, Accept-Encoding, Authorization"


def test_the_etag_is_strong_and_of_the_body(web: Client) -> None:
    answer = web.get(ADDRESS)
    assert answer["ETag"] == f'"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Vary"] == VARY


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '"other",W/{} , "third"', "*"])
def test_a_known_body_is_304(web: Client, form: str) -> None:
    etag = web.get(ADDRESS)["ETag"]
    answer = web.get(ADDRESS, headers={"if-none-match": form.format(etag)})
    assert answer.status_code == 304
    assert answer.content == b""
    assert answer["ETag"] == etag
    assert answer["Vary"] == VARY
    assert answer["Cache-Control"] == "private, no-cache"
    assert "Content-Type" not in answer


@pytest.mark.parametrize("form", ['"other"', "unquoted", "", "W/", '"'])
def test_another_body_is_200(web: Client, form: str) -> None:
    answer = web.get(ADDRESS, headers={"if-none-match": form})
    assert answer.status_code == 200
    assert answer.content


def test_a_new_text_has_a_new_etag(web: Client, published: Published) -> None:
    address = f"{API}/answers/{NEW}"
    etag = web.get(address)["ETag"]
    library.rewrite(published.pages[NEW], block("answer", "到网点办。"))
    projections.catch_up()
    answer = web.get(address, headers={"if-none-match": etag})
    assert answer.status_code == 200
    assert answer["ETag"] != etag


def test_304_only_for_whoever_may_read(
    web: Client, published: Published, caller: Callable[..., Client]
) -> None:
    etag = web.get(ADDRESS)["ETag"]
    others = {
        401: Client(),
        403: caller("web", scopes=["topics:read"]),
        404: caller("web", topics=["loans"]),
    }
    for status, client in others.items():
        for condition in (etag, "*"):
            answer = client.get(ADDRESS, headers={"if-none-match": condition})
            assert answer.status_code == status


@pytest.mark.parametrize("path", ["/topics", "/changes", "/suggest?q=卡", "/schema/"])
def test_every_list_has_one_too(web: Client, path: str) -> None:
    etag = web.get(API + path)["ETag"]
    assert web.get(API + path, headers={"if-none-match": etag}).status_code == 304


def test_a_search_says_how_long_it_took_so_it_is_not_kept(web: Client) -> None:
    answer = web.get(f"{API}/search", {"q": "卡"})
    assert "ETag" not in answer
    assert answer["Cache-Control"] == "no-store"


def test_head_is_get_without_its_body(web: Client) -> None:
    whole, head = web.get(ADDRESS), web.head(ADDRESS)
    assert head.status_code == 200
    assert head.content == b""
    for name in ("ETag", "Content-Type", "Content-Length", "Cache-Control"):
        assert head[name] == whole[name]
    assert web.head(f"{API}/answers/nothing").status_code == 404


def test_options_name_the_methods(web: Client) -> None:
    answer = web.options(ADDRESS)
    assert answer.status_code == 204
    assert answer.content == b""
    assert set(answer["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
