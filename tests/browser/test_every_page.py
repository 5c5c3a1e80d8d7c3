"""axe on every staff page there is, and on what forms answer when sent empty or too late; wide and on a phone."""

import pytest
from django.conf import settings as portal
from django.test import Client

from dossiers.views.worklist import PILES
from tests import busy
from tests.browser.pages import IS_WIDE, JUDGE, RULES, in_glass
from tests.staff.every_page import addresses, at_work
from tests.staff.pages import page as page_of

# What depends on the width; the rest is the same document.
ON_A_PHONE = {**RULES, "runOnly": {"type": "rule", "values": ["target-size", "color-contrast", "label"]}}
EMPTY = "for (const field of form.querySelectorAll('input[type=text], textarea, select')) field.value = ''"
LATE = "form.version.value = 1; form.seen.value = 1; form.ground.value = 'survey'; form.reason.value = 'Chờ đo đạc.'"

pytestmark = pytest.mark.soak  # a minute or two of looking


class Looking:
    """A browser for each person, and one glass to judge what they see; `wrong`: what is, by address."""

    def __init__(self, chromium, address: str):
        self.chromium, self.address = chromium, address
        self.pages: dict = {}
        self.wrong: dict[str, list[str]] = {}

    def at(self, user, address: str):
        """This page as this person sees it, judged."""
        page = self._of(user)
        status = page.goto(address).status
        return self._judged(page, address, [] if status == 200 else [f"status {status}"])

    def sent(self, user, address: str, change: str = "") -> None:
        """What its form answers when it is sent as it stands; change: a script on `form` before."""
        page = self._of(user)
        page.goto(address)
        send = f"const form = document.querySelector('main form[novalidate]'); {change}; form.submit()"
        with page.expect_navigation() as coming:
            page.evaluate(f"() => {{ {send} }}")
        status = coming.value.status
        self._judged(page, f"{address} {change or 'empty'}", [] if status in (400, 409) else [f"status {status}"])

    def _of(self, user):
        if user not in self.pages:
            context = self.chromium.new_context(base_url=self.address)
            if user:
                client = Client()
                client.force_login(user)
                name = portal.SESSION_COOKIE_NAME
                context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.address}])
            self.pages[user] = context.new_page()
        return self.pages[user]

    def _judged(self, page, what: str, faults: list[str]):
        copy = in_glass(page, self.chromium)
        for width, rules in ((1280, RULES), (360, ON_A_PHONE)):
            copy.set_viewport_size({"width": width, "height": 900})
            faults += [f"{width}: {fault[:200]}" for fault in copy.evaluate(JUDGE, rules)]
            if copy.evaluate(IS_WIDE):
                faults.append(f"{width}: scrolls sideways")
        if faults:
            self.wrong[what] = faults
        return page


@pytest.fixture
def looking(chromium, live_server, committed_province, settings, tmp_path):
    settings.ATTACHMENTS_ROOT = tmp_path / "tep"
    looking = Looking(chromium, live_server.url)
    yield looking
    for page in looking.pages.values():
        page.context.close()


def test_nothing_is_wrong_on_any_page(looking, committed_province):
    p = committed_province
    made = at_work(p, each=1)
    for name, who, address in addresses(made):
        # Auditors see less of the same pages; the lists of the night watch are one page, seen in test_supervision.
        if name == "overdue" or (who != "auditor" and not name.startswith("watch-")):
            looking.at(getattr(p, who, None), address)
    for slug in ("yeu-cau-bo-sung", "tam-dung", "lay-y-kien", "sua-nguoi-nop", "tra-ket-qua", "tra-loi-y-kien"):
        who, situation = busy.MOVES[slug]
        looking.sent(getattr(p, who), page_of(getattr(made, situation), slug), EMPTY)
    looking.sent(
        p.officer,
        page_of(made.full, "tam-dung"),
        "form.version.value = 1; form.seen.value = 1; form.reason.value = 'x'",
    )
    assert looking.wrong == {}


def test_nothing_is_wrong_where_nothing_waits(looking, committed_province):
    leader = committed_province.leader
    for address in (*(f"/can-bo/?loc={pile}" for pile in PILES), "/can-bo/nhieu-ho-so", "/can-bo/ban-giao-viec"):
        looking.at(leader, address)
    assert looking.wrong == {}
