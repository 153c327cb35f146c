"""Everything that Wagtail's admin asks us for; the rooms do the work."""

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from kb.authoring import admin, deletion, notices
from kb.authoring.grants_admin import GrantViewSet

register_snippet(admin.SharedContentGroup)
register_snippet(GrantViewSet)

hooks.register("construct_snippet_action_menu", admin.replace_publishing)
hooks.register("before_delete_snippet", deletion.refuse_in_use)
for moment in ("create", "edit"):
    hooks.register(f"after_{moment}_page", notices.tell_editor)
    hooks.register(f"after_{moment}_snippet", notices.tell_editor)
