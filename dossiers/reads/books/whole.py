"""What no single dossier shows: chains, links, counters of codes, notices of marks, rows without a dossier."""

from collections.abc import Iterator, Sequence

from django.db import connection

from dossiers.models import NoticeKind
from dossiers.reads.books import terms
from dossiers.reads.books.book import Broken


def breaks(ids: Sequence[int]) -> list[tuple[int, int]]:
    """(dossier, seq) of events that do not follow the one before, or are not what was hashed."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT dossier_id, min(seq) FROM (
                   SELECT dossier_id, seq, hash, previous, event_hash(event) AS computed,
                          lag(hash, 1, ''::bytea) OVER chain AS before, row_number() OVER chain AS place
                   FROM dossiers_event AS event WHERE dossier_id = ANY(%s)
                   WINDOW chain AS (PARTITION BY dossier_id ORDER BY seq)
               ) AS told
               WHERE seq <> place OR previous <> before OR hash <> computed GROUP BY dossier_id""",
            [list(ids)],
        )
        return cursor.fetchall()


# Twin of `reads.applicants.earlier`. Missed is what that intake must have seen: two at the same moment may not.
# Whose applicant was written wrongly at first.
_CORRECTED = """
SELECT FROM dossiers_correction AS correction JOIN dossiers_event AS event ON event.id = correction.event_id
WHERE correction.before ?| ARRAY['applicant_name', 'applicant_identity', 'applicant_phone'] AND event.dossier_id"""
_LINKS = f"""
SELECT dossier.id, dossier.earlier_id IS NULL
FROM dossiers_dossier AS dossier
JOIN agencies_procedurerules AS rules ON rules.id = dossier.rules_id
CROSS JOIN LATERAL (
    SELECT coalesce(bool_or(other.id = dossier.earlier_id), false),
           coalesce(bool_or(other.received_at < dossier.received_at - interval '1 minute'
                            AND NOT EXISTS ({_CORRECTED} = other.id)), false)
    FROM (
        SELECT * FROM dossiers_dossier AS same
        WHERE dossier.applicant_identity <> ''
          AND same.applicant_identity <> '' AND same.applicant_identity = dossier.applicant_identity
        UNION ALL
        SELECT * FROM dossiers_dossier AS same
        WHERE (dossier.applicant_identity = '' OR same.applicant_identity = '')
          AND same.applicant_phone <> '' AND same.applicant_phone = dossier.applicant_phone
          AND same.applicant_plain = dossier.applicant_plain
    ) AS other JOIN agencies_procedurerules AS theirs ON theirs.id = other.rules_id
    WHERE theirs.procedure_id = rules.procedure_id AND other.id < dossier.id
      AND (other.received_at >= dossier.received_at - interval '30 days'
           OR coalesce(other.closed_at, other.voided_at, 'infinity') >= dossier.received_at - interval '30 days')
) AS lived (is_linked, is_missed)
WHERE dossier.id = ANY(%s) AND dossier.official_code IS NOT NULL
  AND NOT EXISTS ({_CORRECTED} IN (dossier.id, dossier.earlier_id))
  AND CASE WHEN dossier.earlier_id IS NULL THEN is_missed ELSE NOT is_linked END
"""  # noqa: S608 - our own words


def wrong_links(ids: Sequence[int]) -> Iterator[tuple[int, str]]:
    """(dossier, what): the earlier dossier is not the same applicant's of the 30 days before, or is not named."""
    with connection.cursor() as cursor:
        cursor.execute(_LINKS, [list(ids)])
        for pk, is_missed in cursor.fetchall():
            if is_missed:
                yield pk, "Chưa nối với hồ sơ mà cùng người nộp đã nộp trong 30 ngày trước"
            else:
                yield pk, "Hồ sơ nộp trước không phải của cùng người nộp, cùng thủ tục trong 30 ngày trước"


_READERS = """
SELECT id FROM dossiers_dossier AS dossier
WHERE id = ANY(%s) AND readers IS DISTINCT FROM dossier_readers(
    id, receiving_agency_id, deciding_agency_id, return_agency_id, holder_agency_id)
"""


def wrong_readers(ids: Sequence[int]) -> Iterator[tuple[int, str]]:
    """(dossier, what): who may read it is not who it lies with, worked on it or was asked."""
    with connection.cursor() as cursor:
        cursor.execute(_READERS, [list(ids)])
        for (pk,) in cursor.fetchall():
            yield pk, "Danh sách cơ quan được xem hồ sơ không khớp nơi nhận, nơi giải quyết và các bước"


def audit_whole() -> Iterator[Broken]:
    """Everything here. Single statements over all rows: nobody should be waiting for them."""
    yield from _counters()
    yield from _notices()
    yield from _strays()


def _counters() -> Iterator[Broken]:
    """Official codes that skip or repeat a number: each agency's codes of a day are 1 … n of its counter."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT agency.name, coalesce(counter.day, given.day), coalesce(counter.n, 0), coalesce(given.n, 0),
                      coalesce(given.last, 0)
               FROM dossiers_codecounter AS counter
               FULL JOIN (
                   SELECT receiving_agency_id AS agency_id, to_date(split_part(official_code, '-', 2), 'YYMMDD') AS day,
                          count(DISTINCT split_part(official_code, '-', 3)) AS n,
                          max(split_part(official_code, '-', 3)::int) AS last
                   FROM dossiers_dossier WHERE official_code IS NOT NULL GROUP BY 1, 2
               ) AS given USING (agency_id, day)
               JOIN agencies_agency AS agency ON agency.id = agency_id
               WHERE (counter.n, counter.n) IS DISTINCT FROM (given.n, given.last)"""
        )
        for agency, day, counted, given, last in cursor.fetchall():
            yield Broken(f"{agency} {day:%d/%m/%Y}", f"Bộ đếm {counted}, đã cấp {given} mã, số cuối {last}")


def _notices() -> Iterator[Broken]:
    """Marks that nobody was told of, and notices without a mark."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT coalesce(marked.dossier_id, notice.dossier_id), coalesce(marked.kind, notice.kind),
                      coalesce(became_at, created_at), key IS NULL,
                      EXISTS (SELECT FROM dossiers_dossier AS d
                              WHERE d.id = coalesce(marked.dossier_id, notice.dossier_id))
               FROM (SELECT dossier_id, kind, became_at, kind || ':' || dossier_id || ':' || key AS key
                     FROM dossiers_mark) AS marked
               FULL JOIN (SELECT * FROM dossiers_notice WHERE kind <> %s) AS notice ON notice.dedup_key = marked.key
               WHERE key IS NULL OR dedup_key IS NULL""",
            [NoticeKind.URGED],
        )
        for dossier, kind, at, is_groundless, is_there in cursor.fetchall():
            called = f"{terms.mark(kind)} lúc {terms.words(at)}"
            what = f"Thông báo {called} không có dấu mốc" if is_groundless else f"Dấu mốc {called} chưa được báo"
            yield Broken(str(dossier), what, None, dossier if is_there else None)


def _strays() -> Iterator[Broken]:
    """Rows whose dossier is not there: no foreign key lets them be, so somebody switched it off."""
    with connection.cursor() as cursor:
        for noun, word in terms.ROW.items():
            table = noun._meta.db_table
            cursor.execute(
                f"""SELECT dossier_id, count(*) FROM {table}
                    WHERE NOT EXISTS (SELECT FROM dossiers_dossier AS d WHERE d.id = dossier_id)
                    GROUP BY dossier_id"""  # noqa: S608 - names of our own tables
            )
            for dossier, n in cursor.fetchall():
                yield Broken(str(dossier), f"Còn {n} {word} của một hồ sơ không tồn tại")
