"""Tells kb about the enabled channels, and starts their projections."""

from django.utils.translation import gettext_lazy


def connect() -> None:
    from channels import registry
    from channels.preview import draw_preview
    from channels.renditions.projection import RenditionProjection
    from channels.watch import metrics, request_ids
    from kb.publication import ports, projections
    from kb.search import timing

    request_ids.mark_log_records()
    timing.listen(metrics.time_search)
    for channel in registry.enabled().values():
        ports.register(
            ports.Outlet(
                code=channel.code,
                name=gettext_lazy(channel.name),
                ceiling=channel.ceiling,
                check=channel.check,
                preview=draw_preview,
            )
        )
    projections.register(RenditionProjection())
