"""The life of a dossier, written as a table. Read this file first."""

from datetime import timedelta
from enum import IntEnum, StrEnum

LATE_AFTER = 3  # working days after receipt in which papers are to be asked for (NĐ 61/2018 Art 19(4))


class Status(IntEnum):
    """The ten national statuses (trạng thái hồ sơ, Cổng Dịch vụ công quốc gia)."""

    SUBMITTED = 1
    ACCEPTED = 2
    NOT_ACCEPTED = 3
    PROCESSING = 4
    SUPPLEMENT = 5
    PAYMENT = 6
    WITHDRAWN = 7
    STOPPED = 8
    DONE = 9
    RETURNED = 10

    @property
    def key(self) -> str:
        """The stable name that programs see."""
        return self.name.lower()


NEXT: dict[Status, tuple[Status, ...]] = {
    Status.SUBMITTED: (Status.ACCEPTED, Status.NOT_ACCEPTED, Status.WITHDRAWN),
    Status.ACCEPTED: (
        Status.PROCESSING,
        Status.SUPPLEMENT,
        Status.NOT_ACCEPTED,
        Status.WITHDRAWN,
        Status.STOPPED,
    ),
    Status.PROCESSING: (
        Status.SUPPLEMENT,
        Status.PAYMENT,
        Status.DONE,
        Status.NOT_ACCEPTED,
        Status.WITHDRAWN,
        Status.STOPPED,
    ),
    Status.SUPPLEMENT: (Status.PROCESSING, Status.WITHDRAWN, Status.STOPPED),
    Status.PAYMENT: (Status.PROCESSING, Status.WITHDRAWN, Status.STOPPED),
    Status.DONE: (Status.RETURNED,),
    Status.NOT_ACCEPTED: (),
    Status.WITHDRAWN: (),
    Status.STOPPED: (),
    Status.RETURNED: (),
}

# Where the clock has ended: nothing follows, or only the handing over of a result.
CLOCK_ENDED = tuple(s for s in Status if set(NEXT[s]) <= {Status.RETURNED})
OPEN = tuple(s for s in Status if s not in CLOCK_ENDED)
ENDED_WITHOUT_RESULT = (Status.NOT_ACCEPTED, Status.WITHDRAWN, Status.STOPPED)
WAITING_FOR_APPLICANT = (Status.SUPPLEMENT, Status.PAYMENT)


class Move(StrEnum):
    """What staff can do to a dossier."""

    RECEIVE = "receive"
    REFUSE = "refuse"  # at the counter
    COMPLETE_STEP = "complete_step"
    RETURN_STEP = "return_step"
    ASSIGN = "assign"
    PASS_ON = "pass_on"  # noqa: S105 - to another unit; the sender answers for it until that unit takes it over
    TAKE_OVER = "take_over"
    REQUEST_SUPPLEMENT = "request_supplement"
    PERMIT_SUPPLEMENT = "permit_supplement"  # a second round
    RECEIVE_SUPPLEMENT = "receive_supplement"
    PAUSE = "pause"
    RESUME = "resume"
    REQUEST_PAYMENT = "request_payment"
    CONFIRM_PAYMENT = "confirm_payment"
    DRAFT_APOLOGY = "draft_apology"
    APPROVE_APOLOGY = "approve_apology"
    FINISH = "finish"
    DECLINE = "decline"  # after it was accepted
    WITHDRAW = "withdraw"
    STOP = "stop"
    HAND_OVER = "hand_over"
    UNDO = "undo"  # the last move, soon after it
    ASK_OPINION = "ask_opinion"  # another agency's; the clock goes on
    ANSWER_OPINION = "answer_opinion"
    CORRECT_APPLICANT = "correct_applicant"
    REDIRECT = "redirect"  # to the agency that should have had it
    REISSUE_CODE = "reissue_code"  # a lost receipt
    VOID = "void"  # a mistaken intake; its number stays


# Who may make a move (roles of agencies.Membership).
CLERKS = ("clerk", "supervisor")
OFFICERS = ("officer", "supervisor")
WORKERS = ("clerk", "officer", "supervisor")
LEADERS = ("supervisor",)

ROLES: dict[Move, tuple[str, ...]] = {
    Move.RECEIVE: CLERKS,
    Move.REFUSE: CLERKS,
    Move.COMPLETE_STEP: WORKERS,
    Move.RETURN_STEP: OFFICERS,
    Move.ASSIGN: LEADERS,
    Move.PASS_ON: WORKERS,
    Move.TAKE_OVER: WORKERS,
    Move.REQUEST_SUPPLEMENT: OFFICERS,
    Move.PERMIT_SUPPLEMENT: LEADERS,
    Move.RECEIVE_SUPPLEMENT: CLERKS,
    Move.PAUSE: OFFICERS,
    Move.RESUME: OFFICERS,
    Move.REQUEST_PAYMENT: OFFICERS,
    Move.CONFIRM_PAYMENT: OFFICERS,
    Move.DRAFT_APOLOGY: OFFICERS,
    Move.APPROVE_APOLOGY: LEADERS,
    Move.FINISH: OFFICERS,
    Move.DECLINE: OFFICERS,
    Move.WITHDRAW: CLERKS,
    Move.STOP: OFFICERS,
    Move.HAND_OVER: CLERKS,
    Move.UNDO: WORKERS,
    Move.ASK_OPINION: OFFICERS,
    Move.ANSWER_OPINION: OFFICERS,
    Move.CORRECT_APPLICANT: CLERKS,
    Move.REDIRECT: LEADERS,
    Move.REISSUE_CODE: CLERKS,
    Move.VOID: CLERKS,
}

# Where a move leads; the others leave the status as it is.
TARGET: dict[Move, Status] = {
    Move.RECEIVE: Status.ACCEPTED,
    Move.REFUSE: Status.NOT_ACCEPTED,
    Move.COMPLETE_STEP: Status.PROCESSING,
    Move.REQUEST_SUPPLEMENT: Status.SUPPLEMENT,
    Move.RECEIVE_SUPPLEMENT: Status.PROCESSING,
    Move.REQUEST_PAYMENT: Status.PAYMENT,
    Move.CONFIRM_PAYMENT: Status.PROCESSING,
    Move.FINISH: Status.DONE,
    Move.DECLINE: Status.NOT_ACCEPTED,
    Move.WITHDRAW: Status.WITHDRAWN,
    Move.STOP: Status.STOPPED,
    Move.HAND_OVER: Status.RETURNED,
}

AT_WORK = (Status.ACCEPTED, Status.PROCESSING)
UNDER_WAY = (*AT_WORK, *WAITING_FOR_APPLICANT)
NUMBERED = (*UNDER_WAY, Status.DONE, Status.RETURNED)

# What can be taken back, and how soon. Stops cannot: the applicant has been told, and their own move ends them.
UNDOABLE = (
    Move.COMPLETE_STEP, Move.PASS_ON, Move.FINISH, Move.HAND_OVER, Move.DECLINE, Move.WITHDRAW, Move.STOP,
)  # fmt: skip
UNDO_WITHIN = timedelta(minutes=15)

# From where, for moves of which the table of statuses does not tell enough.
FROM: dict[Move, tuple[Status, ...]] = {
    Move.COMPLETE_STEP: AT_WORK,
    Move.RETURN_STEP: (Status.PROCESSING,),
    Move.ASSIGN: UNDER_WAY,
    Move.PASS_ON: UNDER_WAY,
    Move.TAKE_OVER: UNDER_WAY,
    Move.PERMIT_SUPPLEMENT: AT_WORK,
    Move.RECEIVE_SUPPLEMENT: (Status.SUPPLEMENT,),
    Move.PAUSE: AT_WORK,
    Move.RESUME: AT_WORK,
    Move.CONFIRM_PAYMENT: (Status.PAYMENT,),
    Move.DRAFT_APOLOGY: UNDER_WAY,
    Move.APPROVE_APOLOGY: UNDER_WAY,
    Move.DECLINE: AT_WORK,
    Move.UNDO: (*UNDER_WAY, *CLOCK_ENDED),
    Move.ASK_OPINION: AT_WORK,
    Move.ANSWER_OPINION: UNDER_WAY,
    Move.CORRECT_APPLICANT: (*UNDER_WAY, Status.DONE),
    Move.REDIRECT: AT_WORK,
    Move.REISSUE_CODE: NUMBERED,
    Move.VOID: AT_WORK,
}


def is_allowed(move: Move, status: Status) -> bool:
    """Whether this move may be made from this status."""
    return status in FROM[move] if move in FROM else TARGET[move] in NEXT[status]


def mermaid() -> str:
    """The table as a Mermaid diagram, as the README draws it."""
    lines = ["stateDiagram-v2"]
    for here, following in NEXT.items():
        lines += [f"    {here.value} --> {there.value}" for there in following]
    return "\n".join(lines)
