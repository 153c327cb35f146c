"""Switching channels on: an error in the settings stops the start and says what to do."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from channels import registry
from channels.adapters import web
from channels.channel import Config


def test_a_channel_without_a_file_is_named() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"channels/adapters/fax\.py does not exist"):
        registry.load("fax", config=Config())


def test_settings_that_a_channel_cannot_use_are_named() -> None:
    with pytest.raises(ImproperlyConfigured, match="Channel sms: SMS_PROFILE='mars'"):
        registry.load("sms", config=Config(sms_profile="mars"))


def test_a_file_that_says_another_code_is_refused(monkeypatch) -> None:
    monkeypatch.setattr(web.Web, "code", "page")
    with pytest.raises(ImproperlyConfigured, match="says its code is 'page'"):
        registry.load("web", config=Config())


def test_a_broken_import_inside_an_adapter_is_not_called_a_missing_file(monkeypatch) -> None:
    def broken(name):
        raise ModuleNotFoundError("No module named 'oracle'", name="oracle")

    monkeypatch.setattr(registry, "import_module", broken)
    with pytest.raises(ModuleNotFoundError, match="oracle"):
        registry.load("web", config=Config())


def test_a_channel_that_is_off_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        registry.get("fax")
