"""Every address of the admin has lines that say what each role gets, and gives just that."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.template.base import Template
from django.utils.safestring import mark_safe

from tests.leaks.admin_matrix import TABLES, clients, line_of, read_table, visit
from tests.leaks.admin_world import ROLES, World, doors, make_world
from tests.leaks.belongings import belongings

pytestmark = pytest.mark.django_db
METHODS = tuple(TABLES)
# Asked in every run; the others, and everything again, in the long one.
QUICK = ("nobody", "stranger")
ASKED_IN_FULL = ("admin/approval/", "admin/impact/", "admin/shown/", "admin/where-used/")
# Wagtail's own page to see what an error looks like.
LOUD = frozenset({"admin/failwhale/"})
# Not asked by POST: it ends the session that asks the rest.
LOGOUT = "admin/logout/"
# Wagtail's own view, which fails on a form without its fields.
WANTS_ITS_FIELDS = frozenset({
    "admin/pages/add/<slug:content_type_app_name>/<slug:content_type_model_name>/"
    "<int:parent_page_id>/preview/",
})  # fmt: skip
# Every editor may delete these where nothing uses them, whoever wrote them; end a basis; have tried
# again what stopped; and end an emergency notice early, which needs one person whoever that is.
# Supervisors end what anybody asked teams to read.
COMMON_SNIPPETS = ("basisrecord", "fact", "noticetemplate", "offer", "sharedelement", "term")
COMMON = frozenset((
    *(f"admin/snippets/kb/{name}/delete/<int:pk>/" for name in COMMON_SNIPPETS),
    "admin/care/bases/<int:pk>/end/",
    "admin/notices/<int:pk>/end/",
    "admin/reading/<int:pk>/end/",
    "admin/reports/following/retry/<slug:place>/<int:row>/",
))  # fmt: skip
WEAK = ("nobody", "agent", "integrator", "supervisor", "stranger")
REFUSED = frozenset({"no", "403", "404", "405"})
# Whoever is not logged in, or has no place in the admin, gets no further than this.
DOORSTEP = ("admin/login/", "admin/password_reset/", "admin/jsi18n/", "admin/sprite/")
HOUSE = (
    "admin/users/", "admin/groups/", "admin/sites/", "admin/locales/", "admin/workflows/",
    "admin/collections/", "admin/documents/", "admin/approval/try/",
    *(
        f"admin/snippets/{place}kb/{name}/"
        for name in ("accessgrant", "approvalrule", "stepkind", "labelvalue", "complaintreason")
        for place in ("", "choose/")
    ),
)  # fmt: skip
# What a supervisor or another team's editor gets by naming the editor's answer: the page's own
# address leads on to a list that refuses.
LEADS_ON = frozenset({"admin/pages/<int:page_id>/revisions/", "admin/pages/<int:parent_page_id>/"})
# What a supervisor may send: looking again, lists of their own, what is theirs, and dialogs
# without anything behind them. Lists of several refuse each by itself.
SUPERVISOR_SENDS = frozenset({
    "admin/account/", "admin/approval/deputies/", "admin/approval/several/", "admin/care/",
    "admin/care/conflicts/scan/", "admin/care/handover/", "admin/care/health/look/",
    "admin/care/intervals/", "admin/care/templates/<int:pk>/", "admin/choose-anchor-link/",
    "admin/choose-email-link/", "admin/choose-external-link/", "admin/choose-phone-link/",
    "admin/editing-sessions/release/<int:session_id>/", "admin/exchange/",
    "admin/misses/<slug:name>/decide/", "admin/misses/<slug:name>/reopen/",
    "admin/notices/<int:pk>/correct/", "admin/notices/<int:pk>/end/", "admin/notices/new/",
    "admin/pages/<int:page_id>/revisions/",
    "admin/pages/create/<slug:app_label>/<slug:model_name>", "admin/reading/<int:pk>/end/",
    "admin/reading/ask/<str:locale>/<str:key>/", "admin/surges/<int:pk>/known/",
    "admin/tag-autocomplete/",
    "admin/tag-autocomplete/<slug:app_name>/<slug:model_name>/",
})  # fmt: skip


def known_doors(method: str) -> list[str]:
    unasked = LOUD | ({LOGOUT} if method == "post" else frozenset())
    return [door for door in doors() if door not in unasked]


def differences(
    world: World, roles: dict[str, Iterable[str]], *, method: str, after: Any = None
) -> list[str]:
    """Each with the address, who came, what was expected and what came back."""
    table, visitors, found = read_table(method), clients(world), []
    for door, asked in roles.items():
        expected = dict(zip(ROLES, table[door], strict=True))
        for role in asked:
            look = after(door, role) if after is not None else None
            got = visit(visitors[role], world.address(door), method=method, after=look)
            if got != expected[role]:
                found.append(f"{method} {door} as {role}: {expected[role]} expected, {got} came")
    return found


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is let in is known before the page is drawn; the long run draws each."""
    monkeypatch.setattr(Template, "_render", lambda self, context: mark_safe(""))


@pytest.mark.parametrize("method", METHODS)
def test_every_address_has_a_line(method: str) -> None:
    table, known = read_table(method), known_doors(method)
    missing, gone = [d for d in known if d not in table], sorted(set(table) - set(doors()))
    lines = []
    if missing:
        world = make_world()
        visitors = clients(world)
        for door in missing:
            cells = [visit(visitors[r], world.address(door), method=method) for r in ROLES]
            lines.append(line_of(door, tuple(cells)))
    assert not missing, (
        f"These addresses of the admin have no line in {TABLES[method].name}. Below is what each "
        f"role gets now ({', '.join(ROLES)}). Look at every 200 and 302: may this role see or do "
        "this? Objects belong to `editor`; `stranger` edits another topic. An address that names "
        "an object needs it in admin_world.py. Then add, separated by tabs:\n" + "\n".join(lines)
    )
    assert not gone, f"No address any more; take these lines out of {TABLES[method].name}: {gone}"


def test_nobody_and_strangers_get_what_the_table_says(undrawn: None) -> None:
    asked = {d: ROLES if d.startswith(ASKED_IN_FULL) else QUICK for d in known_doors("get")}
    found = differences(make_world(), asked, method="get")
    assert not found, "\n".join(found)


def test_strangers_send_what_the_table_says_and_change_nothing_of_others(undrawn: None) -> None:
    before: dict[str, set[Any]] = {}
    changed, look = watch(before)
    world = make_world()
    before.update(belongings())
    asked = dict.fromkeys(known_doors("post"), ("stranger",))
    found = differences(world, asked, method="post", after=look)
    assert not found + changed, "\n".join(found + changed)


def watch(before: dict[str, set[Any]]) -> tuple[list[str], Callable[[str, str], Any]]:
    """Fills the list with what somebody changed who may not."""
    changed: list[str] = []

    def look(door: str, role: str) -> Callable[[], None] | None:
        def compare() -> None:
            now = belongings()
            names = [name for name in now if before[name] - now[name]]
            if names and door not in COMMON:
                changed.append(f"post {door} as {role} changed {', '.join(names)}")

        return compare if role in WEAK else None

    return changed, look


@pytest.mark.long
def test_everybody_gets_what_the_table_says() -> None:
    known = known_doors("get")
    print(f"{len(known)} doors × {len(ROLES)} roles")
    found = differences(make_world(), dict.fromkeys(known, ROLES), method="get")
    assert not found, "\n".join(found)


@pytest.mark.long
def test_everybody_sends_what_the_table_says() -> None:
    before: dict[str, set[Any]] = {}
    changed, look = watch(before)
    world, known = make_world(), known_doors("post")
    before.update(belongings())
    print(f"{len(known)} doors × {len(ROLES)} roles, by POST")
    found = differences(world, dict.fromkeys(known, ROLES), method="post", after=look)
    assert not found + changed, "\n".join(found + changed)


def let_in(method: str, role: str) -> list[str]:
    """The addresses at which the table lets this role in."""
    place = ROLES.index(role)
    rows = read_table(method).items()
    return [d for d, cells in rows if cells[place] not in REFUSED and d not in LOUD | {LOGOUT}]


class TestWhatTheTablesMaySay:
    """Rules that hold whatever was measured."""

    @pytest.mark.parametrize("method", METHODS)
    @pytest.mark.parametrize("role", ["nobody", "agent", "integrator"])
    def test_the_admin_is_shut_to_who_has_no_place_in_it(self, method: str, role: str) -> None:
        assert [d for d in let_in(method, role) if not d.startswith(DOORSTEP)] == []

    @pytest.mark.parametrize("method", METHODS)
    @pytest.mark.parametrize("role", [r for r in ROLES if r != "superuser"])
    def test_people_and_rules_are_the_superusers(self, method: str, role: str) -> None:
        assert [d for d in let_in(method, role) if d.startswith(HOUSE)] == []

    @pytest.mark.parametrize("method", METHODS)
    @pytest.mark.parametrize("role", ["supervisor", "stranger"])
    def test_the_editors_pages_are_shut_to_others(self, method: str, role: str) -> None:
        named = ("page_id>", "page_to_move_id>", "<int:page>", "(?P<pk>")
        pages = [d for d in let_in(method, role) if d.startswith(("admin/pages/", "admin/bulk/"))]
        wrong = [d for d in pages if "#" in d or any(name in d for name in named)]
        assert set(wrong) <= LEADS_ON | {"admin/pages/<int:parent_page_id>/results/"}

    def test_a_supervisor_sends_little(self) -> None:
        sent = [d for d in let_in("post", "supervisor") if not d.startswith(DOORSTEP)]
        assert set(sent) == SUPERVISOR_SENDS

    @pytest.mark.parametrize("role", ROLES)
    def test_who_may_not_look_may_not_send(self, role: str) -> None:
        place, seen = ROLES.index(role), read_table("get")
        sent = [d for d in let_in("post", role) if d != "admin/login/"]
        assert [d for d in sent if seen[d][place] in {"no", "403", "404"}] == []

    def test_nothing_fails(self) -> None:
        failing = [
            d for method in METHODS for d, cells in read_table(method).items()
            if d not in LOUD | WANTS_ITS_FIELDS and any(cell.startswith("5") for cell in cells)
        ]  # fmt: skip
        assert failing == []
