"""The small library of the API's tests."""

from tests.api.conftest import caller, fresh_counts, published, web  # noqa: F401
