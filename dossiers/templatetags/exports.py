"""For forms that put a list down as a file."""

from uuid import uuid4

from django import template

register = template.Library()


@register.simple_tag
def new_key() -> str:
    """The key of one press: pressed twice, it is one job."""
    return str(uuid4())
