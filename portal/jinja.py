"""The environment of the public pages' templates: strict, escaped, compiled once."""

from django.templatetags.static import static
from django.utils.translation import gettext, ngettext
from jinja2 import Environment, StrictUndefined


def environment(**options) -> Environment:
    """Called once by Django with its own options."""
    options["undefined"] = StrictUndefined
    env = Environment(**options, extensions=["jinja2.ext.i18n"])  # noqa: S701 - Django sets autoescape
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals["static"] = static
    return env
