"""A topic, an editor, and the memory of documents."""

from datetime import UTC, datetime

import pytest

from kb.authoring.granulating.drafting import create_drafts
from kb.authoring.granulating.keeping import keep
from kb.authoring.granulating.proposal import digest_of
from kb.authoring.granulating.reading import read_source
from kb.authoring.importers.bulk import Editor
from tests.authoring.making import make_topic, make_user

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def topic(db):
    return make_topic("cards")


@pytest.fixture
def editor(topic):
    return make_user("bianji", "Editors", owns=topic)


@pytest.fixture
def read(topic, editor):
    """Keeps one version of a document."""

    def read(text, *, name="指南.md"):
        data = text.encode() if isinstance(text, str) else text
        source = read_source(name, data)
        return keep(source, digest=digest_of(data.hex()), topic=topic, locale="zh-Hans",
                    user=editor, now=NOW)  # fmt: skip

    return read


@pytest.fixture
def draft(topic, editor):
    def draft(document):
        return create_drafts(document, topic=topic.pk, editor=Editor(editor, at=NOW))

    return draft
