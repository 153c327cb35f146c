"""A bank with soothing lines, and an agent at the desk."""

from typing import Any

import pytest

from kb.publication import projections
from tests import library
from tests.desk.conftest import agent, bank, bank_tables, desk
from tests.library import block

__all__ = ["agent", "bank", "bank_tables", "desk"]
HOUSE = "很抱歉让您不满意，我马上为您记下来。"
CARDS = "卡的事情让您着急了，实在对不起。"


@pytest.fixture
def soothing(bank: Any) -> None:
    """The house's own line, and one for cards."""
    for key, said in (("soothing", HOUSE), ("cards.soothing", CARDS)):
        library.publish_answer(
            library.library_root(),
            key,
            f"客户投诉时先说什么？{key}",
            block("answer", "先安抚，再登记。", audience="agent"),
            block("script", said),
        )
    projections.catch_up()
