"""What somebody with the owner's rights may do to the books: for each, which dossier, how, and what the auditor says.

%s is the dossier's id.
"""

from dossiers.models import Dossier

OPEN = "closed_at IS NULL AND due_at IS NOT NULL"
RUNNING = f"{OPEN} AND NOT is_paused AND status = 4"
DONE = "status = 10 AND original_due_at IS NOT NULL"
GUARDED = ("dossier", "event", "mark", "pause", "supplement", "payment", "apology", "collection", "opinion")
OF = {kind: f"kind = '{kind}'" for kind in ("overdue", "due_soon", "step_returned", "taken_over")}
STRANGER = "(SELECT max(id) FROM agencies_agency)"  # receives nothing
DOSSIER = "UPDATE dossiers_dossier SET {} WHERE id = %s"


def having(table: str, which: str = "true") -> str:
    return f"id IN (SELECT dossier_id FROM dossiers_{table} WHERE {which})"


def changed(table: str, what: str, which: str = "true") -> str:
    """One row of the dossier."""
    rows = f"SELECT min(id) FROM dossiers_{table} WHERE dossier_id = %s AND {which}"
    return f"UPDATE dossiers_{table} SET {what} WHERE id = ({rows})"


def added_mark(kind: str, key: str, at: str) -> str:
    """With its notice, so that only the mark is wrong."""
    return f"""
        WITH made AS (INSERT INTO dossiers_mark (dossier_id, kind, key, became_at, noticed_at)
                      SELECT id, '{kind}', {key}, {at}, {at} FROM dossiers_dossier WHERE id = %s)
        INSERT INTO dossiers_notice (dedup_key, dossier_id, kind, agency_id, state, created_at)
        SELECT '{kind}:' || id || ':' || {key}, id, '{kind}', holder_agency_id, 'shown', now()
        FROM dossiers_dossier WHERE id = %s"""


def without_events(which: str) -> str:
    of_it = f"FROM dossiers_event WHERE dossier_id = %s AND {which}"
    return f"WITH gone AS (DELETE FROM dossiers_reason WHERE event_id IN (SELECT id {of_it})) DELETE {of_it}"


def without_mark(kind: str) -> str:
    return f"""
        WITH gone AS (DELETE FROM dossiers_mark WHERE dossier_id = %s AND kind = '{kind}')
        DELETE FROM dossiers_notice WHERE dossier_id = %s AND kind = '{kind}'"""


# Cached columns: --fix mends these.
CACHED = {
    "a due date moved": (DOSSIER.format("due_at = due_at + interval '1 day'"), RUNNING, "Ngày hẹn trả ghi"),
    "a due date taken away": (DOSSIER.format("due_at = NULL"), f"{OPEN} AND status = 4", "Ngày hẹn trả ghi trống"),
    "another step": (DOSSIER.format("current_step = 1"), OPEN, "Bước hiện tại ghi 1"),
    "another holder": (
        DOSSIER.format(f"holder_agency_id = {STRANGER}, readers = readers || {STRANGER}"), OPEN,
        "Cơ quan đang giữ ghi mã",
    ),
    "another unit": (DOSSIER.format("holder_unit_id = NULL"), RUNNING, "Đơn vị đang giữ ghi trống"),
    "another assignee": (
        DOSSIER.format("assignee_id = (SELECT max(id) FROM auth_user)"), f"{OPEN} AND assignee_id IS NULL",
        "Người thụ lý ghi mã",
    ),
    "a later place in the list": (
        DOSSIER.format("start_by = start_by + interval '9 days'"), RUNNING, "Mốc phải bắt đầu làm ghi",
    ),
    "an offer hidden": (DOSSIER.format("passing_to_id = NULL"), "passing_to_id IS NOT NULL", "Đơn vị chờ nhận"),
    "not paused": (DOSSIER.format("is_paused = false"), "status = 5 AND is_paused", "Trạng thái tạm dừng ghi không"),
    "paused": (DOSSIER.format("is_paused = true"), RUNNING, "Trạng thái tạm dừng ghi có"),
    "hidden from the sweep": (DOSSIER.format("next_flag_at = NULL"), "next_flag_at IS NOT NULL", "Lần kiểm tra kế"),
    "due soon a day later": (DOSSIER.format("due_soon_at = due_soon_at + interval '1 day'"), OPEN, "Mốc sắp đến hạn"),
    "standing still a month later": (
        DOSSIER.format("stalls_at = stalls_at + interval '1 month'"), "stalls_at IS NOT NULL", "Mốc chậm luân chuyển",
    ),
    "never standing still": (DOSSIER.format("stalls_at = NULL"), "stalls_at IS NOT NULL", "Mốc chậm luân chuyển"),
    "provisional": (DOSSIER.format("due_is_provisional = NOT due_is_provisional"), DONE, "Ngày hẹn là tạm tính"),
}  # fmt: skip

# What only people can set right.
HISTORY = {
    "a first due date moved": (
        DOSSIER.format("original_due_at = original_due_at + interval '1 day'"), RUNNING, "Ngày hẹn đầu tiên",
    ),
    "a first due date removed": (DOSSIER.format("original_due_at = NULL"), DONE, "Ngày hẹn đầu tiên ghi trống"),
    "a second first date moved": (
        DOSSIER.format("second_original_due_at = second_original_due_at + interval '1 day'"),
        "second_original_due_at IS NOT NULL AND status = 10", "Ngày hẹn đầu tiên của lần hẹn hai",
    ),
    "a second first date from nowhere": (
        DOSSIER.format("second_original_due_at = due_at"), f"{DONE} AND second_original_due_at IS NULL",
        "chưa có lần hẹn hai",
    ),
    "a calendar from the future": (DOSSIER.format("calendar_version = 9"), RUNNING, "mới có đến bản"),
    "a promise moved": (
        DOSSIER.format("promised_at = promised_at + interval '1 day'"), "promised_at IS NOT NULL", "Ngày hẹn lại",
    ),
    "a promise nobody signed": (
        DOSSIER.format("promised_at = due_at + interval '9 days'"), f"{DONE} AND promised_at IS NULL", "Ngày hẹn lại",
    ),
    "an apology in time after all": (
        changed("apology", "was_in_time = NOT was_in_time"), having("apology", "approved_at IS NOT NULL"),
        "Văn bản xin lỗi",
    ),
    "an apology for another date": (
        changed("apology", "due_at = due_at + interval '5 days'"), having("apology", "approved_at IS NOT NULL"),
        "Văn bản xin lỗi ghi ngày hẹn",
    ),
    "a lateness closed away": (
        DOSSIER.format("closed_at = received_at"), f"{DONE} AND {having('mark', OF['overdue'])}",
        "Thời điểm kết thúc ghi",
    ),
    "another status": (DOSSIER.format("status = 4"), "status = 2", "Tình trạng ghi “Đang xử lý”"),
    "a changed event": ("UPDATE dossiers_event SET data = data - 'to' WHERE dossier_id = %s AND seq = 1", OPEN,
                        "Chuỗi sự kiện"),
    "a signal wiped off": (
        "UPDATE dossiers_event SET data = data - 'signals' WHERE dossier_id = %s AND data ? 'signals'",
        having("event", "data -> 'signals' IS NOT NULL"), "Chuỗi sự kiện",
    ),
    "an event removed": (without_events("seq = 2"), DONE, "Chuỗi sự kiện"),
    "the last event removed": (
        without_events("kind = 'handed_over'"), DONE, "Thời điểm trả kết quả",
    ),
    "a history removed": (without_events("true"), DONE, "Không có sự kiện"),
    "an overdue mark removed": (
        without_mark("overdue"), f"{OPEN} AND {having('mark', OF['overdue'])}",
        "Thiếu dấu mốc “Quá hạn”",
    ),
    "a due-soon mark removed": (
        without_mark("due_soon"), f"{DONE} AND {having('mark', OF['due_soon'])}",
        "Thiếu dấu mốc “Sắp đến hạn”",
    ),
    "a stalled mark removed": (
        without_mark("stalled"), having("mark", "kind = 'stalled'"), "Thiếu dấu mốc “Chậm luân chuyển”",
    ),
    "an overdue mark without a cause": (
        added_mark("overdue", "1767607200000000", "'2026-01-05T10:00Z'::timestamptz"), DONE,
        "Dấu mốc “Quá hạn” lúc 17:00:00 05/01/2026 không có căn cứ",
    ),
    "a stalled mark without a cause": (
        added_mark("stalled", "1", "received_at + interval '1 minute'"), DONE, "Dấu mốc “Chậm luân chuyển”",
    ),
    "a mark from before it became so": (
        changed("mark", "noticed_at = became_at - interval '1 hour'"), f"{DONE} AND {having('mark')}",
        "không có căn cứ",
    ),
    "a notice removed": (
        "DELETE FROM dossiers_notice WHERE id = (SELECT min(id) FROM dossiers_notice WHERE dossier_id = %s)",
        having("mark"), "chưa được báo",
    ),
    "a notice from nowhere": (
        """INSERT INTO dossiers_notice (dedup_key, dossier_id, kind, agency_id, state, created_at)
           SELECT 'overdue:' || id || ':7', id, 'overdue', holder_agency_id, 'shown', now()
           FROM dossiers_dossier WHERE id = %s""",
        DONE, "không có dấu mốc",
    ),
    "a step redated": (
        "UPDATE dossiers_step SET finished_at = finished_at + interval '1 minute' WHERE dossier_id = %s AND n = 2",
        DONE, "Thời điểm các bước",
    ),
    "a returned step done at once": (
        "UPDATE dossiers_step SET finished_at = started_at WHERE dossier_id = %s AND n = 3",
        f"{DONE} AND {having('event', OF['step_returned'])}", "Thời điểm các bước",
    ),
    "a step done elsewhere": (
        """UPDATE dossiers_step SET unit_id = (SELECT max(id) FROM agencies_unit)
           WHERE dossier_id = %s AND n = 3""",
        f"{DONE} AND {having('event', OF['taken_over'])}", "Nơi làm bước 3",
    ),
    "a supplement backdated": (
        changed("supplement", "asked_at = asked_at - interval '1 hour'"), having("supplement"), "Yêu cầu bổ sung",
    ),
    "a later answer-by": (
        changed("supplement", "answer_by = answer_by + 30"), having("supplement"), "Yêu cầu bổ sung",
    ),
    "papers that came earlier": (
        changed("supplement", "received_at = asked_at"), having("supplement", "received_at IS NOT NULL"),
        "Yêu cầu bổ sung",
    ),
    "a permission removed": (
        "DELETE FROM dossiers_supplementpermission WHERE dossier_id = %s", having("supplementpermission"),
        "Việc cho phép bổ sung thêm",
    ),
    "a permission given later": (
        changed("supplementpermission", "permitted_at = permitted_at + interval '1 day'"),
        having("supplementpermission"), "Việc cho phép bổ sung thêm",
    ),
    "a longer pause": (
        changed("pause", "span = tstzrange(lower(span) - interval '1 day', upper(span))"),
        having("pause", "ground NOT IN ('supplement', 'payment')"), "Thời gian tạm dừng",
    ),
    "another ground": (
        changed("pause", "ground = 'payment'", "ground <> 'payment'"), having("pause", "ground <> 'payment'"),
        "Thời gian tạm dừng",
    ),
    "a pause from nowhere": (
        """INSERT INTO dossiers_pause (dossier_id, span, ground, document)
           SELECT id, tstzrange(received_at, received_at + interval '9 days'), 'survey', ''
           FROM dossiers_dossier WHERE id = %s""",
        f"{DONE} AND NOT {having('pause')}", "Thời gian tạm dừng",
    ),
    "money that came earlier": (
        changed("payment", "confirmed_at = requested_at"), having("payment", "confirmed_at IS NOT NULL"),
        "Nghĩa vụ tài chính",
    ),
    "one appointment instead of two": (
        changed("payment", "splits = false"), having("payment", "splits AND confirmed_at IS NOT NULL"),
        "Nghĩa vụ tài chính",
    ),
    "a mistaken intake without a word": (
        DOSSIER.format("voided_at = updated_at, next_flag_at = NULL, stalls_at = NULL, start_by = NULL"),
        f"{OPEN} AND {having('mark', OF['overdue'])}", "Thời điểm hủy tiếp nhận ghi",
    ),
    "another agency to answer for it": (
        DOSSIER.format(f"deciding_agency_id = {STRANGER}, readers = readers || {STRANGER}"), RUNNING,
        "Cơ quan giải quyết không khớp sự kiện",
    ),
    "a stranger among its readers": (
        DOSSIER.format(f"readers = readers || {STRANGER}"), RUNNING, "Danh sách cơ quan được xem",
    ),
    "another receipt code without a word": (
        """INSERT INTO dossiers_retiredcode (code, dossier_id, at) SELECT '1C2F3H4K5M6P', id, now()
           FROM dossiers_dossier WHERE id = %s""",
        RUNNING, "Việc cấp lại mã biên nhận",
    ),
    "nobody fetched the result": (
        "DELETE FROM dossiers_collection WHERE dossier_id = %s", having("collection"), "Việc nhận kết quả",
    ),
    "an opinion that nobody asked for": (
        """INSERT INTO dossiers_opinion
               (dossier_id, agency_id, asked_at, asked_by_id, question, answer_by, answer, document)
           SELECT id, receiving_agency_id, now(), (SELECT min(id) FROM auth_user), '?', now(), '', ''
           FROM dossiers_dossier WHERE id = %s""",
        RUNNING, "Việc lấy ý kiến",
    ),
    "a stranger's dossier before": (
        DOSSIER.format("earlier_id = (SELECT min(id) FROM dossiers_dossier)"),
        "earlier_id IS NULL AND id > 50 AND status = 10", "Hồ sơ nộp trước không phải",
    ),
    "a filing before kept quiet": (DOSSIER.format("earlier_id = NULL"), "earlier_id IS NOT NULL", "Chưa nối với hồ sơ"),
    "a mistyped receipt code": (
        DOSSIER.format("receipt_code = translate(receipt_code, '123', '231')"),
        "receipt_code ~ '^[^123]*[123][^123]*$'", "ký tự kiểm tra",
    ),
    "another plain code": (DOSSIER.format("official_plain = 'H20' || id"), DONE, "dạng viết liền"),
    "another day in the code": (
        DOSSIER.format("received_at = received_at - interval '2 days'"), f"{DONE} AND NOT {having('pause')}",
        "không mang ngày tiếp nhận",
    ),
}  # fmt: skip
TAMPERED = CACHED | HISTORY


def tampered(owner, names) -> dict[str, Dossier]:
    """Do each of these to a dossier of its own, with the triggers switched off."""
    for table in GUARDED:
        owner.execute(f"ALTER TABLE dossiers_{table} DISABLE TRIGGER USER")
    try:
        return _tampered(owner, names)
    finally:
        for table in GUARDED:
            owner.execute(f"ALTER TABLE dossiers_{table} ENABLE TRIGGER USER")


def _tampered(owner, names) -> dict[str, Dossier]:
    victims: dict[str, Dossier] = {}
    # The rarest first, so that nobody takes the only one of a kind.
    ids = Dossier.objects.order_by("pk").values_list("pk", flat=True)
    found = {name: list(ids.extra(where=[TAMPERED[name][1]])) for name in names}
    for name in sorted(names, key=lambda name: len(found[name])):
        taken = {dossier.pk for dossier in victims.values()}
        pk = next((pk for pk in found[name] if pk not in taken), None)
        assert pk is not None, f"no dossier for “{name}”"
        victim = Dossier.objects.get(pk=pk)
        sql = TAMPERED[name][0]
        owner.execute(sql.replace("%", "%%").replace("%%s", "%s"), [victim.pk] * sql.count("%s"))
        assert owner.rowcount, name
        victims[name] = victim
    return victims
