"""The environments of the public pages' templates, one per language: strict, escaped, compiled once.

Filters on constants are worked out when a template is compiled, so words cost a busy page nothing:
`{{ "Tra cứu"|t }}` is text in the reader's language, `{{ "portal.css"|static }}` an address,
`{{ "_digits.html"|drawn }}` a piece that needs nothing of its page.
"""

from django.conf import settings
from django.templatetags.static import static
from django.utils.translation import get_language, gettext, override
from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from agencies.centre import centre
from dossiers.reads.maintenance import told
from dossiers.reads.words import IN


class Bilingual(Environment):
    """Gives out each template as compiled for the language of this request."""

    def get_template(self, name, parent=None, globals=None) -> Template:
        return self.languages[get_language()].get_template(name, parent, globals)


class InOneLanguage(Environment):
    """A plain dictionary of what all templates know is copied into each page faster than Jinja's chain of them."""

    def make_globals(self, d):
        return {**self.globals, **(d or {})}


def environment(**options) -> Environment:
    """Called once by Django with its own options."""
    options["undefined"] = StrictUndefined
    options["trim_blocks"] = options["lstrip_blocks"] = True
    bilingual = Bilingual(**options)
    bilingual.languages = {code: _in_one_language(code, options) for code, _name in settings.LANGUAGES}
    return bilingual


def _in_one_language(language: str, options: dict) -> Environment:
    def translated(text: str) -> str:
        with override(language):
            return gettext(text)

    env = InOneLanguage(**options)
    env.filters["t"] = translated
    env.filters["static"] = static
    env.filters["drawn"] = lambda name: Markup(env.get_template(name).render())  # noqa: S704 - our own template
    env.globals.update(language=language, centre=centre(), maintenance=lambda: told(IN[language]))
    return env
