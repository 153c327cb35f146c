"""The public help pages of a small bank."""

import pytest

from kb.authoring.models import KnowledgePage
from kb.publication import projections
from tests.bank import open_bank


@pytest.fixture
def bank(db: None) -> dict[str, KnowledgePage]:
    answers = open_bank()
    # In a test that never commits nobody rings for the projections.
    projections.catch_up()
    return answers
