"""What no single dossier shows: chains of hashes, counters of codes, notices of marks."""

from collections.abc import Iterator

from django.db import connection

from dossiers.reads.books.book import Broken


def breaks(after: int, last: int) -> list[tuple[int, int]]:
    """(dossier, seq) of events that do not follow the one before, or are not what was hashed."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT dossier_id, min(seq) FROM (
                   SELECT dossier_id, seq, hash, previous, event_hash(event) AS computed,
                          lag(hash, 1, ''::bytea) OVER chain AS before, row_number() OVER chain AS place
                   FROM dossiers_event AS event WHERE dossier_id > %s AND dossier_id <= %s
                   WINDOW chain AS (PARTITION BY dossier_id ORDER BY seq)
               ) AS told
               WHERE seq <> place OR previous <> before OR hash <> computed GROUP BY dossier_id""",
            [after, last],
        )
        return cursor.fetchall()


def audit_counters() -> Iterator[Broken]:
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


def audit_notices() -> Iterator[Broken]:
    """Marks that nobody was told of, and notices without a mark."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT coalesce(marked.dossier_id, notice.dossier_id), coalesce(key, dedup_key), key IS NULL
               FROM (SELECT dossier_id, kind || ':' || dossier_id || ':' || extract(epoch FROM key)::bigint AS key
                     FROM dossiers_mark) AS marked
               FULL JOIN dossiers_notice AS notice ON notice.dedup_key = marked.key
               WHERE key IS NULL OR dedup_key IS NULL"""
        )
        for dossier, key, is_groundless in cursor.fetchall():
            what = f"Thông báo {key} không có dấu mốc" if is_groundless else f"Dấu mốc {key} chưa được báo"
            yield Broken(str(dossier), what)
