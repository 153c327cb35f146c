"""A picture is seen where an element that holds it may be seen, and nowhere else."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image as PillowImage
from wagtail.images.models import Image

from tests import bank as content
from tests import library
from tests.contacts.calls import KEY, pop_address
from tests.library import block


@pytest.fixture
def fee(bank):
    return bank["cards.fee"]


def show(page, shown: Image, **labels) -> None:
    library.rewrite(
        page, block("answer", "200元。"), block("image", "年费", image=shown.pk, **labels)
    )


def address(shown: Image) -> str:
    return f"/media/images/{shown.pk}/"


def agent_client() -> Client:
    client = Client()
    client.force_login(library.staff("agent-7", "Agents"))
    return client


def test_everybody_sees_the_picture_of_a_public_element(client: Client, bank) -> None:
    shown = Image.objects.get()
    response = client.get(address(shown))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")
    assert response["Cache-Control"] == "no-cache"
    again = client.get(address(shown), headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_a_picture_that_stands_nowhere_is_nobodys(client: Client, bank) -> None:
    shown = content.picture("spare.png")
    assert client.get(address(shown)).status_code == 404
    assert agent_client().get(address(shown)).status_code == 404
    assert client.get("/media/images/999999/").status_code == 404


def test_editors_see_what_they_may_put_into_a_draft(bank) -> None:
    shown = content.picture("draft.png")
    editor = Client()
    editor.force_login(library.staff("editor-1", "Editors"))
    assert editor.get(address(shown)).status_code == 200


@pytest.mark.parametrize("labels", [{"audience": "agent"}, {"channels": ["agent_desk"]}])
def test_a_picture_for_staff_is_for_staff(client: Client, fee, labels) -> None:
    shown = content.picture("inside.png")
    show(fee, shown, **labels)
    assert client.get(address(shown)).status_code == 404
    seen = agent_client().get(address(shown))
    assert seen.status_code == 200
    assert "private" in seen["Cache-Control"] and "Cookie" in seen["Vary"]


def test_a_picture_of_a_locked_element_waits_for_the_customer_to_be_verified(
    fee, settings, bank
) -> None:
    settings.SCREEN_POP_KEYS = [KEY]
    shown = content.picture("locked.png")
    show(fee, shown, verification="full")
    agent = agent_client()
    assert agent.get(address(shown)).status_code == 404
    agent.get(pop_address(call="1", verification="partial"))
    assert agent.get(address(shown)).status_code == 404
    agent.get(pop_address(call="1", verification="full"))
    kept = agent.get(address(shown))
    assert kept.status_code == 200
    agent.post("/desk/contacts/next/")
    asked = {"If-None-Match": kept["ETag"]}
    assert agent.get(address(shown), headers=asked).status_code == 404


def test_a_picture_goes_with_its_answer(client: Client, fee) -> None:
    shown = content.picture("gone.png")
    show(fee, shown)
    kept = client.get(address(shown))["ETag"]
    fee.unpublish()
    assert client.get(address(shown), headers={"If-None-Match": kept}).status_code == 404


def test_what_is_sent_is_no_larger_than_pages_show_it(client: Client, fee) -> None:
    buffer = io.BytesIO()
    PillowImage.new("RGB", (2800, 1000)).save(buffer, "PNG")
    large = Image.objects.create(title="大", file=ContentFile(buffer.getvalue(), "large.png"))
    show(fee, large)
    sent = b"".join(client.get(address(large)).streaming_content)
    assert PillowImage.open(io.BytesIO(sent)).size == (1400, 500)


def test_a_lost_file_is_no_error(client: Client, fee) -> None:
    shown = content.picture("lost-later.png")
    show(fee, shown)
    Path(settings.MEDIA_ROOT, shown.file.name).unlink()
    assert client.get(address(shown)).status_code == 404


def test_thumbnails_are_for_those_who_work_with_pictures(client: Client, bank) -> None:
    thumbnail = Image.objects.get().get_rendition("max-165x165").url
    assert thumbnail.startswith("/media/images/")
    assert client.get(thumbnail).status_code == 404
    assert agent_client().get(thumbnail).status_code == 404
    editor = Client()
    editor.force_login(library.staff("editor-1", "Editors"))
    assert editor.get(thumbnail).status_code == 200
    assert editor.get("/media/images/none.png").status_code == 404
    assert editor.get("/media/images/..%2f..%2fsecret_key").status_code == 404
