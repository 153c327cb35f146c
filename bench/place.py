"""An installation of its own for a measurement, on SQLite as it ships."""

from __future__ import annotations

import os
from pathlib import Path


def prepare(place: Path) -> None:
    """Makes `place` the installation of this process and brings its database up to date.

    Settings are read when Django starts, so this must come before any import of ours that needs
    them.
    """
    place.mkdir(parents=True, exist_ok=True)
    os.environ |= {
        "VAR_DIR": str(place),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": "0",
        "LOG_LEVEL": "ERROR",
    }
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
