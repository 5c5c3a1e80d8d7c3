"""Pictures of the status page in every legal state, into the folder that GALLERY names (`make gallery` asks for them).

By status/deadline state/situation: on a telephone in Vietnamese, and of the first appointment also wide, in English.
No test_ in the name: only who asks for this file gets them; what is wrong in a state test_every_state says.
"""

import os
from pathlib import Path

import time_machine

from tests.citizens import states

HIGH = 800


def test_every_state_has_its_picture(chromium, live_server, committed_province):
    out = Path(os.environ["GALLERY"])
    phone = _page(chromium, live_server.url, "vi", 360)
    wide = _page(chromium, live_server.url, "en", 1280)
    for state in states.every(committed_province):
        shots = {f"{state.name}-360.png": phone}
        if state.situation == states.FIRST:
            shots[f"english/{state.name}-1280.png"] = wide
        with time_machine.travel(state.look_at):
            for name, page in shots.items():
                assert page.goto(f"/tra-cuu/{state.dossier.receipt_code}").status == 200
                page.screenshot(path=out / name, full_page=True)


def _page(chromium, address: str, language: str, width: int):
    context = chromium.new_context(
        base_url=address, locale=language, viewport={"width": width, "height": HIGH}, java_script_enabled=False
    )
    context.add_cookies([{"name": "lang", "value": language, "url": address}])
    return context.new_page()
