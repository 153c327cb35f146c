"""An answer exists in Chinese alone. Programs are told so; an agent gets it, and is told so too."""

from typing import Any

from django.test import Client

from tests import library
from tests.library import block

TEXT = "带护照到网点办卡。"


def test_programs_get_404_and_the_desk_offers_the_other_language(
    client: Client, agent_client: Client, keys: Any, cards: Any
) -> None:
    library.publish_answer(cards, "cards.visitor", "外国人怎么办卡？", block("answer", TEXT))

    for key in keys.values():
        url = "/api/v1/answers/cards.visitor"
        assert client.get(f"{url}?locale=zh-Hans", headers=key).status_code == 200
        missing = client.get(f"{url}?locale=en", headers=key)
        assert missing.status_code == 404
        assert TEXT not in missing.content.decode()
    assert client.get("/help/en/answers/cards.visitor/").status_code == 404

    page = agent_client.get("/desk/answers/cards.visitor/?locale=en")
    said = page.content.decode()
    assert page.status_code == 200 and TEXT in said
    assert page.context["answer"].is_other_language
    assert 'class="notice"' in said and 'lang="zh-Hans"' in said


def test_a_translated_answer_is_not_labelled(agent_client: Client, cards: Any) -> None:
    own = library.publish_answer(cards, "cards.visitor", "外国人怎么办卡？", block("answer", TEXT))
    english = library.publish_topic("cards-en", "Cards", parent=library.library_root("en"))
    library.publish_answer(
        english, "cards.visitor", "How do visitors get a card?",
        block("answer", "Bring your passport to a branch."), translates=own,
    )  # fmt: skip

    page = agent_client.get("/desk/answers/cards.visitor/?locale=en")

    assert "Bring your passport" in page.content.decode()
    assert not page.context["answer"].is_other_language
