"""Who may do what in the admin: nobody publishes by hand, everybody who may edit may withdraw
(docs/decisions/0004-nobody-publishes-by-hand.md)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wagtail.images import get_image_model
from wagtail.models import PagePermissionTester
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permissions import register_permission_policy

from kb.authoring.usage import uses_of

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


class PicturePolicy(CollectionOwnershipPermissionPolicy):
    """A picture in a live answer is part of what was approved: nobody changes it. Deleting is
    refused with the list of its users (deletion.py)."""

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Iterable[str], instance: Any
    ) -> bool:
        harmless = set(actions) - {"change"}
        if not harmless and uses_of(instance):
            return False
        return bool(super().user_has_any_permission_for_instance(user, actions, instance))


def register_policies(governed: Iterable[type[Any]]) -> None:
    """Called when the app starts: Wagtail makes policies of its own for models asked for first."""
    for model in governed:
        register_permission_policy(model, SecondPersonPolicy(model))
    picture = get_image_model()
    policy = PicturePolicy(
        picture, auth_model="wagtailimages.Image", owner_field_name="uploaded_by_user"
    )
    register_permission_policy(picture, policy, exact_class=True)
