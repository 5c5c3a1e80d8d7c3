"""Every staff route × every identity. A new route fails here until it has its row."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from dossiers import actions
from dossiers.models import Dossier, Event, LetterKind
from dossiers.reads.supervision.behind import FIGURES
from dossiers.reads.supervision.lists import LISTS
from dossiers.reads.supervision.signs import BY_SLUG
from tests.province import receive
from tests.staff.pages import bytes_of

IDENTITIES = ("nobody", "clerk", "officer", "leader", "clerk_b", "auditor", "administrator", "disabled")
IN = "sign in"  # led to the sign-in page
# The dossier lies at the counter of the department (clerk, officer, leader); clerk_b is of a commune.
TABLE = {
    #                    nobody clerk officer leader clerk_b auditor administrator disabled
    "staff-home":            (IN, 200, 200, 200, 200, 302, 302, IN),
    "sign-in":               (200, 302, 302, 302, 302, 302, 302, 200),
    "sign-out":              (405, 405, 405, 405, 405, 405, 405, 405),
    "kept":                  (IN, 302, 302, 302, 302, 302, 302, IN),  # nothing is kept: on to one's own room
    "password-forgotten":    (200, 200, 200, 200, 200, 200, 200, 200),
    "password-set":          (404, 404, 404, 404, 404, 404, 404, 404),  # without a link
    "password":              (IN, 200, 200, 200, 200, 200, 200, IN),
    "second-factor":         (IN, 302, 302, 302, 302, 302, 302, IN),  # not asked here: on to one's own room
    "second-factor-new":     (IN, 404, 404, 404, 404, 404, 404, IN),
    "recovery-codes":        (IN, 404, 404, 404, 404, 404, 404, IN),
    "account":               (IN, 200, 200, 200, 200, 200, 200, IN),
    "sessions-end":          (IN, 405, 405, 405, 405, 405, 405, IN),
    "staff-find":            (IN, 303, 303, 303, 404, 303, 403, IN),
    "intake":                (IN, 200, 403, 200, 200, 403, 403, IN),
    "intake-applicant":      (IN, 404, 403, 404, 404, 403, 403, IN),
    "intake-papers":         (IN, 404, 403, 404, 404, 403, 403, IN),
    "intake-check":          (IN, 404, 403, 404, 404, 403, 403, IN),
    "intake-discard":        (IN, 405, 405, 405, 405, 405, 405, IN),
    "intake-receipts":       (IN, 405, 405, 405, 405, 405, 405, IN),
    "staff-dossier":         (IN, 200, 200, 200, 404, 200, 403, IN),
    "receipt":               (IN, 200, 200, 200, 404, 403, 403, IN),
    "staff-clock":           (IN, 200, 200, 200, 404, 200, 403, IN),
    "dossier-history":       (IN, 200, 200, 200, 404, 200, 403, IN),
    "dossier-notes":         (IN, 200, 200, 200, 404, 200, 403, IN),
    "dossier-messages-choose": (IN, 405, 405, 405, 405, 405, 405, IN),
    "dossier-files":         (IN, 200, 200, 200, 404, 200, 403, IN),
    "dossier-file":          (IN, 200, 200, 200, 404, 200, 403, IN),
    "dossier-file-removal":  (IN, 200, 409, 200, 404, 403, 403, IN),
    "dossier-letters":       (IN, 200, 200, 200, 404, 200, 403, IN),
    "letter-issue":          (IN, 405, 405, 405, 405, 405, 405, IN),
    "letter":                (IN, 200, 200, 200, 404, 200, 403, IN),
    "unsigned-apology":      (IN, 403, 403, 302, 403, 403, 403, IN),  # nothing to sign: the page of signing says so
    "urge":                  (IN, 403, 403, 409, 403, 403, 403, IN),  # not late
    "urge-answer":           (IN, 404, 404, 404, 404, 404, 403, IN),  # nobody was urged
    "urge-many":             (IN, 403, 403, 302, 403, 403, 403, IN),  # to where dossiers are chosen
    "delay":                 (IN, 409, 409, 409, 404, 409, 403, IN),  # not late
    "move-chuyen-buoc":      (IN, 200, 403, 200, 404, 403, 403, IN),
    "move-tra-lai-buoc-truoc": (IN, 409, 409, 409, 404, 403, 403, IN),
    "move-phan-cong":        (IN, 200, 403, 200, 404, 403, 403, IN),
    "move-ban-giao":         (IN, 200, 200, 200, 404, 403, 403, IN),
    "move-nhan-ban-giao":    (IN, 403, 403, 403, 404, 403, 403, IN),
    "move-rut-ho-so":        (IN, 200, 403, 200, 404, 403, 403, IN),
    "move-dung-giai-quyet":  (IN, 403, 200, 200, 404, 403, 403, IN),
    "move-tu-choi-giai-quyet": (IN, 403, 200, 200, 404, 403, 403, IN),
    "move-tam-dung":         (IN, 403, 200, 200, 404, 403, 403, IN),
    "move-tiep-tuc":         (IN, 403, 409, 409, 404, 403, 403, IN),
    "move-nghia-vu-tai-chinh": (IN, 409, 409, 409, 404, 403, 403, IN),
    "move-xac-nhan-da-nop":  (IN, 409, 409, 409, 404, 403, 403, IN),
    "move-du-thao-xin-loi":  (IN, 403, 200, 200, 404, 403, 403, IN),
    "move-ky-xin-loi":       (IN, 403, 403, 409, 404, 403, 403, IN),
    "move-cho-phep-bo-sung": (IN, 403, 403, 409, 404, 403, 403, IN),
    "move-ket-thuc":         (IN, 409, 409, 409, 404, 403, 403, IN),
    "move-yeu-cau-bo-sung":  (IN, 403, 200, 200, 404, 403, 403, IN),
    "move-ghi-nhan-bo-sung": (IN, 409, 409, 409, 404, 403, 403, IN),
    "move-lay-y-kien":       (IN, 403, 200, 200, 404, 403, 403, IN),
    "move-tra-loi-y-kien":   (IN, 403, 409, 409, 404, 403, 403, IN),
    "move-tra-ket-qua":      (IN, 409, 409, 409, 404, 403, 403, IN),
    "move-hoan-tac":         (IN, 409, 409, 409, 404, 403, 403, IN),
    "move-sua-nguoi-nop":    (IN, 200, 403, 200, 404, 403, 403, IN),
    "move-cap-lai-ma":       (IN, 200, 403, 200, 404, 403, 403, IN),
    "move-chuyen-co-quan":   (IN, 403, 403, 200, 404, 403, 403, IN),
    "move-huy-tiep-nhan":    (IN, 200, 403, 200, 404, 403, 403, IN),
    "bulk":                  (IN, 200, 200, 200, 200, 403, 403, IN),
    "job":                   (IN, 404, 404, 404, 404, 403, 403, IN),
    "print-many":            (IN, 200, 200, 200, 200, 403, 403, IN),
    "print-job":             (IN, 404, 404, 404, 404, 403, 403, IN),
    "print-file":            (IN, 404, 404, 404, 404, 403, 403, IN),
    "export":                (IN, 405, 405, 405, 405, 405, 405, IN),
    "own-files":             (IN, 200, 200, 200, 200, 200, 200, IN),
    "own-file-job":          (IN, 404, 404, 404, 404, 404, 404, IN),
    "own-file":              (IN, 404, 404, 404, 404, 404, 404, IN),
    "own-file-again":        (IN, 405, 405, 405, 405, 405, 405, IN),
    "own-file-discard":      (IN, 405, 405, 405, 405, 405, 405, IN),
    "reassign":              (IN, 403, 403, 200, 403, 403, 403, IN),
    "absences":              (IN, 200, 200, 200, 200, 403, 403, IN),
    **dict.fromkeys(
        ["dashboard", "figures-by-agency", "steps", "step", "hot-spot",
         *(f"figure-{figure.slug}" for figure in FIGURES)],
                             (IN, 403, 403, 200, 403, 200, 403, IN)),
    **dict.fromkeys(
        [*(each.name for each in LISTS), "watch", *(f"watch-{slug}" for slug in BY_SLUG), "mended",
         "accesses", "books", "messages", "urges", "reports"],
                             (IN, 403, 403, 200, 403, 200, 403, IN)),
    **dict.fromkeys(  # no report is frozen here
        ["report-job", *(f"report{part}" for part in ("", "-register", "-quality", "-candour", "-dossiers"))],
                             (IN, 403, 403, 404, 403, 404, 403, IN)),
    "report-file":           (IN, 405, 405, 405, 405, 405, 405, IN),
}  # fmt: skip


def staff_routes() -> dict[str, dict]:
    """name → the arguments that its address takes."""
    found = get_resolver().reverse_dict
    inside = get_resolver().namespace_dict["dossiers"][1].reverse_dict
    assert found is not None
    return {
        name: inside.getlist(name)[0][0][0][1]
        for name in inside
        if isinstance(name, str) and inside.getlist(name)[0][0][0][0].startswith(("can-bo", "giam-sat"))
    }


@pytest.fixture
def identities(province, enter):
    disabled = type(province.clerk).objects.create(username="nghi-viec")
    province.clerk.memberships.create(user=disabled, agency=province.department, role="clerk")
    clients = {name: enter(getattr(province, name)) for name in IDENTITIES if hasattr(province, name)}
    clients |= {"nobody": Client(), "disabled": enter(disabled)}
    disabled.is_active = False
    disabled.save()
    return clients


@pytest.fixture
def with_file(province, settings, tmp_path):
    """A dossier with a file that the clerk put there, and with its receipt printed."""
    settings.ATTACHMENTS_ROOT = tmp_path / "tep"
    dossier = receive(province)
    sent = SimpleUploadedFile("Đơn.pdf", b"%PDF-1.7")
    actions.attach(dossier_id=dossier.pk, by=province.clerk, now=timezone.now(), name=sent.name, file=sent)
    actions.print_letter(kind=LetterKind.RECEIPT, dossier_id=dossier.pk, by=province.clerk, now=timezone.now())
    return dossier


def address(name: str, parameters, dossier) -> str:
    attachment, letter = dossier.attachments.first(), dossier.letters.first()
    values = {
        "pk": letter.pk if name == "letter" and letter else dossier.pk,
        "slug": "giay-tiep-nhan",
        "nth": 1,
        "attachment": attachment.pk if attachment else 0,
        "key": uuid.uuid4(),
        "group": uuid.uuid4(),
    }
    return reverse(f"dossiers:{name}", kwargs={p: values[p] for p in parameters if p in values})


def outcome(answer):
    if answer.status_code == 302 and answer.url.partition("?")[0] == "/can-bo/dang-nhap":
        return IN
    return answer.status_code


def test_every_staff_route_has_its_row():
    assert set(staff_routes()) == set(TABLE)


def test_every_route_answers_every_identity_as_the_table_says(identities, with_file):
    dossier = with_file
    wrong = {}
    for name, parameters in staff_routes().items():
        for who, expected in zip(IDENTITIES, TABLE[name], strict=True):
            answer = identities[who].get(address(name, parameters, dossier), {"ma": dossier.official_code})
            bytes_of(answer)
            if outcome(answer) != expected:
                wrong[name, who] = (outcome(answer), expected)
            if expected in (403, 404) and who != "nobody":
                assert "Nguyễn Thị Đoan" not in answer.content.decode()
    assert wrong == {}


def test_no_identity_without_the_right_changes_anything_by_post(identities, with_file):
    dossier = with_file
    events = Event.objects.count()
    for name, parameters in staff_routes().items():
        if name in ("sign-in", "sign-out"):
            continue
        for who, expected in zip(IDENTITIES, TABLE[name], strict=True):
            if expected in (IN, 403, 404):
                answer = identities[who].post(address(name, parameters, dossier), {"version": dossier.version})
                if name == "staff-find" and expected == 404:  # may search; only this dossier is not theirs to find
                    continue
                assert outcome(answer) in (IN, 403, 404, 405, 400, 409), (name, who, answer.status_code)
    assert (Event.objects.count(), Dossier.objects.get().version) == (events, dossier.version)


def test_a_dossier_that_never_was_reads_like_one_of_another_agency(province, identities):
    dossier = receive(province)
    for pk in (dossier.pk + 1, 10**30):
        assert identities["clerk"].get(f"/can-bo/ho-so/{pk}").status_code == 404
    foreign = identities["clerk_b"].get(f"/can-bo/ho-so/{dossier.pk}")
    missing = identities["clerk_b"].get(f"/can-bo/ho-so/{dossier.pk + 1}")
    assert foreign.content == missing.content


def test_agencies_on_the_way_of_a_dossier_may_read_it(province, identities):
    """A commune receives for the department: both read it."""
    dossier = receive(province, agency=province.commune, by=province.clerk_b)
    for who in ("clerk_b", "clerk", "officer", "leader", "auditor"):
        assert identities[who].get(f"/can-bo/ho-so/{dossier.pk}").status_code == 200, who


def test_an_auditor_reads_and_changes_nothing(province, identities):
    dossier = receive(province)
    page = identities["auditor"].get(f"/can-bo/ho-so/{dossier.pk}").content.decode()
    assert 'class="button" href' not in page
    assert "giay-tiep-nhan" not in page
    assert "Tiếp nhận</a>" not in page
