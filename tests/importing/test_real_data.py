"""Real questions of a bank's customers, from a file to an answer that is found."""

import csv
import random
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from kb.authoring.models import KnowledgePage
from kb.publication import log, projections
from kb.publication.models import Live
from kb.search.queries import search
from tests.importing.files import everyone, publish

DATA = Path(settings.BASE_DIR).parent / "shared" / "data" / "nonghang_qa.csv"
pytestmark = pytest.mark.skipif(
    not DATA.exists(), reason="the real questions (../shared/data/nonghang_qa.csv) are not here"
)


def head_of(path, *, rows, to):
    with path.open(encoding="utf-8", newline="") as whole, to.open("w", newline="") as part:
        reader, writer = csv.reader(whole), csv.writer(part)
        writer.writerows(row for row, _ in zip(reader, range(rows + 1), strict=False))
    return to


def found_share(questions):
    """How many of these questions bring their own answer among the first three."""
    scope = everyone(timezone.now())
    found = 0
    for question in questions:
        page = search(scope=scope, text=question, locale="zh-Hans", limit=3)
        found += question in [result.question for result in page.results]
    return found / len(questions)


def test_a_slice_becomes_published_answers_that_search_finds(topic, tmp_path):
    publish(head_of(DATA, rows=200, to=tmp_path / "nonghang.csv"), where="is_best=1")
    questions = list(Live.objects.values_list("question", flat=True))
    assert len(questions) > 60
    assert found_share(questions[:40]) == 1


@pytest.mark.long
def test_the_whole_file_becomes_published_answers_that_search_finds(topic):
    publish(DATA, where="is_best=1")
    live = Live.objects.count()
    drafts = KnowledgePage.objects.filter(live=False).count()
    assert live > 2200 and drafts < live / 20
    assert log.broken_links() == []
    assert all(projections.lag(name) == 0 for name in projections.names())
    questions = sorted(Live.objects.values_list("question", flat=True))
    assert found_share(random.Random(7).sample(questions, 200)) > 0.98
    head = log.head()
    publish(DATA, where="is_best=1")
    assert log.head() == head and KnowledgePage.objects.count() == live + drafts
