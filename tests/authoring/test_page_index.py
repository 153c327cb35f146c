"""Wagtail's index of pages, for the admin's lists: a save writes its own row and asks no others."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.search.models import IndexEntry

from kb.authoring.models import KnowledgePage
from tests.authoring.making import draft_answer

pytestmark = pytest.mark.django_db


def test_a_page_saved_is_found_and_no_other_row_was_asked() -> None:
    for name in ("one", "two"):
        draft_answer(name)
    with CaptureQueriesContext(connection) as asked:
        draft_answer("three", title="挂失之后多久拿到新卡")
    about_weights = [
        q["sql"] for q in asked if "AVG(" in q["sql"] or 'SET "title_norm"' in q["sql"]
    ]
    assert about_weights == []
    assert [page.title for page in KnowledgePage.objects.search("挂失之后多久拿到新卡")] == [
        "挂失之后多久拿到新卡"
    ]


def test_titles_are_weighed_when_the_index_is_built() -> None:
    draft_answer("short", title="short")
    draft_answer("long", title="one title of many more words than the other")
    assert set(IndexEntry.objects.values_list("title_norm", flat=True)) == {1.0}
    call_command("update_index", verbosity=0)
    weights = {entry.object_id: entry.title_norm for entry in IndexEntry.objects.all()}
    short, long = (str(KnowledgePage.objects.get(title__startswith=t).pk) for t in ("short", "one"))
    assert weights[short] > weights[long]
