"""Everything that changes a dossier: one verb, one function, one transaction.

Doors pass keywords only: who (`by`), when (`now`), and the version of the page they acted on.
"""

from dossiers.actions.absences import end_absence, note_absence
from dossiers.actions.alarms import check_sweep
from dossiers.actions.apologies import approve_apology, draft_apology
from dossiers.actions.attachments import attach, remove_attachment
from dossiers.actions.audits import ask_for_audit, audit_tonight
from dossiers.actions.bulk import queue_bulk, queue_reassignment, queue_urging
from dossiers.actions.calendar import (
    confirm_proposals,
    press_again,
    propose_day,
    propose_hours,
    propose_year,
    withdraw_proposals,
)
from dossiers.actions.choices import choose_columns, choose_digest, choose_messages, choose_own_messages
from dossiers.actions.delays import explain_delay
from dossiers.actions.delivering import deliver
from dossiers.actions.digests import queue_digests
from dossiers.actions.drafts import choose_again, discard_draft, keep_answers, open_draft, purge_drafts
from dossiers.actions.endings import decline, stop, withdraw
from dossiers.actions.exporting import purge_exported, queue_export
from dossiers.actions.figures import count_figures
from dossiers.actions.following import (
    ask_to_follow,
    confirm_following,
    prove_phone,
    purge_followers,
    stop_following,
)
from dossiers.actions.holders import assign, pass_on, take_over
from dossiers.actions.intake import Applicant, receive_dossier, refuse_dossier
from dossiers.actions.jobs import work, work_long
from dossiers.actions.letters import print_letter, print_passing
from dossiers.actions.message_templates import write_template
from dossiers.actions.mistakes import correct_applicant, redirect, reissue_code, void
from dossiers.actions.notes import add_note
from dossiers.actions.opinions import answer_opinion, ask_opinion
from dossiers.actions.own_jobs import discard_job, do_again
from dossiers.actions.payments import confirm_payment, request_payment
from dossiers.actions.printing import purge_printed, queue_chosen, queue_period
from dossiers.actions.publishing import publish_figures
from dossiers.actions.refused import Refused, Stale
from dossiers.actions.report_files import queue_report_file
from dossiers.actions.reporting import queue_report
from dossiers.actions.resending import send_again
from dossiers.actions.steps import complete_step, finish, hand_over, return_step
from dossiers.actions.stops import pause, resume
from dossiers.actions.supplements import permit_supplement, receive_supplement, request_supplement
from dossiers.actions.unattended import relay, sweep
from dossiers.actions.undoing import undo
from dossiers.actions.urging import answer_urge, urge
from dossiers.actions.usual import count_usual_times

__all__ = [
    "Applicant",
    "Refused",
    "Stale",
    "add_note",
    "answer_opinion",
    "answer_urge",
    "approve_apology",
    "ask_for_audit",
    "ask_opinion",
    "ask_to_follow",
    "assign",
    "attach",
    "audit_tonight",
    "check_sweep",
    "choose_again",
    "choose_columns",
    "choose_digest",
    "choose_messages",
    "choose_own_messages",
    "complete_step",
    "confirm_following",
    "confirm_payment",
    "confirm_proposals",
    "correct_applicant",
    "count_figures",
    "count_usual_times",
    "decline",
    "deliver",
    "discard_draft",
    "discard_job",
    "do_again",
    "draft_apology",
    "end_absence",
    "explain_delay",
    "finish",
    "hand_over",
    "keep_answers",
    "note_absence",
    "open_draft",
    "pass_on",
    "pause",
    "permit_supplement",
    "press_again",
    "print_letter",
    "print_passing",
    "propose_day",
    "propose_hours",
    "propose_year",
    "prove_phone",
    "publish_figures",
    "purge_drafts",
    "purge_exported",
    "purge_followers",
    "purge_printed",
    "queue_bulk",
    "queue_chosen",
    "queue_digests",
    "queue_export",
    "queue_period",
    "queue_reassignment",
    "queue_report",
    "queue_report_file",
    "queue_urging",
    "receive_dossier",
    "receive_supplement",
    "redirect",
    "refuse_dossier",
    "reissue_code",
    "relay",
    "remove_attachment",
    "request_payment",
    "request_supplement",
    "resume",
    "return_step",
    "send_again",
    "stop",
    "stop_following",
    "sweep",
    "take_over",
    "undo",
    "urge",
    "void",
    "withdraw",
    "withdraw_proposals",
    "work",
    "work_long",
    "write_template",
]
