import pytest

from tests.library import publish_topic


@pytest.fixture
def topic(transactional_db):
    """Transactional: what comes after a commit is a part of what is tested."""
    return publish_topic("questions", "客户问答")
