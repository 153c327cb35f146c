"""Who writes the English version sees at each element what the Chinese says there now."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from playwright.sync_api import Page, expect

from kb.care.translating import settle_translations
from tests import library
from tests.journeys.people import give_subtree, log_in
from tests.library import block, publish_answer

CHINESE = ("先打电话挂失，再带证件去网点补卡。", "补卡当天可以拿到。")
ENGLISH = ("Call us first, then bring your ID to a branch.", "You get the new card that day.")


def test_each_element_has_its_own_original_above_it(
    page: Page, live_server: Any, cards: Any
) -> None:
    translation = publish_in_both(cards)
    give_subtree(translation.get_parent(), group="Editors")
    editor = library.staff("editor-1", "Editors")
    address = live_server.url + reverse("wagtailadmin_pages:edit", args=[translation.pk])

    log_in(page, address, user=editor)

    for number, (own, original) in enumerate(zip(ENGLISH, CHINESE, strict=True)):
        child = page.locator("[data-streamfield-child]").nth(number)
        expect(child.locator("textarea").first).to_have_value(own)
        expect(child.locator(".translation-original__text")).to_have_text(original)
        place = child.locator(".translation-original").bounding_box()
        text = child.locator("textarea").first.bounding_box()
        assert place and text and place["y"] + place["height"] <= text["y"]
    # What belongs to no element, the question, stays in the panel.
    expect(page.locator("[data-original] .translation-original__text")).to_have_count(1)


def publish_in_both(cards: Any) -> Any:
    slots = ("answer", "note")
    first, second = (block(s, t, slot=s) for s, t in zip(slots, CHINESE, strict=True))
    source = publish_answer(cards, "cards.loss", "卡丢了怎么办？", first, second)
    english = library.publish_topic("cards-en", "Cards", parent=library.library_root("en"))
    first, second = (block(s, t, slot=s) for s, t in zip(slots, ENGLISH, strict=True))
    translation = publish_answer(
        english, "cards.loss", "I lost my card", first, second, translates=source
    )
    settle_translations()
    return translation
