"""The demo bank is loaded once for the tests that only read it."""

import io

import pytest
from django.conf import settings
from django.core.management import call_command

from tests import database

BANK = settings.BASE_DIR / "kb" / "demo"


@pytest.fixture(scope="session")
def load():
    """Loads a folder of files, the demo bank unless told otherwise, and returns what was said."""

    def run(folder=BANK, **options):
        out = io.StringIO()
        named = {"operator": "demo", "cause": "load_demo"} | options
        call_command("load_bank", folder, stdout=out, **named)
        return out.getvalue()

    return run


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, load):
    with django_db_blocker.unblock():
        yield load()
        database.put_back("fresh")
