"""Wires the rooms when the app starts: downstream rooms listen to upstream ones."""

from django.conf import settings


def connect() -> None:
    from kb import tasks
    from kb.approval import listeners as approval
    from kb.authoring import announcements
    from kb.authoring.exchange import work as exchange
    from kb.authoring.forms import register_check
    from kb.authoring.granulating import working as granulating
    from kb.authoring.guides import loops
    from kb.authoring.jobs import operations as jobs
    from kb.authoring.models import Fact, Offer, SharedElement, Term
    from kb.authoring.names import say_names
    from kb.authoring.permissions import register_policies
    from kb.authoring.plain_language import policy
    from kb.authoring.uses import listeners as uses
    from kb.care import listeners as care
    from kb.crumbs import begin_at_home_in_the_readers_language
    from kb.feedback import ratings
    from kb.feedback.complaints import queries as complaints
    from kb.feedback.misses import counting as misses
    from kb.offers.objections import register_objection
    from kb.publication import bell, listeners, projections
    from kb.search import embedders
    from kb.search.projection import FallbackProjection, SearchProjection
    from kb.spreadsheets import make_wagtails_exports_harmless

    register_objection(complaints.has_open_complaint)
    register_policies((Fact, SharedElement, Term, Offer))
    make_wagtails_exports_harmless()
    begin_at_home_in_the_readers_language()
    say_names()
    announcements.connect()
    uses.connect()
    approval.connect()
    listeners.connect()
    register_check(policy.stops_of)
    loops.connect()
    care.connect()
    misses.connect()
    ratings.connect()
    bell.listen(tasks.announce)
    jobs.listen(tasks.announce_job)
    exchange.register_kinds()
    granulating.register()
    projections.register(SearchProjection())
    if settings.SEARCH_FALLBACK_URL:
        projections.register(FallbackProjection())
    # A setting that cannot be used is told at the start, not to whoever searches.
    embedders.configured()
