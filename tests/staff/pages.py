"""What tests of staff pages do: open a page, press its button, read it as a person does."""

import html
import re

from dossiers.models import Dossier


def text(response) -> str:
    return response.content.decode()


def said(response) -> str:
    """The words alone, with single spaces."""
    return solid(html.unescape(re.sub(r"<[^>]+>", " ", text(response))))


def solid(sentence: str) -> str:
    """With single spaces."""
    return " ".join(sentence.split())


def reads(client, dossier, language="vi") -> str:
    """What the citizen reads, as words."""
    code = Dossier.objects.get(pk=dossier.pk).receipt_code
    shown = text(client.get(f"/tra-cuu/{code}?lang={language}"))
    return solid(html.unescape(re.sub(r"<[^>]+>", "", shown)))


def bytes_of(response) -> bytes:
    """What a file is that was saved, closed again; nothing when the answer is a page."""
    if not response.streaming:
        return b""
    sent = b"".join(response.streaming_content)
    for close in response._resource_closers:  # response.close() would end the test's connection too
        close()
    return sent


def page(dossier, slug: str = "") -> str:
    return f"/can-bo/ho-so/{dossier.pk}" + (f"/{slug}" if slug else "")


def version_in(response) -> str:
    return re.search(r'name="version" value="(\d+)"', text(response))[1]


def press(client, dossier, slug: str, **typed):
    """Open the page as a person does, then send it."""
    version = version_in(client.get(page(dossier, slug)))
    return client.post(page(dossier, slug), {"version": version, **typed})


def at_field(response, name: str) -> str:
    """The sentence shown at this field; "" when none is."""
    found = re.search(rf'id="id_{name}_error">([^<]*)<', text(response))
    return html.unescape(found[1]) if found else ""


def on_top(response) -> str:
    """What is said above the form and belongs to no field."""
    block = re.search(r'<div class="problem".*?</div>', text(response), re.S)
    return html.unescape(" ".join(re.findall(r"<li>([^<]+)</li>", block[0]))) if block else ""


def preview(response, language: str = "vi") -> list[str]:
    """What the page says that the applicant will read."""
    block = re.search(rf'<blockquote lang="{language}">(.*?)</blockquote>', text(response), re.S)[1]
    return [html.unescape(sentence) for sentence in re.findall(r"<p>(.*?)</p>", block)]
