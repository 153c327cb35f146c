"""Who may do what in the admin: nobody publishes by hand, everybody who may edit may withdraw
(docs/decisions/0004-nobody-publishes-by-hand.md)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wagtail.models import PagePermissionTester
from wagtail.permission_policies import ModelPermissionPolicy

PUBLISH = "publish"


class SecondPersonPermissions(PagePermissionTester):
    """Publishing goes through approval by a second person, superusers included."""

    def can_publish(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_unpublish(self) -> bool:
        """Also while the page is locked for approval: withdrawing never waits."""
        if not self.page.live or self.page_is_root:
            return False
        return self._may_change()

    def can_unschedule(self) -> bool:
        return self._may_change()

    def can_set_view_restrictions(self) -> bool:
        return False

    def _may_change(self) -> bool:
        if not self.user.is_active:
            return False
        return bool(self.user.is_superuser or {"change", PUBLISH} & set(self.permissions))


class OwnPermissions:
    """Mixin for our page types."""

    # Who may read is said by labels and grants alone.
    private_page_options: list[str] = []

    def permissions_for_user(self, user: Any) -> SecondPersonPermissions:
        return SecondPersonPermissions(user, self)


class SecondPersonPolicy(ModelPermissionPolicy):
    """For shared elements, facts and terms: the same, whatever permissions a group was given."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != PUBLISH and bool(super().user_has_permission(user, action))

    def users_with_any_permission(self, actions: Iterable[str]) -> Any:
        allowed = set(actions) - {PUBLISH}
        if not allowed:
            return super().users_with_any_permission(()).none()
        return super().users_with_any_permission(allowed)
