"""Tells kb about the enabled channels, and starts their projections."""

from functools import partial

from django.utils.translation import gettext_lazy


def connect() -> None:
    from channels import registry
    from channels.api.keys import keys_with_label
    from channels.contacts import clock as contacts
    from channels.contacts import keys
    from channels.contacts.models import Caller
    from channels.delivery import bell, gateways
    from channels.delivery import clock as replies
    from channels.delivery.answers import answers_to, forget_answers_to
    from channels.delivery.models import Delivery
    from channels.preview import draw_preview
    from channels.questions import keeping
    from channels.questions.models import LeaderQuestion
    from channels.reads import counting
    from channels.reads import queries as reads
    from channels.renditions.projection import RenditionProjection
    from channels.spoken import speak
    from channels.supervising import clock as supervising
    from channels.watch import metrics, request_ids
    from kb.customers import directory
    from kb.feedback.complaints import ports as complaints
    from kb.publication import ports, projections
    from kb.search import timing

    request_ids.mark_log_records()
    counting.connect()
    ports.register_evidence(ports.Evidence(reads=reads.reads_of, texts=reads.texts_served))
    ports.register_label_holders(keys_with_label)
    timing.listen(metrics.time_search)
    for channel in registry.enabled().values():
        ports.register(
            ports.Outlet(
                code=channel.code,
                name=gettext_lazy(channel.name),
                ceiling=channel.ceiling,
                check=channel.check,
                say=partial(speak, channel),
                preview=draw_preview,
            )
        )
    projections.register(RenditionProjection())
    ports.register_errand(bell.look)
    complaints.register_messages(answers_to, forget=forget_answers_to)
    ports.register_errand(contacts.look)
    ports.register_errand(replies.look)
    ports.register_errand(supervising.look)
    # Of messages that wait it has the recipients; put back, they would also be sent once more.
    ports.register_forgetful(Delivery._meta.db_table)
    # A backup would keep the words of questions longer than they may be kept.
    ports.register_forgetful(LeaderQuestion._meta.db_table)
    ports.register_errand(keeping.look)
    # Who is on the line is nobody's business once the call is over.
    ports.register_forgetful(Caller._meta.db_table)
    # A setting that cannot be used is told at the start, not to whoever sends.
    gateways.check_settings()
    directory.configured()
    keys.check_settings()
