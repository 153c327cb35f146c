"""What people write beside answers (reasons, comments, names, documents, cells of a workbook) is no
more than text on any screen of the workbench."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from playwright.sync_api import Page

from kb.authoring.label_values import forget_choices
from tests.authoring.making import logged_in, make_topic
from tests.texts.payloads import PAYLOADS
from tests.texts.test_nothing_runs import ALLOWED, HARMLESS, read
from tests.texts.workbench import fill, screens_of

pytestmark = pytest.mark.django_db


class _Undo(Exception):
    """The next text begins with the same house."""


def screens_with(text: str, *, topic: Any, chief: User) -> dict[str, str]:
    """Screen → its HTML; nothing of it stays."""
    found: dict[str, str] = {}
    try:
        with transaction.atomic():
            # Files with NUL are refused before anything of them is kept.
            addresses = fill(topic, chief, text.replace("\0", "\ufffd"))
            found = dict(screens_of(logged_in(chief), addresses))
            raise _Undo
    except _Undo:
        forget_choices()
        return found


def check(page: Page, payloads: tuple[str, ...]) -> int:
    """Each screen has exactly what it has with harmless text in it."""
    page.goto("about:blank")
    topic, chief = make_topic("cards"), User.objects.create_superuser("chief")
    harmless = screens_with(HARMLESS, topic=topic, chief=chief)
    unseen = [name for name, html in harmless.items() if HARMLESS[:6] not in html]
    assert set(unseen) <= SHOW_NONE, unseen
    expected = {name: read(page, html) for name, html in harmless.items()}
    count = 0
    for payload in payloads:
        for name, html in screens_with(payload, topic=topic, chief=chief).items():
            found = read(page, html)
            assert set(found.pop("schemes")) <= ALLOWED, (name, payload)
            known = {what: n for what, n in expected[name].items() if what != "schemes"}
            assert found == known, (name, payload)
            count += 1
    return count


# Numbers alone, and what went out by its key.
SHOW_NONE = frozenset({"health", "publication log"})


def test_a_few_on_every_screen(page: Page) -> None:
    picked = PAYLOADS[5 :: len(PAYLOADS) // 2][:2]
    print(f"{len(picked)} payloads, {check(page, picked)} screens read")


@pytest.mark.long
@pytest.mark.parametrize("part", range(10))
def test_all_on_every_screen(page: Page, part: int) -> None:
    print(f"{len(PAYLOADS[part::10])} payloads, {check(page, PAYLOADS[part::10])} screens read")
