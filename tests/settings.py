"""config.settings as it is by default, in a private directory for each test process.

Settings are read before any conftest is, so what must be known by then stands here. Variables of
whoever runs the tests are taken away first: they must not change what is tested. Programs that a
test starts inherit the directory.
"""

import os
import re
import tempfile
from pathlib import Path

_SOURCE = Path(__file__).resolve().parent.parent / "config" / "settings.py"
if "GRANULE_TEST_DIR" not in os.environ:
    os.environ["GRANULE_TEST_DIR"] = tempfile.mkdtemp(prefix="granule-test-")
_var_dir = Path(os.environ["GRANULE_TEST_DIR"]) / os.environ.get("PYTEST_XDIST_WORKER", "alone")
(_var_dir / "static").mkdir(parents=True, exist_ok=True)

for _name in re.findall(r'env\.\w+\(\s*"(\w+)"', _SOURCE.read_text(encoding="utf-8")):
    os.environ.pop(_name, None)
    os.environ.pop(f"{_name}_FILE", None)
os.environ |= {
    "VAR_DIR": str(_var_dir),
    "SECRET_KEY": "only for tests, and only as long as they run",
    "LOG_LEVEL": "WARNING",
}
# Where there is one, tests.on_postgres started it.

if _postgres := os.environ.get("GRANULE_TEST_POSTGRES"):
    os.environ["DATABASE_URL"] = _postgres

if "PYTEST_XDIST_WORKER" not in os.environ:
    from tools import translations

    translations.compile_all(*(one.catalog for one in translations.all_parts()))

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, STORAGES  # noqa: E402

# A file and not memory: the live server's threads need connections of their own, and locking as
# it is in production (docs/decisions/test-database.md).
DATABASES["default"]["TEST"] = {"NAME": "granule" if _postgres else str(_var_dir / "test.sqlite3")}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Slow on purpose in production; tests log in hundreds of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
