"""Learning at the desk is nobody's matter: what is new and what must be read go by what the agent
may read, whoever is on the line; but before a customer no more is shown than stands on the page."""

from __future__ import annotations

from collections.abc import Collection

from django.http import HttpRequest

from channels.desk.serving import serving_of
from channels.renditions.queries import ServedAnswer


def may_stand(elements: Collection[str], served: ServedAnswer, request: HttpRequest) -> bool:
    """All of these may be read here now: nobody is served, or they stand on the page anyway."""
    if serving_of(request).contact is None:
        return True
    return set(elements) <= {part.element for part in served.parts}
