"""The small bank, built once and put back before each test that needs it: building it takes over
a second, putting it back some milliseconds.

Conftests import `bank` and `bank_tables`; the second by itself is enough to have them.
"""

from __future__ import annotations

import shutil
import uuid
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
from kb.publication import projections
from kb.search.engine import Position, open_engine
from tests import database
from tests.bank import publish_bank
from tests.search import engines

Answers = dict[str, KnowledgePage]


# The database as the migrations left it, and with the bank.
FRESH, BANK = "no-bank", "bank"


@cache
def kept_index() -> Path:
    """The bank's index; its database is kept beside it."""
    index = Path(django_settings.VAR_DIR) / "bank-index"
    database.keep_copy(FRESH)
    try:
        with override_settings(SEARCH_URL=f"tantivy://{index}"):
            publish_bank()
        database.keep_copy(BANK)
    finally:
        open_engine.cache_clear()
        database.put_back(FRESH)
        _forget()
    return index


def search_url(kept: Path, *, place: Path) -> str:
    """An index with the bank in it, its database being put back."""
    if engines.of_this_run() == "tantivy":
        return f"tantivy://{shutil.copytree(kept, place / 'index')}"
    if _is_changed(_on_server):
        _on_server[:] = [_index_on_server()]
    return _on_server[0].url


@dataclass(frozen=True, slots=True)
class _OnServer:
    """One index for every test of this process that leaves it as it is."""

    url: str
    position: Position


_on_server: list[_OnServer] = []


def _is_changed(built: list[_OnServer]) -> bool:
    return not built or open_engine(built[0].url).position() != built[0].position


def _index_on_server() -> _OnServer:
    url = f"opensearch://{engines.opensearch_place()}/bank-{uuid.uuid4().hex[:12]}"
    with override_settings(SEARCH_URL=url):
        projections.rebuild("search")
    return _OnServer(url, open_engine(url).position())


def _forget() -> None:
    """What this process remembers of another database."""
    forget_choices()
    evidence.forget()


@pytest.fixture(scope="module", autouse=True)
def bank_tables(django_db_setup: None, django_db_blocker: Any) -> Iterator[Path]:
    """Before any test begins its transaction."""
    with django_db_blocker.unblock():
        index = kept_index()
        database.put_back(BANK)
    yield index
    with django_db_blocker.unblock():
        database.put_back(FRESH)


@pytest.fixture
def bank(bank_tables: Path, db: None, settings: Any, tmp_path: Path) -> Iterator[Answers]:
    """Answers by key, the Chinese version where there are two."""
    if not connection.in_atomic_block:
        # The test before committed, and what it found was cleared away.
        database.put_back(BANK)
    _forget()
    settings.SEARCH_URL = search_url(bank_tables, place=tmp_path)
    # Chinese comes last, and stays.
    yield {page.key: page for page in KnowledgePage.objects.order_by("locale__language_code")}
    _forget()
