"""Vietnamese without its marks, for finding names however they were typed."""

import unicodedata

_D = str.maketrans("đĐ", "dD")


def plain(text: str) -> str:
    """Lower case, no diacritics, single spaces.

    >>> plain("  Nguyễn Thị  Đoan ")
    'nguyen thi doan'
    """
    decomposed = unicodedata.normalize("NFD", text.translate(_D))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(bare.lower().split())
