"""The tables of the admin's doors: who gets what, address by address.

`admin_doors.tsv` has a line for each address: what each role gets for GET, in the order of ROLES;
`admin_posts.tsv` the same for POST, with an empty form. `no` stands for being sent to the start
page or to log in, which is how the admin refuses.
"""

from __future__ import annotations

import re
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client

from tests.leaks.admin_world import ROLES, World

TABLES = {
    "get": Path(__file__).parent / "admin_doors.tsv",
    "post": Path(__file__).parent / "admin_posts.tsv",
}
FORM = {
    "elements-count": "0",
    "element-count": "0",
    "conditions-count": "0",
    "new_parent_page": "1",
} | {"external-link-chooser-url": "x"}
REFUSALS = re.compile(r"^/admin/$|^/admin/login/|^/desk/login/|/login/\?next=")


class _Undo(Exception):
    """Whatever a visit did is undone."""


def read_table(method: str) -> dict[str, tuple[str, ...]]:
    """Route → what each role gets."""
    lines = TABLES[method].read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {route: tuple(cells) for route, *cells in rows}


def write_table(rows: dict[str, tuple[str, ...]], *, method: str) -> None:
    head = f"# route\t{chr(9).join(ROLES)}"
    body = (line_of(route, cells) for route, cells in sorted(rows.items()))
    TABLES[method].write_text("\n".join([head, *body]) + "\n", "utf-8")


def line_of(route: str, cells: tuple[str, ...]) -> str:
    return "\t".join([route, *cells])


def clients(world: World) -> dict[str, Client]:
    found = {}
    for role, user in world.people.items():
        found[role] = Client(raise_request_exception=False)
        if user is not None:
            found[role].force_login(User.objects.get(pk=user.pk))
    return found


def visit(client: Client, address: str, *, method: str = "get", after: Any = None) -> str:
    """What comes back, in one word; `after()` looks at what it did, and none of that stays. POST
    sends a form with nothing in it but what Wagtail's forms cannot be without."""
    answer, cookies = "?", SimpleCookie(client.cookies)
    try:
        with transaction.atomic():
            response = client.get(address) if method == "get" else client.post(address, FORM)
            answer = _word(response)
            if after is not None:
                after()
            raise _Undo
    except _Undo:
        return answer
    finally:
        client.cookies = cookies


def _word(response: Any) -> str:
    if response.status_code in (301, 302) and REFUSALS.search(response.url):
        return "no"
    return str(response.status_code)
