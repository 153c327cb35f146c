"""NUL characters and halves of characters, through every door: refused, never an error of ours.
PostgreSQL takes neither in a text; SQLite takes both."""

from typing import Any

import pytest
from django.test import Client

from tests import library
from tests.authoring.making import logged_in, make_user, published_answer

pytestmark = pytest.mark.django_db

# In a cookie an octal number is a character, so that a session may have any name.
SESSION = {"cookie": 'sessionid="' + "\\000" * 12 + '"'}
PAGES = (
    "/desk/", "/desk/login/", "/help/", "/help/zh-hans/", "/help/zh-hans/search/", "/admin/",
    "/admin/login/", "/admin/pages/", "/admin/pages/search/", "/admin/choose-page/",
)  # fmt: skip
ADDRESSES = (
    *(f"{page}?q=a%00b&p=%00&next=%00" for page in PAGES),
    *(f"{page}%00/" for page in PAGES),
)


@pytest.fixture
def chief(db: None) -> Client:
    published_answer("cards.one")
    return logged_in(make_user("chief", is_superuser=True, is_staff=True))


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_with_nul_is_refused(chief: Client, address: str) -> None:
    assert chief.get(address).status_code == 400
    assert Client().get(address).status_code == 400


@pytest.mark.parametrize("page", PAGES)
def test_a_session_named_nul_is_refused(page: str) -> None:
    assert Client().get(page, headers=SESSION).status_code == 400


@pytest.mark.parametrize("address", ["/desk/login/", "/admin/login/"])
def test_nobody_is_named_nul(address: str) -> None:
    asked = Client().post(address, {"username": "a\0b", "password": "x\0"})
    assert asked.status_code == 200
    assert asked.wsgi_request.user.is_anonymous


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "a\udfff"])
@pytest.mark.parametrize("path", ["search", "answers/{}", "suggest", "feedback"])
def test_the_api_refuses_what_is_no_text(text: str, path: str) -> None:
    headers = library.key_for("web")
    body: Any = {"q": text, "query": text, "comment": text, "kind": "wrong", "key": "cards.one"}
    for asked in (
        Client().post(
            f"/api/v1/{path.format('cards.one')}", body, "application/json", headers=headers
        ),
        Client().get(f"/api/v1/{path.format('a%00b')}?q=%00&locale=%ed%a0%80", headers=headers),
    ):
        assert 400 <= asked.status_code < 500
