"""axe on the status page in every legal state, on a telephone, and on every public page, wide and in English."""

import pytest
import time_machine

from tests.browser.pages import IS_WIDE, JUDGE, RULES, in_glass
from tests.citizens import states
from tests.citizens.everywhere import addresses, filled


class Looking:
    """A citizen's browser in this language, and the glass to judge what it shows; `wrong`: what is, by name."""

    def __init__(self, chromium, address: str, language: str):
        self.chromium = chromium
        context = chromium.new_context(base_url=address, locale=language)
        context.add_cookies([{"name": "lang", "value": language, "url": address}])
        self.page = context.new_page()
        self.asked: list[str] = []
        self.page.on("request", lambda request: request.url.startswith("data:") or self.asked.append(request.url))
        self.wrong: dict[str, list[str]] = {}

    def look(self, name: str, address: str, width: int, expected: int = 200) -> None:
        """Judges this page at this width, and that nothing has to be pushed sideways at 320."""
        self.asked.clear()
        status = self.page.goto(address).status
        copy = in_glass(self.page, self.chromium)
        copy.set_viewport_size({"width": width, "height": 800})
        faults = [fault[:200] for fault in copy.evaluate(JUDGE, RULES)]
        faults += [f"status {status}"] if status != expected else []
        faults += [f"requests {self.asked}"] if len(self.asked) > 3 else []
        if (headings := copy.locator("h1").count()) != 1:
            faults.append(f"{headings} h1")
        copy.set_viewport_size({"width": 320, "height": 800})
        faults += ["scrolls sideways"] if copy.evaluate(IS_WIDE) else []
        if faults:
            self.wrong[name] = faults


def looked_at(chromium, address: str, found: list[states.State]) -> dict[str, list[str]]:
    """What is wrong with these states, by name."""
    looking = Looking(chromium, address, "vi")
    for state in found:
        with time_machine.travel(state.look_at):
            looking.look(state.name, f"/tra-cuu/{state.dossier.receipt_code}", 360)
    return looking.wrong


@pytest.mark.soak
def test_nothing_is_wrong_in_any_state(chromium, live_server, committed_province):
    assert looked_at(chromium, live_server.url, states.every(committed_province)) == {}


def test_nothing_is_wrong_in_some_states(chromium, live_server, committed_province):
    found = states.every(committed_province, states.BETWEEN_LATE, states.SECOND)
    assert looked_at(chromium, live_server.url, found[::15]) == {}


@pytest.mark.soak
def test_nothing_is_wrong_on_any_public_page(chromium, live_server, committed_province):
    looking = Looking(chromium, live_server.url, "en")
    for address, status in addresses(filled(committed_province)).items():
        if not address.endswith((".ics", ".csv")) and not address.startswith("/api/"):
            looking.look(address, address, 1280, status)
    assert looking.wrong == {}
