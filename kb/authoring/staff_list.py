"""The staff as a list from outside: who is there, in which role and team.

A team owns a topic with everything below it, in every language. Run again, the same list changes
nothing; with one bad row, nothing at all is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import GroupPagePermission

from kb.authoring.importers.problems import BadFile, RowProblem
from kb.authoring.importers.tables import Row, Table
from kb.authoring.models import TopicPage
from kb.authoring.teams import TEAM_PREFIX
from kb.authoring.topics import LIBRARY_KEY
from kb.transactions import in_one_transaction

COLUMNS = ("staff_number", "name", "team", "role")
ROLES = {
    "editor": "Editors",
    "approver": "Approvers",
    "agent": "Agents",
    "supervisor": "Supervisors",
    "integrator": "Integrators",
}
WHOLE_LIBRARY = "*"
TEAM_RIGHTS = ("add_page", "change_page")


@dataclass(frozen=True, slots=True)
class Member:
    """One person; somebody with several rows has all their roles and teams."""

    staff_number: str
    name: str
    roles: frozenset[str]
    teams: frozenset[str]

    @property
    def groups(self) -> set[str]:
        return {ROLES[role] for role in self.roles} | {TEAM_PREFIX + key for key in self.teams}


@dataclass(frozen=True, slots=True)
class StaffList:
    members: tuple[Member, ...]
    problems: tuple[RowProblem, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Users by what became of them; `inactive` are left as they are, and locked out."""

    made: tuple[Any, ...]
    changed: tuple[Any, ...]
    same: tuple[Any, ...]
    inactive: tuple[Any, ...]


def read_staff(table: Table) -> StaffList:
    """Raises BadFile where a column is missing."""
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing:
        text = _("The column “%(name)s” is missing. The columns must be: %(columns)s.")
        raise BadFile(text % {"name": missing[0], "columns": ", ".join(COLUMNS)})
    topics = {WHOLE_LIBRARY, *TopicPage.objects.values_list("key", flat=True)}
    problems = list(table.problems)
    members: dict[str, Member] = {}
    for row in table.rows:
        found = _member(row, topics, members)
        if isinstance(found, RowProblem):
            problems.append(found)
        else:
            members[found.staff_number] = found
    return StaffList(tuple(members.values()), tuple(sorted(problems, key=lambda p: p.line)))


def _member(row: Row, topics: set[str], known: Mapping[str, Member]) -> Member | RowProblem:
    number, name, team, role = (row.cells[column].strip() for column in COLUMNS)
    former = known.get(number)
    if words := _objection(number, name, team, role, topics=topics, former=former):
        return RowProblem(row.line, words)
    teams = {LIBRARY_KEY if team == WHOLE_LIBRARY else team} if team else set()
    return Member(
        number,
        name,
        roles=frozenset({role.lower()}) | (former.roles if former else frozenset()),
        teams=frozenset(teams) | (former.teams if former else frozenset()),
    )


def _objection(
    number: str, name: str, team: str, role: str, *, topics: set[str], former: Member | None
) -> str:
    """What is wrong with a row; empty where nothing is."""
    if not _is_user_name(number):
        return _("“%(number)s” is no staff number: use letters, digits and @ . + - _.") % {
            "number": number
        }
    if not 0 < len(name) <= 150:
        return _("The name is missing or longer than 150 characters.")
    if role.lower() not in ROLES:
        known = {"role": role, "roles": ", ".join(ROLES)}
        return _("“%(role)s” is no role; use one of: %(roles)s.") % known
    if team and team not in topics:
        return _("There is no topic “%(team)s” that a team could own.") % {"team": team}
    if former is not None and former.name != name:
        return _("%(number)s has another name further up: %(name)s.") % {
            "number": number, "name": former.name}  # fmt: skip
    return ""


def _is_user_name(text: str) -> bool:
    try:
        get_user_model()._meta.get_field("username").run_validators(text)
    except ValidationError:
        return False
    return bool(text)


def bring_in(members: Sequence[Member], *, dry_run: bool = False) -> Outcome:
    """Makes teams and people, and puts each into exactly these roles and teams; groups of other
    kinds stay as they are. With `dry_run` everything is done and undone."""
    return in_one_transaction(lambda: _bring_in(members, dry_run=dry_run))


def _bring_in(members: Sequence[Member], *, dry_run: bool) -> Outcome:
    groups = {group.name: group for group in Group.objects.filter(name__in=ROLES.values())}
    for key in sorted({key for member in members for key in member.teams}):
        groups[TEAM_PREFIX + key] = _make_team(key)
    made: list[Any] = []
    changed: list[Any] = []
    same: list[Any] = []
    inactive: list[Any] = []
    for member in members:
        user, is_new = get_user_model().objects.get_or_create(username=member.staff_number)
        if is_new:
            user.set_unusable_password()
            user.save()
        has_changed = _settle(user, member, groups)
        outcome = made if is_new else changed if has_changed else same
        (outcome if user.is_active else inactive).append(user)
    if dry_run:
        transaction.set_rollback(True)
    return Outcome(tuple(made), tuple(changed), tuple(same), tuple(inactive))


def _make_team(key: str) -> Group:
    """The group, with its rights on the topic in every language there is."""
    team, _made = Group.objects.get_or_create(name=TEAM_PREFIX + key)
    rights = Permission.objects.filter(
        content_type__app_label="wagtailcore", content_type__model="page", codename__in=TEAM_RIGHTS
    )
    for topic in TopicPage.objects.filter(key=key):
        for right in rights:
            GroupPagePermission.objects.get_or_create(group=team, page=topic, permission=right)
    return team


def _settle(user: Any, member: Member, groups: Mapping[str, Group]) -> bool:
    """True if anything about the person changed."""
    is_renamed = user.get_full_name() != member.name
    if is_renamed:
        user.first_name, user.last_name = member.name, ""
        user.save(update_fields=["first_name", "last_name"])
    held = set(user.groups.values_list("name", flat=True))
    ours = {name for name in held if name in ROLES.values() or name.startswith(TEAM_PREFIX)}
    user.groups.remove(*_groups_named(ours - member.groups))
    user.groups.add(*(groups[name] for name in sorted(member.groups - held)))
    return is_renamed or ours != member.groups


def _groups_named(names: Iterable[str]) -> Sequence[Group]:
    return list(Group.objects.filter(name__in=list(names)))
