"""What axe finds wrong with a page, in words."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Language and width in pixels; both of each every time, all four among the long cases.
LOOKS = (
    ("zh-CN", 1280),
    ("en-US", 390),
    pytest.param("zh-CN", 390, marks=pytest.mark.long),
    pytest.param("en-US", 1280, marks=pytest.mark.long),
)
# All that another colour scheme can change.
OF_COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
# Colours that fade into others are looked at as they will be; what turns for ever does go on.
AT_ITS_END = """() => new Promise((done) => requestAnimationFrame(() => {
  for (const one of document.getAnimations()) {
    if (Number.isFinite(one.effect.getComputedTiming().endTime)) one.finish();
  }
  done();
}))"""


def violations(page: Page) -> list[str]:
    """Rule, what it asks for, and the elements that break it; one line each, in light and in
    dark colours."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    in_light = Axe().run(page).response["violations"]
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.evaluate(AT_ITS_END)
    in_dark = Axe().run(page, options=OF_COLOURS).response["violations"]
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return [*_told(in_light), *(f"in the dark: {line}" for line in _told(in_dark))]


def _told(found: list[dict]) -> list[str]:
    return [f"{rule['id']}: {rule['help']}: {_places(rule['nodes'])}" for rule in found]


def _places(nodes: list[dict]) -> str:
    return ", ".join(str(node["target"]) for node in nodes)
