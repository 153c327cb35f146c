"""What editors are shown of a channel's words: a picture stands there as a picture."""

from django.utils import translation

from channels import registry
from channels.spoken import speak
from kb.document import Image, Kind
from tests.channels.documents import document, passage


def shown(image: Image) -> str:
    whole = document(passage(Kind.ANSWER, "先挂失。"), passage(Kind.IMAGE, image=image))
    with translation.override("en"):
        said = speak(registry.enabled()["web"], whole)
    assert said is not None
    return said.parts[1].text


def test_another_picture_is_another_text() -> None:
    assert shown(Image(5, "button")) == "[picture 5]"
    assert shown(Image(6, "button")) == "[picture 6]"
