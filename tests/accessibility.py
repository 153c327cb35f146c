"""What axe finds wrong with a page, in words."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def violations(page: Page) -> list[str]:
    """Rule, what it asks for, and the elements that break it; one line each."""
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {rule['help']}: {_places(rule['nodes'])}" for rule in found]


def _places(nodes: list[dict]) -> str:
    return ", ".join(str(node["target"]) for node in nodes)
