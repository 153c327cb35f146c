"""A clock for tests of days: each begins at noon of the same one, so that neither midnight nor the
hour at which they are run makes a difference. Time passes as it does."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def begins_at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    passes, began = timezone.now, timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: NOW + (passes() - began))
