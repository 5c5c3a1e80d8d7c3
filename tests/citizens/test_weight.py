"""A public page is light enough for a bad line: at most 30 KB and three requests in all, nothing of third parties."""

import gzip
import re
from html.parser import HTMLParser
from itertools import product

from tests.citizens.everywhere import addresses, filled
from tests.crowd import lives
from tests.province import receive

MOST_BYTES, MOST_REQUESTS = 30 * 1024, 3  # of the page and all that it loads, compressed as the server sends it
LOADS = {"link": "href", "script": "src", "img": "src", "source": "srcset", "iframe": "src", "embed": "src",
         "object": "data", "audio": "src", "video": "src"}  # fmt: skip


class Loaded(HTMLParser):
    """What a browser fetches for a page by itself (`files`), and what its policy would refuse (`inline`)."""

    def __init__(self, page: str):
        super().__init__()
        self.files: set[str] = set()
        self.inline: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        address = told.get(LOADS.get(tag, ""), "")
        if address and not address.startswith("data:") and (tag != "link" or told.get("rel") in ("stylesheet", "icon")):
            self.files.add(address)
        self.inline += [name for name in told if name == "style" or name.startswith("on")]
        self.inline += [tag] if tag == "style" or (tag == "script" and "src" not in told) else []


def weight_of(client, path: str, kept: dict[str, int]) -> int:
    """Bytes on the line, gzipped."""
    if path not in kept:
        answer = client.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200, path
        assert not re.search(rb"@import|@font-face|url\((?!\s*[\"']?data:)", body), path
        kept[path] = len(gzip.compress(body, 6))
    return kept[path]


def test_every_public_page_is_light_and_loads_nothing_from_elsewhere(client, province):
    lives(province)
    dossier = filled(province)
    kept: dict[str, int] = {}

    wrong = []
    for (address, status), language in product(addresses(dossier).items(), ("vi", "en")):
        client.cookies["lang"] = language
        answer = client.get(address)
        body = answer.content if not answer.streaming else b"".join(answer.streaming_content)
        if answer.status_code != status:
            wrong.append(f"{address}: {answer.status_code}")
            continue
        page = Loaded(body.decode()) if "html" in answer.headers["Content-Type"] else Loaded("")
        elsewhere = [name for name in page.files if not name.startswith("/static/")]
        bytes_ = len(gzip.compress(body, 6)) + sum(weight_of(client, name, kept) for name in page.files - {*elsewhere})
        policy = answer.headers["Content-Security-Policy"]
        if bytes_ > MOST_BYTES:
            wrong.append(f"{address}: {bytes_} bytes")
        if 1 + len(page.files) > MOST_REQUESTS:
            wrong.append(f"{address}: {sorted(page.files)}")
        if elsewhere or page.inline or "unsafe" in policy or "default-src" not in policy or "http" in policy:
            wrong.append(f"{address}: {elsewhere} {page.inline} {policy}")
        if answer.headers.get("Referrer-Policy") != "no-referrer" or answer.headers["Cache-Control"] != "no-store":
            wrong.append(f"{address}: {answer.headers}")
    assert wrong == []


def test_what_is_not_allowed_would_be_seen():
    page = Loaded(
        '<link rel="icon" href="data:x"><link rel="stylesheet" href="/static/a.css"><script src="https://x/y.js">'
        '</script><p style="color:red" onclick="x()"><style>p{}</style><script>1</script><a href="/elsewhere">'
    )
    assert page.files == {"/static/a.css", "https://x/y.js"}
    assert page.inline == ["style", "onclick", "style", "script"]


def test_what_is_everybodys_comes_compressed_and_what_a_code_opens_never_does(client, province):
    """BREACH: where a secret stands beside what somebody else may have typed, the length would tell it."""
    dossier = receive(province)
    asking = {"accept-encoding": "gzip"}

    for address in ("/thu-tuc", "/thu-tuc?q=khai+sinh", "/thong-ke", "/thong-ke/dinh-nghia"):
        answer = client.get(address, headers=asking)
        assert (answer.headers["Content-Encoding"], answer.headers["Vary"]) == ("gzip", "Accept-Encoding"), address
        assert answer.headers["Cache-Control"] == "no-store" and "Content-Security-Policy" in answer.headers
        assert gzip.decompress(answer.content) == client.get(address).content, address
    code = dossier.receipt_code
    for address in (f"/tra-cuu/{code}", f"/tra-cuu/{code}/thoi-han", f"/tra-cuu/ma-so/{dossier.official_code}"):
        assert "Content-Encoding" not in client.get(address, headers=asking).headers, address
