"""Everything that Wagtail's admin asks us for; the rooms do the work."""

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from kb.approval import admin as approval
from kb.approval import kept_steps, mails
from kb.approval import notices as approval_notices
from kb.approval.rules_admin import RulesGroup
from kb.authoring import admin, copies, deciding, deletion, guards, notices
from kb.authoring.exchange import admin as exchange
from kb.authoring.grants_admin import GrantViewSet
from kb.authoring.granulating import admin as granulating
from kb.authoring.guides import views as guides
from kb.authoring.jobs import admin as jobs
from kb.authoring.plain_language import views as plain_language
from kb.authoring.uses import views as uses
from kb.care import admin as care
from kb.care import (
    basis_admin,
    editing,
    first_answer,
    handover_admin,
    item_admin,
    rows,
    templates_admin,
    translating,
    wording_decisions,
)
from kb.feedback import admin as feedback
from kb.feedback.complaints import admin as complaints
from kb.feedback.misses import admin as misses
from kb.feedback.surges import admin as surges
from kb.feedback.surges import panel as surge_panel
from kb.notices import admin as notices_admin
from kb.notices.template_admin import MENU as EMERGENCIES
from kb.notices.template_admin import TemplateViewSet
from kb.offers import results as offer_results
from kb.offers import trying as offers
from kb.offers.admin import OfferViewSet
from kb.publication import admin as publication
from kb.publication import following_admin as following
from kb.publication.impact import admin as impact
from kb.publication.showing import admin as showing
from kb.reading import admin as reading
from kb.reading import asking_admin

register_snippet(admin.SharedContentGroup)
register_snippet(OfferViewSet)
register_snippet(GrantViewSet)
register_snippet(RulesGroup)
register_snippet(complaints.ReasonViewSet)
register_snippet(TemplateViewSet)
mails.replace_wagtails()
admin.say_withdraw()
admin.hide_bulk_publishing()

hooks.register("construct_main_menu", admin.arrange_menu)
hooks.register("construct_page_action_menu", admin.arrange_page_actions)
hooks.register("construct_snippet_action_menu", admin.arrange_snippet_actions)
hooks.register("construct_page_chooser_queryset", guards.only_own_pages)
hooks.register("construct_admin_api", admin.only_read_pages)
hooks.register("before_convert_alias_page", copies.refuse_conversion)
hooks.register("before_delete_snippet", deletion.refuse_in_use)
hooks.register("before_delete_snippet", kept_steps.refuse_asked)
hooks.register("before_delete_page", deletion.refuse_page)
hooks.register("before_bulk_action", deletion.refuse_many)
hooks.register("register_admin_urls", uses.urls)
hooks.register("register_admin_urls", impact.urls)
hooks.register("register_admin_urls", granulating.urls)
hooks.register("register_admin_menu_item", granulating.menu_item)
hooks.register("register_page_header_buttons", impact.page_button)
hooks.register("register_admin_urls", showing.urls)
hooks.register("register_page_header_buttons", showing.page_button)
hooks.register("register_page_listing_more_buttons", showing.page_button)
hooks.register("register_admin_urls", approval.urls)
hooks.register("register_admin_menu_item", approval.menu_item)
for moment in ("create", "edit"):
    hooks.register(f"after_{moment}_page", approval_notices.tell_steps, order=0)
    hooks.register(f"after_{moment}_snippet", approval_notices.tell_steps, order=0)
hooks.register("register_admin_urls", plain_language.urls)
hooks.register("register_admin_urls", guides.urls)
hooks.register("insert_editor_js", guides.script)
hooks.register("insert_global_admin_css", guides.style)
hooks.register("after_edit_page", deciding.leave_decided_page, order=1)
for moment in ("create", "edit"):
    hooks.register(f"after_{moment}_page", notices.tell_editor)
    hooks.register(f"after_{moment}_snippet", notices.tell_editor)
for report in (publication, following, feedback, jobs):
    hooks.register("register_admin_urls", report.urls)
    hooks.register("register_reports_menu_item", report.menu_item)
hooks.register("insert_global_admin_js", following.script)
hooks.register("register_admin_urls", exchange.urls)
hooks.register("register_admin_menu_item", exchange.menu_item)
hooks.register("register_permissions", exchange.permissions)
hooks.register("register_admin_urls", misses.urls)
hooks.register("register_admin_menu_item", misses.menu_item)
hooks.register("register_admin_urls", complaints.urls)
hooks.register("register_admin_menu_item", complaints.menu_item)
hooks.register("register_admin_urls", notices_admin.urls)
hooks.register("register_admin_menu_item", notices_admin.menu_item)
hooks.register("register_admin_urls", surges.urls)
hooks.register(EMERGENCIES, surges.menu_item)
hooks.register("construct_homepage_panels", surge_panel.add_panel)
hooks.register("register_admin_urls", care.urls)
hooks.register("register_admin_menu_item", care.menu_item)
hooks.register("register_page_header_buttons", item_admin.page_button)
hooks.register("register_snippet_listing_buttons", item_admin.snippet_button)
hooks.register("register_user_listing_buttons", handover_admin.user_buttons)
hooks.register("after_edit_user", handover_admin.after_edit)
hooks.register("before_delete_user", handover_admin.before_delete)
for moment in ("create", "edit"):
    hooks.register(f"after_{moment}_page", wording_decisions.act_on_decisions)
for made in ("create_page", "create_snippet", "copy_page"):
    hooks.register(f"after_{made}", rows.note_new)
hooks.register("register_snippet_listing_buttons", basis_admin.end_button)
hooks.register("after_edit_page", translating.note_form)
hooks.register("insert_editor_js", editing.script)
hooks.register("insert_global_admin_css", editing.style)
hooks.register("register_admin_urls", offers.urls)
hooks.register("register_admin_urls", offer_results.urls)
hooks.register("register_reports_menu_item", offer_results.results_item)
hooks.register("register_reports_menu_item", offer_results.said_item)
hooks.register("construct_homepage_panels", first_answer.add_panel)
hooks.register("register_page_header_buttons", templates_admin.page_button)
hooks.register("register_admin_urls", reading.urls)
hooks.register("register_admin_menu_item", reading.menu_item)
hooks.register("register_page_header_buttons", asking_admin.page_button)
