"""What is asked when many dossiers are handled at once, and how a choice of them travels."""

import re
from collections.abc import Iterable
from uuid import UUID, uuid4

from django import forms
from django.contrib.auth.models import User

from dossiers.forms.fields import Text
from dossiers.models import CollectionWay
from dossiers.reads.holders import with_posts
from dossiers.wording import REFUSED

_CHOSEN = re.compile(r"(\d{1,18})\.(\d{1,9})", re.ASCII)

# The field that a refusal is about, by its key in wording.REFUSED.
CONCERNS = {"bulk_to": "to", "paper_checked": "paper", "parcel_list": "paper"}


def chosen_in(values: Iterable[str]) -> list[tuple[int, int]]:
    """(id, version) of every "<id>.<version>" in these, each dossier once; what means nothing is passed over."""
    found: dict[int, int] = {}
    for value in values:
        for text in value.split():
            read = _CHOSEN.fullmatch(text)
            if read:
                found.setdefault(int(read[1]), int(read[2]))
    return list(found.items())


def key_in(typed: str) -> UUID:
    """The key of one press; a new one when what came is none."""
    try:
        return UUID(typed)
    except ValueError:
        return uuid4()


def key_after(refused: str, key: UUID) -> UUID:
    """The key of the next press, after one was refused: another one where this belongs to a job with other content."""
    return uuid4() if refused in ("other_choice", "urge_other") else key


class _Bulk(forms.Form):
    """A move that needs nothing typed. people: to whom dossiers may be given."""

    def __init__(self, *args, people: Iterable[User] = (), **kwargs):
        super().__init__(*args, **kwargs)
        if "to" in self.fields:
            self.fields["to"].choices = [(person.pk, with_posts(person)) for person in people]

    def refused(self, why: str, said: str) -> None:
        """Put a refusal where it belongs."""
        field = CONCERNS.get(why)
        self.add_error(field if field in self.fields else None, said)

    def values(self) -> dict:
        """Keywords for the action."""
        return dict(self.cleaned_data)


class Complete(_Bulk):
    """The same step of all of them."""


class Receivers(_Bulk):
    """Among whom dossiers are shared out, in turn."""

    to = forms.TypedMultipleChoiceField(
        label="Người nhận việc", coerce=int, widget=forms.CheckboxSelectMultiple,
        help_text="Chọn nhiều người thì hồ sơ được chia lần lượt, hồ sơ gấp trước.",
        error_messages={"required": REFUSED["bulk_to"], "invalid_choice": "Chọn người trong danh sách."},
    )  # fmt: skip


class HandOver(_Bulk):
    """How the results reached the applicants, and which paper says so."""

    way = forms.ChoiceField(
        label="Cách trả", choices=CollectionWay.choices, initial=CollectionWay.COUNTER, widget=forms.RadioSelect,
        error_messages={"required": "Chọn cách trả kết quả.", "invalid_choice": "Chọn cách trả kết quả."},
    )  # fmt: skip
    paper = Text(
        label="Giấy tờ đã kiểm tra hoặc số bảng kê gửi bưu chính", max_length=200, required=False,
        help_text="Tại quầy: giấy tờ đã kiểm tra, ví dụ căn cước công dân. Gửi bưu chính: số bảng kê có ký nhận.",
    )  # fmt: skip
