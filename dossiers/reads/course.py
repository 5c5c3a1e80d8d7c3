"""The steps of a dossier, where it is among them, and what is usually done next."""

from dataclasses import dataclass

from agencies.models import Party
from dossiers.models import Dossier, Step
from dossiers.reads import scope
from dossiers.workflow import Move, Status, is_allowed

FIRST_WORK = 2  # the step after receiving


@dataclass(frozen=True)
class Course:
    """The steps of a dossier and where it is among them."""

    steps: tuple[Step, ...]  # with rule_step, agency and unit, in order
    current: Step | None
    following: Step | None

    @property
    def is_last_work(self) -> bool:
        """What follows is only the handing over of the result."""
        return self.following is not None and self.following is self.steps[-1]

    @property
    def before(self) -> Step | None:
        """Where the dossier can be sent back to: work done in this portal, so not an outside body's."""
        if self.current is None:
            return None
        earlier = [s for s in self.steps if FIRST_WORK <= s.n < self.current.n and not is_outside(s)]
        return earlier[-1] if earlier else None

    @property
    def goes_outside_later(self) -> bool:
        """An outside body's step lies ahead, but is not the next one."""
        if self.following is None or is_outside(self.following):
            return False
        return any(is_outside(s) and s.finished_at is None for s in self.steps if s.n > self.following.n)

    @property
    def leads_outside(self) -> bool:
        """The next step is an outside body's."""
        return self.following is not None and is_outside(self.following)


def is_outside(step: Step) -> bool:
    """An outside body does it, which has nobody in this portal."""
    return step.rule_step.party == Party.OUTSIDE


def course_of(dossier: Dossier, steps: list[Step]) -> Course:
    """steps: all of the dossier's."""
    laid = tuple(sorted(steps, key=lambda step: step.n))
    current = next((step for step in laid if step.n == dossier.current_step), None)
    if current is None:
        return Course(laid, None, None)
    # What an outside body has done is not done again when the dossier was sent back over it.
    ahead = (s for s in laid if s.n > current.n and not (is_outside(s) and s.finished_at is not None))
    return Course(laid, current, next(ahead, None))


def normal_move(dossier: Dossier, course: Course, reader: scope.Reader) -> Move | None:
    """What is usually done next, whoever does it; None when nothing is left to do.

    reader: of a dossier offered to their unit, taking it over comes first.
    """
    status = Status(dossier.status)
    if dossier.voided_at is not None:
        return None
    if is_allowed(Move.TAKE_OVER, status) and scope.may(reader, Move.TAKE_OVER, dossier, course.current):
        return Move.TAKE_OVER
    if status is Status.SUPPLEMENT:
        return Move.RECEIVE_SUPPLEMENT
    if status is Status.PAYMENT:
        return Move.CONFIRM_PAYMENT
    if status is Status.DONE:
        return Move.HAND_OVER
    if scope.is_held(dossier, Move.COMPLETE_STEP):
        return Move.RESUME
    if course.is_last_work and is_allowed(Move.FINISH, status):
        return Move.FINISH
    if goes_with_form(dossier, course.following) and is_allowed(Move.REQUEST_PAYMENT, status):
        return Move.REQUEST_PAYMENT
    if is_allowed(Move.COMPLETE_STEP, status) and course.following is not None:
        return Move.COMPLETE_STEP
    return None


def goes_with_form(dossier: Dossier, following: Step | None) -> bool:
    """The next step is an outside body's that does not count in the term, or ends the first of two appointments: the
    dossier goes there with the tax form, which stops the clock.
    """
    if following is None or not is_outside(following) or dossier.rules.term is None:
        return False
    return dossier.rules.second_term is not None or not following.rule_step.on_clock


def against(dossier: Dossier, course: Course, reader: scope.Reader, move: Move) -> str | None:
    """The key in wording.REFUSED of what status, role, steps or a stop by hand say against a move; None: nothing.

    What else the dossier's past says against it takes more than its steps to know.
    """
    if dossier.voided_at is not None or not is_allowed(move, Status(dossier.status)):
        return "round_closed" if move is Move.RECEIVE_SUPPLEMENT else "not_now"
    if not scope.may(reader, move, dossier, course.current):
        return "role"
    if move is Move.COMPLETE_STEP and course.is_last_work:
        return "last_step"
    if move is Move.COMPLETE_STEP and goes_with_form(dossier, course.following):
        return "form_first"
    if move is Move.FINISH and not course.is_last_work:
        return "steps_left"
    return "held" if scope.is_held(dossier, move) else None
