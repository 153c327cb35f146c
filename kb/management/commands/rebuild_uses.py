"""Makes the index of uses again: which element mentions which fact, term, element, picture."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand
from django.utils.translation import gettext as _
from tqdm import tqdm

from kb.authoring.uses.rebuilding import rebuild


class Command(BaseCommand):
    help = "Compare the index of uses with every answer, shared element and fact, and mend it."

    def handle(self, **_options: Any) -> None:
        with tqdm(disable=None, desc="uses") as bar:

            def step(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            wrong = rebuild(progress=step)
        self.stdout.write(_("Uses: %(wrong)d entries were put right.") % {"wrong": wrong})
