"""What tests of the work list read from it."""

import re

from dossiers.models import Dossier
from dossiers.reads import scope, worklist
from dossiers.reads.worklist import Pile
from tests.dossiers.working import at
from tests.staff.pages import text

HOME = "/can-bo/"
MONDAY = "2026-03-02 09:05"


def codes_in(response) -> list[str]:
    return re.findall(r'<a class="code" href="[^"]+">([^<]+)</a>', text(response))


def count_of(response, pile: Pile) -> str:
    return re.search(rf'loc={pile}["&][^>]*>\s*<strong>([^<]+)</strong>', text(response))[1]


def in_list(user, pile: Pile, when: str, **more) -> list[Dossier]:
    found = worklist.work_list(reader=scope.reader_of(user), pile=pile, cursor="", now=at(when), **more)
    return [row.dossier for row in found.rows]
