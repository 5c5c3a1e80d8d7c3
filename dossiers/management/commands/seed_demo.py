"""`manage.py seed_demo`: invented dossiers with their whole histories, and the accounts to look at them with."""

import gc
import json
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from random import Random

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.models import Max
from tqdm import tqdm

from agencies.models import Procedure, WorkCalendar
from dossiers import actions
from dossiers.models import Dossier
from dossiers.reads.moments import database_now
from dossiers.sample.accounts import access, ensure_accounts, ensure_staff
from dossiers.sample.ground import survey
from dossiers.sample.plan import Plan, Portion
from dossiers.sample.printed import print_for
from dossiers.sample.samples import samples, told
from dossiers.sample.writing import write

MANY = 5_000  # from so many dossiers on, two processes write
LONGEST = 600  # seconds of putting them into the order of work lists


class Command(BaseCommand):
    """`seed_demo [--dossiers N] [--seed S] [--thin] [--print-access]`; adds to what is there."""

    help = "Lập hồ sơ mẫu không có thật, kèm toàn bộ quá trình, cho trình diễn và đo đạc."

    def add_arguments(self, parser):
        parser.add_argument("--dossiers", type=int, default=0, metavar="N", help="số hồ sơ mẫu thêm vào")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="cùng số này cho cùng hồ sơ")
        parser.add_argument("--thin", action="store_true", help="hồ sơ đã xong không có bước và lịch sử; để đo đạc")
        parser.add_argument(
            "--print-access",
            action="store_true",
            help="in tài khoản và mã để thử, một dòng JSON; hồ sơ để thử có sẵn giấy tờ",
        )

    def handle(self, *, dossiers: int, seed: int, thin: bool, print_access: bool, **options):
        if settings.PRODUCTION:
            raise CommandError("Không lập hồ sơ mẫu khi PORTAL_ENV=production.")
        if dossiers < 0:
            raise CommandError("Số hồ sơ mẫu không được âm.")
        if not (Procedure.objects.exists() and WorkCalendar.objects.exists()):
            call_command("load_reference", stdout=self.stderr)
        if dossiers:
            _seed(dossiers, seed, thin)
            if not thin:
                actions.count_usual_times()
                actions.count_figures()
                actions.publish_figures()
                actions.work(seconds=LONGEST)  # or whoever works meanwhile
        if print_access:
            now = database_now()
            found = samples(now)
            print_for((dossier for _what, dossier in found), now)
            self.stdout.write(json.dumps(access(told(found)), ensure_ascii=False))


_plan: Plan


def _seed(count: int, seed: int, thin: bool) -> None:
    global _plan
    ensure_accounts()
    # Added to others, the same seed must give other codes.
    added_to = Dossier.objects.aggregate(last=Max("pk"))["last"] or 0
    _plan = Plan(survey(ensure_staff()), database_now(), f"{seed}:{added_to}", thin=thin)
    portions = _plan.portions(count)
    gc.disable()  # so many values, and no cycles among them
    try:
        with tqdm(total=count, unit=" hồ sơ", desc="Lập hồ sơ mẫu", disable=None) as bar:
            for written in _in_two(portions) if count >= MANY else map(_write, portions):
                bar.update(written)
    finally:
        gc.enable()


def _in_two(portions: list[Portion]):
    """Days are independent of each other; the children inherit the plan and open connections of their own."""
    connection.close()
    with ProcessPoolExecutor(2, multiprocessing.get_context("fork")) as pool:
        yield from pool.map(_write, portions)


def _write(portion: Portion) -> int:
    return write(_plan.lived(portion), _plan.ground, Random(f"{_plan.seed}:{min(portion.days)}"))  # noqa: S311
