"""People are called as they call themselves, on our screens and Wagtail's alike."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from wagtail.admin.utils import get_user_display_name

from kb.authoring.names import name_and_number
from tests.authoring.making import draft_answer, edit_url, logged_in, make_user


@pytest.mark.parametrize(
    ("family", "given", "said"),
    [
        ("张", "建国", "张建国"),
        ("", "欧阳雪", "欧阳雪"),
        ("买买提", "阿依·古丽", "买买提阿依·古丽"),
        ("\U00020bb7", "健", "\U00020bb7健"),
        ("Li", "Wei", "Wei Li"),
        ("Li", "伟", "伟 Li"),
        ("Li", "", "Li"),
        ("", "", "0123"),
    ],
)
def test_the_family_comes_first_in_chinese(family: str, given: str, said: str) -> None:
    person = User(username="0123", first_name=given, last_name=family)
    assert get_user_display_name(person) == said
    assert name_and_number(person) == (said if said == "0123" else f"{said} (0123)")


@pytest.mark.django_db
def test_in_choosers_and_in_wagtails_screens() -> None:
    editor = make_user("0123", "Editors", last_name="张", first_name="建国", is_superuser=True)
    client = logged_in(editor)
    page = draft_answer("cards.a", user=editor)
    screens = (reverse("approval_deputies"), edit_url(page), reverse("wagtailadmin_home"))
    for address in screens:
        html = client.get(address).content.decode()
        assert "张建国" in html
        assert "建国 张" not in html
