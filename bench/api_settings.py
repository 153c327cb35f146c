"""config.settings with what reading by key is compared to, for the bench alone."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS

INSTALLED_APPS = ["bench.apps.BenchConfig", *INSTALLED_APPS, "wagtail.api.v3"]
ROOT_URLCONF = "bench.api_urls"
