"""The life of a dossier, written as a table. Read this file first."""

from enum import IntEnum, StrEnum


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
WAITING_FOR_APPLICANT = (Status.SUPPLEMENT, Status.PAYMENT)


class Move(StrEnum):
    """What staff can do to a dossier, by the name that the event carries."""

    RECEIVE = "receive"
    REFUSE = "refuse"
    COMPLETE_STEP = "complete_step"
    REQUEST_SUPPLEMENT = "request_supplement"
    RECEIVE_SUPPLEMENT = "receive_supplement"
    FINISH = "finish"
    HAND_OVER = "hand_over"


# Who may make a move (roles of agencies.Membership) and from which statuses it leads where.
CLERKS = ("clerk", "supervisor")
OFFICERS = ("officer", "supervisor")

ROLES: dict[Move, tuple[str, ...]] = {
    Move.RECEIVE: CLERKS,
    Move.REFUSE: CLERKS,
    Move.COMPLETE_STEP: ("clerk", "officer", "supervisor"),
    Move.REQUEST_SUPPLEMENT: OFFICERS,
    Move.RECEIVE_SUPPLEMENT: CLERKS,
    Move.FINISH: OFFICERS,
    Move.HAND_OVER: CLERKS,
}

TARGET: dict[Move, Status] = {
    Move.RECEIVE: Status.ACCEPTED,
    Move.REFUSE: Status.NOT_ACCEPTED,
    Move.COMPLETE_STEP: Status.PROCESSING,
    Move.REQUEST_SUPPLEMENT: Status.SUPPLEMENT,
    Move.RECEIVE_SUPPLEMENT: Status.PROCESSING,
    Move.FINISH: Status.DONE,
    Move.HAND_OVER: Status.RETURNED,
}


def is_allowed(move: Move, status: Status) -> bool:
    """Whether this move may be made from this status. Completing a step also stays in 4."""
    if move is Move.COMPLETE_STEP:
        return status in (Status.ACCEPTED, Status.PROCESSING)
    if move is Move.RECEIVE_SUPPLEMENT:
        return status is Status.SUPPLEMENT
    return TARGET[move] in NEXT[status]


def mermaid() -> str:
    """The table as a Mermaid diagram, as the README draws it."""
    lines = ["stateDiagram-v2"]
    for here, following in NEXT.items():
        lines += [f"    {here.value} --> {there.value}" for there in following]
    return "\n".join(lines)
