"""A new address without a row in the table of doors fails here, before it can leak."""

from collections import Counter
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from tests.leaks.doors import DOORS

# Editors' screens and files that hold no knowledge have tests of their own.
ELSEWHERE = ("admin/", "static/")


def addresses(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        else:
            yield route


def addresses_outside_the_admin() -> Counter[str]:
    found = addresses(get_resolver().url_patterns)
    return Counter(route for route in found if not route.startswith(ELSEWHERE))


def test_every_address_stands_in_the_table_of_doors() -> None:
    table = Counter(route for door in DOORS for route in door.routes)

    assert addresses_outside_the_admin() == table


def test_the_walk_sees_into_included_addresses() -> None:
    assert any(route.startswith("api/v1/") for route in addresses_outside_the_admin())
    assert any(route.startswith("admin/") for route in addresses(get_resolver().url_patterns))
