"""Wires the rooms when the app starts: downstream rooms listen to upstream ones."""


def connect() -> None:
    from kb.authoring import announcements
    from kb.publication import listeners, projections
    from kb.search.projection import SearchProjection

    announcements.connect()
    listeners.connect()
    projections.register(SearchProjection())
