"""The part of a form that says why something came back. Who returned it is known downstream, so
approval registers here when the app starts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from wagtail.admin.panels import Panel

FindRemarks = Callable[[Any], Sequence[Any]]
_find: list[FindRemarks] = []


def register(find: FindRemarks) -> None:
    """`find(source)`: reasons not yet put right, each with `text`, `label` and the `element`'s
    block."""
    _find[:] = [find]


class RemarksPanel(Panel):
    """Shown above the form while a reason is open; each leads to its element."""

    @property
    def clean_name(self) -> str:
        return "returned_because"

    class BoundPanel(Panel.BoundPanel):
        template_name = "authoring/remarks_panel.html"

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            saved = self.instance.pk is not None
            self.remarks = [one for find in _find for one in find(self.instance)] if saved else []

        def is_shown(self) -> bool:
            return bool(self.remarks)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"remarks": self.remarks}
