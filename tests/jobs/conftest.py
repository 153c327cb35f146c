"""The kinds of these tests are known to them alone."""

from collections.abc import Iterator

import pytest

from kb.authoring.jobs import kinds as known
from tests.jobs import kinds


@pytest.fixture(autouse=True)
def test_kinds() -> Iterator[None]:
    before = dict(known._kinds)
    kinds.register_all()
    yield
    known._kinds.clear()
    known._kinds.update(before)
