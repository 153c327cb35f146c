"""Three hundred things that would run in a browser, in every text, through every door that draws
HTML: none becomes more than text."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.texts.house import House, pages_of
from tests.texts.payloads import PAYLOADS, SHAPES

HARMLESS = "先打电话挂失，再去网点补卡。"
# A browser's own reading of the page: what would run, and where links lead.
READ = """html => {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const all = [...page.querySelectorAll('*'), ...[...page.querySelectorAll('template')].flatMap(
    template => [...template.content.querySelectorAll('*')])];
  const names = ['href', 'src', 'action', 'formaction', 'data', 'xlink:href', 'srcdoc'];
  const schemes = new Set();
  let handlers = 0;
  for (const element of all) for (const one of element.attributes) {
    if (one.name.startsWith('on')) handlers += 1;
    if (names.includes(one.name)) {
      const found = one.value.replace(/[\\u0000-\\u0020]/g, '').match(/^([a-z][a-z0-9+.-]*):/i);
      if (found) schemes.add(found[1].toLowerCase());
    }
  }
  const running = 'script,iframe,object,embed,base,meta[http-equiv=refresh],link[rel=stylesheet]';
  const count = (what) => page.querySelectorAll(what).length;
  return { scripts: count(running), styles: count('style'), handlers, schemes: [...schemes] };
}"""
ALLOWED = {"http", "https", "tel", "mailto"}


def read(page: Page, html: str) -> dict[str, Any]:
    return page.evaluate(READ, html)


def check(page: Page, house: House, payloads: tuple[str, ...]) -> int:
    """Each page has exactly what the same page has with harmless text in it."""
    page.goto("about:blank")
    house.publish([HARMLESS, *payloads])
    expected = {n: read(page, html) for n, html in pages_of(house, house.answers[HARMLESS])}
    count = 0
    for payload in payloads:
        for name, html in pages_of(house, house.answers[payload]):
            found = read(page, html)
            assert set(found.pop("schemes")) <= ALLOWED, (name, payload)
            known = {what: n for what, n in expected[name].items() if what != "schemes"}
            assert found == known, (name, payload)
            if not name.startswith("edit"):
                assert found["handlers"] == 0, (name, payload)
            count += 1
    return count


def test_the_reading_would_find_them(page: Page) -> None:
    page.goto("about:blank")
    seen = [read(page, shape) for shape in SHAPES]
    caught = [
        one for one in seen if one["scripts"] or one["handlers"] or set(one["schemes"]) - ALLOWED
    ]
    assert len(caught) > 40


def test_a_few_in_every_text_through_every_door(page: Page, house: House) -> None:
    picked = PAYLOADS[3 :: len(PAYLOADS) // 3][:3]
    print(f"{len(picked)} payloads, {check(page, house, picked)} pages read")


@pytest.mark.long
@pytest.mark.parametrize("part", range(10))
def test_all_in_every_text_through_every_door(page: Page, house: House, part: int) -> None:
    assert len(PAYLOADS) == 300
    picked = PAYLOADS[part::10]
    print(f"{len(picked)} payloads, {check(page, house, picked)} pages read")
