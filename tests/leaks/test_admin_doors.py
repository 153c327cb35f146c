"""Every address of the admin has a line that says what each role gets, and gives just that."""

from collections.abc import Iterable
from typing import Any

import pytest

from tests.leaks.admin_matrix import TABLE, clients, line_of, read_table, visit
from tests.leaks.admin_world import ROLES, World, doors, make_world

pytestmark = pytest.mark.django_db
# Asked in every run; the others, and everything again, in the long one.
QUICK = ("nobody", "stranger")
ASKED_IN_FULL = ("admin/approval/", "admin/impact/", "admin/shown/", "admin/where-used/")
# Wagtail's own page to see what an error looks like.
LOUD = frozenset({"admin/failwhale/"})


def measured(world: World, door: str, roles: Iterable[str], visitors: dict[str, Any]) -> list[str]:
    return [visit(visitors[role], world.address(door)) for role in roles]


def differences(world: World, roles: dict[str, Iterable[str]]) -> list[str]:
    """Each with the address, who came, what was expected and what came back."""
    table, visitors, found = read_table(), clients(world), []
    for door, asked in roles.items():
        expected = dict(zip(ROLES, table[door], strict=True))
        for role, got in zip(asked, measured(world, door, asked, visitors), strict=True):
            if got != expected[role]:
                found.append(f"{door} as {role}: {expected[role]} expected, {got} came")
    return found


def test_every_address_has_a_line() -> None:
    table, known = read_table(), doors()
    missing, gone = [d for d in known if d not in table], sorted(set(table) - set(known))
    lines = []
    if missing:
        world = make_world()
        visitors = clients(world)
        lines = [line_of(d, tuple(measured(world, d, ROLES, visitors))) for d in missing]
    assert not missing, (
        f"These addresses of the admin have no line in {TABLE.name}. Below is what each role gets "
        f"now ({', '.join(ROLES)}). Look at every 200: may this role see this? Objects belong to "
        "`editor`; `stranger` edits another topic. An address that names an object needs it in "
        "admin_world.py. Then add, separated by tabs:\n" + "\n".join(lines)
    )
    assert not gone, f"No address any more; take these lines out of {TABLE.name}: {gone}"


def test_nobody_and_strangers_get_what_the_table_says() -> None:
    known = [door for door in doors() if door not in LOUD]
    asked = {d: ROLES if d.startswith(ASKED_IN_FULL) else QUICK for d in known}
    found = differences(make_world(), asked)
    assert not found, "\n".join(found)


@pytest.mark.long
def test_everybody_gets_what_the_table_says() -> None:
    known = [door for door in doors() if door not in LOUD]
    print(f"{len(known)} doors × {len(ROLES)} roles")
    found = differences(make_world(), dict.fromkeys(known, ROLES))
    assert not found, "\n".join(found)


def test_no_door_is_open_to_nobody_but_the_doorstep() -> None:
    doorstep = ("admin/login/", "admin/password_reset/", "admin/jsi18n/", "admin/sprite/")
    opened = [door for door, cells in read_table().items() if cells[0] not in ("no", "405")]
    assert [door for door in opened if not door.startswith(doorstep)] == []
