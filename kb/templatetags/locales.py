"""Names of languages, in the language of the screen."""

from django import template

from kb.locales import locale_name

register = template.Library()
register.filter("locale_name", locale_name)
