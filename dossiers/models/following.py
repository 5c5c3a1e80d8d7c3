"""Who follows a dossier without an account: an address that proved itself, and nothing else of a person."""

from django.db import models

from dossiers import codes
from dossiers.models.dossier import Dossier
from dossiers.models.history import EventKind
from dossiers.models.messages import MessageChannel

# What followers may hear of and applicants do not: the trigger `event_followed` notes these as untold where somebody
# follows. What applicants hear of is noted anyway.
FOLLOWED = (
    EventKind.STEP_COMPLETED, EventKind.SUPPLEMENT_RECEIVED, EventKind.PAYMENT_CONFIRMED, EventKind.HANDED_OVER,
    EventKind.DUE_CHANGED, EventKind.PAUSED, EventKind.RESUMED, EventKind.REISSUED,
)  # fmt: skip


class Follower(models.Model):
    """One address that asked to be told of a dossier; told once it has confirmed, deleted when it leaves.

    address: an e-mail address in lower case, or a telephone number as +84…. code: the receipt code by which it asked;
    no other is ever named to it. since: the number of the dossier's last event when it confirmed, what comes after is
    news. tries: of the six digits. ended_at: that code opens nothing any more.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="followers", db_index=False)
    channel = models.CharField(max_length=5, choices=MessageChannel)
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=2, default="vi")
    code = models.CharField(max_length=codes.LENGTH)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    since = models.PositiveIntegerField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "channel", "address"], name="follower_once"),
            models.CheckConstraint(
                name="follower_confirmed_since_an_event",
                condition=models.Q(confirmed_at=None, since=None)
                | models.Q(confirmed_at__isnull=False, since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.channel} {self.pk}"
