"""Who may do what with a page in the admin: nobody publishes by hand, everybody who may edit may
withdraw (docs/decisions/0004-nobody-publishes-by-hand.md)."""

from __future__ import annotations

from typing import Any

from wagtail.models import PagePermissionTester


class SecondPersonPermissions(PagePermissionTester):  # type: ignore[misc]
    """Publishing goes through approval by a second person, superusers included."""

    def can_publish(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_unpublish(self) -> bool:
        if not self.user.is_active or not self.page.live or self.page_is_root:
            return False
        return bool(self.user.is_superuser or {"change", "publish"} & set(self.permissions))

    def can_set_view_restrictions(self) -> bool:
        return False


class OwnPermissions:
    """Mixin for our page types."""

    def permissions_for_user(self, user: Any) -> SecondPersonPermissions:
        return SecondPersonPermissions(user, self)
