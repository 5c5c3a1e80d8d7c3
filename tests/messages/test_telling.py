"""What happened becomes messages, once each."""

from dossiers.actions.telling import tell
from dossiers.models import Message, Occasion, Untold
from tests.province import receive


def test_an_intake_is_told_by_every_way_that_reaches_the_applicant(province, settings):
    settings.MESSAGE_WAYS = {"email": "console", "sms": "console"}
    dossier = receive(province)

    assert tell() == 1

    message = Message.objects.get()  # there is a telephone number, and no address
    assert (message.dossier, message.channel, message.occasion) == (dossier, "sms", Occasion.ACCEPTED)
    assert not Untold.objects.exists()
    assert tell() == 0
