"""What random lives say when they make a move that is neither a step nor a stop."""

from datetime import datetime, timedelta

from dossiers.actions import Applicant
from dossiers.models import Dossier, Opinion
from dossiers.workflow import Move
from tests.dossiers.working import FETCHED


def said(p, move: str, dossier: Dossier, now: datetime, n: int) -> dict:
    """The facts of a move at this moment; {} when it needs none. n: any number, for variety."""
    match move:
        case Move.HAND_OVER:
            return FETCHED
        case Move.ASK_OPINION:
            agency = (p.commune, p.tax, p.department)[n % 3]
            return {"agency": agency, "question": "Có ý kiến gì không?", "answer_by": now.date() + timedelta(days=n)}
        case Move.ANSWER_OPINION:
            opinion = Opinion.objects.filter(dossier=dossier).order_by("-pk").first() or Opinion(pk=0)
            return {"opinion": opinion, "answer": "Thống nhất", "document": "CV 12" if n % 2 else ""}
        case Move.CORRECT_APPLICANT:
            return {"applicant": Applicant(f"Nguyễn Thị Đoan {n}", phone=f"090000{n:04d}"), "reason": "Ghi nhầm"}
        case Move.REDIRECT:
            return {"to": (p.other, p.commune, p.department)[n % 3], "reason": "Nhầm nơi giải quyết"}
        case Move.REISSUE_CODE:
            return {"reason": "Mất giấy tiếp nhận, đã xem căn cước"}
        case Move.VOID:
            return {"reason_class": "twice", "reason": "Đã nhận hôm trước"}
    return {}
