"""A bank whose mobile bank is down."""

from __future__ import annotations

import pytest

from kb.authoring.label_values import LabelValue, forget_choices
from tests.open_bank import bank, bank_tables

__all__ = ["bank", "bank_tables"]


@pytest.fixture
def regions(db: None) -> None:
    for code, zh, en in (("beijing", "北京", "Beijing"), ("shanghai", "上海", "Shanghai")):
        LabelValue.objects.create(dimension="regions", code=code, name_zh=zh, name_en=en)
    forget_choices()
