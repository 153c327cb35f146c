"""The small bank, built once and put back before each test that needs it: building it takes over
a second, putting it back some milliseconds.

Conftests import `bank` and `bank_tables`; the second by itself is enough to have them.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import override_settings

from channels.renditions import evidence
from kb.authoring.label_values import forget_choices
from kb.authoring.models import KnowledgePage
from kb.search.engine import open_engine
from tests import database
from tests.bank import publish_bank

Answers = dict[str, KnowledgePage]


@dataclass(frozen=True)
class Kept:
    """Files with the database as the migrations left it, with the bank's, and the bank's index."""

    fresh: Path
    bank: Path
    index: Path


@cache
def kept_bank() -> Kept:
    place = Path(django_settings.VAR_DIR)
    kept = Kept(place / "no-bank.sqlite3", place / "bank.sqlite3", place / "bank-index")
    database.keep_copy(kept.fresh)
    try:
        with override_settings(SEARCH_URL=f"tantivy://{kept.index}"):
            publish_bank()
        database.keep_copy(kept.bank)
    finally:
        open_engine.cache_clear()
        database.put_back(kept.fresh)
        _forget()
    return kept


def _forget() -> None:
    """What this process remembers of another database."""
    forget_choices()
    evidence.forget()


@pytest.fixture(scope="module", autouse=True)
def bank_tables(django_db_setup: None, django_db_blocker: Any) -> Iterator[Kept]:
    """Before any test begins its transaction."""
    with django_db_blocker.unblock():
        kept = kept_bank()
        database.put_back(kept.bank)
    yield kept
    with django_db_blocker.unblock():
        database.put_back(kept.fresh)


@pytest.fixture
def bank(bank_tables: Kept, db: None, settings: Any, tmp_path: Path) -> Iterator[Answers]:
    """Answers by key, the Chinese version where there are two."""
    if not connection.in_atomic_block:
        # The test before committed, and what it found was cleared away.
        database.put_back(bank_tables.bank)
    _forget()
    settings.SEARCH_URL = f"tantivy://{shutil.copytree(bank_tables.index, tmp_path / 'index')}"
    # Chinese comes last, and stays.
    yield {page.key: page for page in KnowledgePage.objects.order_by("locale__language_code")}
    _forget()
