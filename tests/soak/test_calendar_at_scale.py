"""A calendar edit over 100,000 open dossiers, its worker killed twice, equal row by row to an undisturbed run."""

import pytest

from dossiers.models import Dossier
from tests import crowd
from tests.edits import killed_twice_is_like_undisturbed

pytestmark = pytest.mark.soak

OPEN = 100_000


def test_a_hundred_thousand_dossiers_with_two_kills(committed_province):
    made = crowd.lives(committed_province)
    crowd.copies(made, OPEN // sum(dossier.is_open for dossier in made) + 1)
    assert Dossier.objects.open().count() >= OPEN

    killed_twice_is_like_undisturbed(committed_province, portion=500)
