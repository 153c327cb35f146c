"""What a list of the admin says where nothing stands in it."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _


class SaysWhatBelongsHere:
    """For Wagtail's list views, before their class. `empty`: what will stand here, or what to do
    first; it is no news to somebody whose own filters hide everything."""

    empty: Any
    is_searching: bool
    is_filtering: bool

    @cached_property
    def no_results_message(self) -> Any:
        narrowed = self.is_searching or self.is_filtering
        return _("Nothing fits these filters.") if narrowed else self.empty
