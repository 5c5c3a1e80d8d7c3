"""axe on what whoever follows a dossier meets, on the narrowest telephone, also where something is wrong."""

import pytest

from dossiers import actions, limits
from dossiers.models import Follower
from dossiers.reads.following import confirm_key, leave_key
from tests.browser.pages import AXE, IS_WIDE, JUDGE, RULES
from tests.citizens.conftest import counters  # noqa: F401 - a fixture
from tests.province import receive


@pytest.mark.soak
@pytest.mark.usefixtures("counters")
def test_nothing_is_wrong_on_the_pages_of_following(chromium, live_server, committed_province, settings, monkeypatch):
    settings.MESSAGE_WAYS = {"email": "console", "sms": "console"}
    code = receive(committed_province).receipt_code
    wrong = {}
    for language in ("vi", "en"):
        context = chromium.new_context(
            base_url=live_server.url, bypass_csp=True, viewport={"width": 320, "height": 800}
        )
        context.add_init_script(path=AXE)
        context.add_cookies([{"name": "lang", "value": language, "url": live_server.url}])
        page = context.new_page()

        def judge(name: str, shows: str, page=page, language=language) -> None:
            page.locator(shows).first.wait_for()
            faults = [fault[:200] for fault in page.evaluate(JUDGE, RULES)]
            faults += ["scrolls sideways"] if page.evaluate(IS_WIDE) else []
            if faults:
                wrong[f"{name} {language}"] = faults

        def send(page=page, **typed: str) -> None:
            for name, value in typed.items():
                page.locator(f"input[name={name}]").fill(value)
            with page.expect_navigation():
                page.locator("main form button").first.click()

        def ask(page=page, send=send, **typed: str) -> None:
            page.goto(f"/tra-cuu/{code}/theo-doi")
            send(**typed)

        ask(email="ba tu", phone="12")
        judge("mistyped", ".field--wrong")
        mail, phone = f"{language}@vi.du", {"vi": "0912345678", "en": "0912345679"}[language]
        ask(email=mail, phone=phone)
        judge("asked", "input[name=so]")
        send(so="000000")
        judge("wrong digits", ".field--wrong")
        for _again in range(limits.SAME_LETTERS):
            ask(email=mail, phone=phone)
        judge("not written again", "input[name=so]")
        with monkeypatch.context() as now:
            now.setattr(limits, "STRANGER_S_LETTERS", 0)
            ask(email=mail)
            judge("too often", ".problem")

        follower = Follower.objects.get(address=mail)
        for where, key in (("xac-nhan", confirm_key), ("thoi", leave_key)):
            page.goto(f"/theo-doi/{where}?k={key(follower.pk)}")
            judge(where, "main form button")
            send()
            judge(f"{where} done", "[role=status]")
        page.goto(f"/theo-doi/xac-nhan?k={confirm_key(follower.pk)}")
        judge("old link", "[role=alert]")
    assert not actions.stop_following(follower_id=follower.pk)
    assert wrong == {}
