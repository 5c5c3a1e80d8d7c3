"""The published figures once more, dossier by dossier from its events, in words of their own."""

import json
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
ENDS = {"finished": "finished", "declined": "declined", "withdrawn": "withdrawn", "stopped": "stopped"}
REASONS = {
    "declined": {"conditions", "authority", "untrue"},
    "withdrawn": {"no_need", "file_again", "elsewhere"},
    "stopped": {"unanswered", "unpaid", "at_request", "abolished", "dispute"},
}


def _rows(sql: str) -> list[dict]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [{**row, "data": json.loads(row["data"])} if "data" in row else row for row in rows]


def _day(at: datetime) -> date:
    return at.astimezone(HERE).date()


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=HERE)


def _how(ended: datetime, due: datetime | None) -> str:
    if due is None:
        return "none"
    return "late" if ended > due else "early" if _day(ended) < _day(due) else "on_time"


class Books:
    """Everything that was written down, read once."""

    def __init__(self):
        self.dossiers = _rows(
            """SELECT d.*, p.id AS procedure, p.field FROM dossiers_dossier d
               JOIN agencies_procedurerules r ON r.id = rules_id JOIN agencies_procedure p ON p.id = procedure_id
               WHERE voided_at IS NULL AND official_code IS NOT NULL"""
        )
        self.events = defaultdict(list)
        by_person = defaultdict(list)
        for event in _rows("SELECT * FROM dossiers_event ORDER BY dossier_id, seq"):
            self.events[event["dossier_id"]].append(event)
            if event["kind"] in ENDS and event["actor_id"]:
                by_person[event["actor_id"]].append(event)
        self.batched = {
            event["id"]
            for theirs in by_person.values()
            for first in theirs
            for many in [[e for e in theirs if timedelta(0) <= e["at"] - first["at"] <= timedelta(minutes=10)]]
            if len(many) >= 5
            for event in many
        }
        self.marks = defaultdict(list)
        for mark in _rows("SELECT * FROM dossiers_mark WHERE kind = 'overdue'"):
            self.marks[mark["dossier_id"]].append(mark["became_at"])
        self.promises = {
            row["dossier_id"]: row["promised_at"]
            for row in _rows("SELECT * FROM dossiers_apology WHERE approved_at IS NOT NULL")
        }
        self.files = defaultdict(list)
        for file in _rows("SELECT * FROM dossiers_attachment"):
            self.files[file["dossier_id"]].append(file)
        whole = "SELECT max(id) FROM dossiers_job WHERE kind = 'books' AND facts->>'scope' = 'all'"
        last = "SELECT max(id) FROM dossiers_job WHERE kind = 'books'"
        self.findings = Counter(
            row["dossier_id"]
            for row in _rows(
                f"""SELECT dossier_id FROM dossiers_finding f JOIN dossiers_dossier d ON d.id = dossier_id
                    WHERE job_id = ({last}) OR job_id = ({whole}) AND status IN (3, 7, 8, 9, 10)"""
            )
        )
        self.is_audited = bool(_rows("SELECT FROM dossiers_job WHERE kind = 'books' AND state = 'done'"))
        days = _rows("SELECT day, kind FROM agencies_calendarday WHERE status = 'in_force'")
        self.off = {row["day"] for row in days if row["kind"] == "off"}
        self.extra = {row["day"] for row in days if row["kind"] == "make_up"}

    def worked(self, after: date, through: date) -> int:
        """Working days, each looked up by itself."""
        days = (after + timedelta(days=n) for n in range(1, (through - after).days + 1))
        return sum(day in self.extra or (day.weekday() < 5 and day not in self.off) for day in days)

    def figures(self, start: date, end: date, *, is_last: bool) -> dict[tuple, dict[str, int | None]]:
        """By (agency, field, procedure), None for all of them."""
        counts, lasted = defaultdict(Counter), defaultdict(lambda: defaultdict(list))
        for d in self.dossiers:
            found = self._of(d, start, end, is_last=is_last)
            if found is None:
                continue
            agency, figures, lengths = found
            f, p = d["field"], d["procedure"]
            for key in ((None, None, None), (agency, None, None), (None, f, None), (None, None, p), (agency, f, None),
                        (agency, None, p)):  # fmt: skip
                counts[key].update(figures)
                for name, days in lengths.items():
                    lasted[key][name].append(days)
        answer: dict[tuple, dict] = {}
        for key, figures in counts.items():
            answer[key] = dict(figures)
            for name in ("overdue", "paused", "waiting"):
                days = sorted(lasted[key][name])
                answer[key][f"{name}_median"] = days[(len(days) - 1) // 2] if days else None
                answer[key][f"{name}_worst"] = days[-1] if days else None
            answer[key]["mismatches"] = figures["mismatches"] if is_last and self.is_audited else None
        return answer

    def _of(self, d: dict, start: date, end: date, *, is_last: bool):
        """(agency, figures, days by what lasted) of one dossier; None when it has no part in the month."""
        since, cut = _midnight(start), _midnight(end + timedelta(days=1))
        if d["received_at"] >= cut:
            return None
        events = self.events[d["id"]]
        past = [event for event in events if event["at"] < cut]
        fresh = [event for event in past if event["at"] >= since]
        later = [event for event in events if event["at"] >= cut and event["kind"] == "redirected"]
        agency = later[0]["data"]["from"] if later else d["deciding_agency_id"]
        n, lasts = Counter(), {}
        if is_last:
            n["mismatches"] = self.findings[d["id"]]
        ending = next((event for event in reversed(past) if event["kind"] in ENDS), None)
        if ending and ending["kind"] == "finished" and not any(e["kind"] == "handed_over" for e in past):
            n["waiting"] = 1
            lasts["waiting"] = (end - _day(ending["at"])).days
        if ending and ending["at"] < since:
            return (agency, n, lasts) if +n else None
        self._began(n, d, events[0], since)
        for event in fresh:
            self._happened(n, event)
        form = next((e for e in past if e["kind"] == "payment_requested" and e["data"]["splits"]), None)
        paid = form and next((e for e in past if e["kind"] == "payment_confirmed" and e["data"].get("splits")), None)
        dates = [(d["original_due_at"], form and form["at"])]
        if paid:
            dates.append((d["second_original_due_at"], None))
        stop = ending["at"] if ending else cut
        missed = any(due and due < (kept or stop) for due, kept in dates)
        if ending:
            self._ended(n, d, ending, dates[-1][0], missed, agency, cut)
        else:
            told = [e for e in past if e["kind"] == "due_changed" and (not paid or e["seq"] > paid["seq"])]
            due = told[-1]["data"]["after"] if told else dates[-1][0]
            due = datetime.fromisoformat(due) if isinstance(due, str) else due
            self._open(n, lasts, d, past, due, dates, missed, end, cut, is_between=bool(form and not paid))
        return agency, n, lasts

    def _began(self, n: Counter, d: dict, received: dict, since: datetime) -> None:
        if d["received_at"] < since:
            n["carried"] = 1
            return
        n["received"] = n[{1: "received_counter", 2: "received_online", 3: "received_post"}[d["channel"]]] = 1
        n["entered_later"] = int("entered_at" in received["data"])

    def _happened(self, n: Counter, event: dict) -> None:
        """What is counted as often as it happened in the month."""
        data = event["data"]
        match event["kind"]:
            case "supplement_requested":
                n["supplements"] += 1
                n["supplements_late"] += data["round"] == 1 and data["on_day"] > 3
                n["supplements_again"] += data["round"] > 1
            case "apologised":
                n["apologies"] += 1
                n["apologies_late"] += not data["in_time"]
            case "due_changed":
                n["moved_by_calendar" if data["because"] == "calendar" else "moved"] += 1

    def _ended(self, n: Counter, d: dict, ending: dict, first: datetime, missed: bool, agency: int, cut: datetime):
        kind = ENDS[ending["kind"]]
        n[kind] = 1
        n["out_of_hours"] = int("outside_hours" in ending["data"].get("signals", []))
        n["in_batches"] = int(ending["id"] in self.batched)
        if kind != "finished":
            reason = ending["data"]["class"]
            n[f"{kind}_{reason if reason in REASONS[kind] else 'other'}"] = 1
            n["ended_missed"] = int(missed)
            return
        n["first_late" if missed else f"first_{_how(ending['at'], first)}"] = 1
        n[f"now_{_how(ending['at'], d['due_at'])}"] = 1
        theirs = [file for file in self.files[d["id"]] if file["agency_id"] == agency and file["at"] < cut]
        n["no_file"] = int(all(file["removed_at"] and file["removed_at"] < cut for file in theirs))

    def _open(self, n, lasts, d, past, due, dates, missed, end, cut, *, is_between: bool) -> None:
        n["open"] = 1
        n["open_missed"] = int(missed)
        ground = since = None
        for event in past:
            match event["kind"]:
                case "supplement_requested":
                    ground, since = "supplement", event["at"]
                case "payment_requested":
                    ground, since = "payment", event["at"]
                case "paused":
                    ground, since = event["data"]["ground"], event["at"]
                case "supplement_received" | "payment_confirmed" | "resumed":
                    ground = since = None
        marked = [at for at in self.marks[d["id"]] if at < cut and at <= (since or cut)]
        is_late = bool(due and due < cut and (not since or due in marked)) and not is_between
        if since and d["original_due_at"]:
            n["paused"] = n[f"paused_{ground}"] = 1
            n["paused_overdue"] = int(is_late)
            n["paused_was_late"] = int(dates[-1][0] is not None and dates[-1][0] < since)
            lasts["paused"] = self.worked(_day(since), end)
        sorry = any(event["kind"] == "apologised" for event in past)
        n["promise_missed"] = int(sorry and self.promises[d["id"]] < cut)
        if d["original_due_at"] is None:
            n["no_due"] = 1
        elif is_late:
            days = lasts["overdue"] = self.worked(_day(due), end)
            bands = ((0, "0"), (5, "1_5"), (15, "6_15"), (30, "16_30"), (10**6, "over_30"))
            n["overdue"] = n[f"overdue_{next(name for most, name in bands if days <= most)}"] = 1
            n["unapologised"] = int(not sorry)
        elif since:
            n["open_paused"] = 1
        else:
            n["open_due_soon" if self.worked(end, _day(due)) <= 2 else "open_in_time"] = 1
