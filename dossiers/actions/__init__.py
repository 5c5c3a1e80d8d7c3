"""Everything that changes a dossier: one verb, one function, one transaction.

Doors pass keywords only: who (`by`), when (`now`), and the version of the page they acted on.
"""

from dossiers.actions.intake import Applicant, receive_dossier, refuse_dossier
from dossiers.actions.refused import Refused, Stale
from dossiers.actions.steps import complete_step, finish, hand_over
from dossiers.actions.supplements import receive_supplement, request_supplement
from dossiers.actions.unattended import relay, sweep

__all__ = [
    "Applicant",
    "Refused",
    "Stale",
    "complete_step",
    "finish",
    "hand_over",
    "receive_dossier",
    "receive_supplement",
    "refuse_dossier",
    "relay",
    "request_supplement",
    "sweep",
]
