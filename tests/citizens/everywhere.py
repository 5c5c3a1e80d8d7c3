"""Every address that everybody may open, for what must hold on all of them."""

from types import SimpleNamespace

from django.utils import timezone

from dossiers import actions
from dossiers.models import Dossier
from dossiers.reads.following import leave_key
from tests.province import receive

UNKNOWN = "1C2F3H4K5M6P"
BY_RECEIPT_CODE = ("", "/thoi-han", "/theo-doi", "/hen.ics")


def filled(p: SimpleNamespace, **changes) -> Dossier:
    """The dossier that everybody looks at, in a province that publishes its figures. changes: as of `receive`."""
    dossier = receive(p, **changes)
    actions.complete_step(dossier_id=dossier.pk, by=p.clerk, now=timezone.now(), version=1)
    actions.publish_figures()
    return Dossier.objects.get(pk=dossier.pk)


def addresses(dossier: Dossier) -> dict[str, int]:
    """{address: the status that it answers with}: every public page and file, also those that say what is wrong."""
    code = dossier.receipt_code
    procedure = dossier.rules.procedure.code
    return {
        "/": 200,
        "/tra-cuu?ma=7K4C": 400,
        **{f"/tra-cuu/{code}{more}": 200 for more in BY_RECEIPT_CODE},
        f"/tra-cuu/{UNKNOWN}": 404,
        f"/tra-cuu/ma-so/{dossier.official_code}": 200,
        f"/api/v1/status/{code}": 200,
        f"/theo-doi/thoi?k={leave_key(dossier.pk)}": 200,
        "/theo-doi/xac-nhan?k=x": 404,
        "/thu-tuc": 200,
        "/thu-tuc?tim=xay+dung": 200,
        f"/thu-tuc/{procedure}": 200,
        "/thu-tuc/9.999999": 404,
        "/tinh-ngay-hen": 200,
        f"/tinh-ngay-hen?thu_tuc={procedure}&ngay=20/08/2026&gio=9h": 200,
        f"/tinh-ngay-hen?thu_tuc={procedure}&ngay=99/99/2026": 400,
        "/thong-ke": 200,
        "/thong-ke/so-lieu.csv": 200,
        "/thong-ke/dinh-nghia": 200,
        "/thong-ke/dinh-nghia.csv": 200,
        "/tro-giup": 200,
        "/quyen-rieng-tu": 200,
        "/tro-nang": 200,
        "/khong-co-trang-nay": 404,
    }
