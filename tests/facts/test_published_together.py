"""What is published only added up: by any sum of what is published, a sensitive procedure stays hidden."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from dossiers.reads.published.hiding import Member, added, grouped
from dossiers.reads.published.ranking import FEWEST, KeptShare, kept, ranking

FIELDS = ("Chứng thực", "Hộ tịch", "Lý lịch tư pháp", "Đất đai")
CATALOGUES = st.lists(
    st.tuples(st.sampled_from(FIELDS), st.sampled_from([None, 1, 2]), st.booleans()), min_size=1, max_size=9
).map(
    lambda rows: [
        Member(n, f"1.{n:06}", f"Thủ tục {n}", field, decider, is_sensitive)
        for n, (field, decider, is_sensitive) in enumerate(rows, start=1)
    ]
)
# Which agencies decide what: of each decider, those that do; a commune's procedures are every commune's.
DECIDE = {None: ("xã A", "xã B"), 1: ("sở 1",), 2: ("sở 2",)}


def published(listed: list[Member]) -> list[frozenset]:
    """Each published sum as the cells (agency, procedure) that are in it: of agencies, of all, by each way."""
    groups = grouped(listed)
    cells = [(agency, each) for each in listed for agency in DECIDE[each.decider]]
    sums = set()
    for agency in {None, *(agency for agency, _each in cells)}:
        of_agency = [cell for cell in cells if agency in (None, cell[0])]
        sums.add(frozenset(of_agency))
        sums |= {frozenset(c for c in of_agency if c[1].field in fields) for fields in groups.fields.values()}
        sums |= {frozenset(c for c in of_agency if c[1] in together) for together in groups.procedures.values()}
    return [each for each in sums if each]


def is_in_the_sums(wanted: frozenset, sums: list[frozenset]) -> bool:
    """Whether adding and subtracting what is published can give exactly this. By elimination, in fractions."""
    places = {cell: n for n, cell in enumerate(sorted(set().union(*sums), key=str))}

    def row(cells):
        return [Fraction(int(cell in cells)) for cell in places]

    held: list[tuple[int, list[Fraction]]] = []

    def reduced(line):
        for pivot, other in held:
            if line[pivot]:
                line = [a - line[pivot] * b for a, b in zip(line, other, strict=True)]
        return line

    for cells in sums:
        line = reduced(row(cells))
        pivot = next((n for n, value in enumerate(line) if value), None)
        if pivot is not None:
            held.append((pivot, [value / line[pivot] for value in line]))
    return not any(reduced(row(wanted)))


@settings(max_examples=150, deadline=None)
@given(CATALOGUES)
def test_no_sum_of_what_is_published_gives_a_sensitive_procedure(listed):
    sums = published(listed)
    for each in listed:
        if not each.is_sensitive:
            continue
        agencies = DECIDE[each.decider]
        plain = [other for other in listed if other.decider == each.decider and not other.is_sensitive]
        # An agency is never hidden as a whole: whoever decides nothing else has told.
        if plain:
            for agency in agencies:
                assert not is_in_the_sums(frozenset({(agency, each)}), sums)
            assert not is_in_the_sums(frozenset((agency, each) for agency in agencies), sums)


@given(CATALOGUES)
def test_with_every_sensitive_procedure_stands_one_of_its_deciders_that_is_not(listed):
    groups = grouped(listed)
    assert set(groups.procedures) == {each.id for each in listed}
    for each in listed:
        together = groups.procedures[each.id]
        assert each in together
        if each.is_sensitive and any(o.decider == each.decider and not o.is_sensitive for o in listed):
            assert any(o.decider == each.decider and not o.is_sensitive for o in together)
        if len(together) == 1 and any(not o.is_sensitive for o in listed):
            assert not each.is_sensitive


@given(CATALOGUES, st.randoms(use_true_random=False))
def test_what_stands_together_does_not_depend_on_the_order(listed, chance):
    mixed = chance.sample(listed, len(listed))
    assert grouped(mixed) == grouped(listed)


def test_added_up_counts_are_sums_and_the_worst_is_the_worst_of_all():
    one = {"open": 2, "overdue_worst": 7, "overdue_median": 3}
    none = {"open": 0, "overdue_worst": None, "overdue_median": None}

    assert added([one, one, none]) == {"open": 4, "overdue_worst": 7, "overdue_median": None}
    assert added([none, none])["overdue_worst"] is None
    assert added([one]) == one


# ── Ranking ──────────────────────────────────────────────────────────────────────────────────────────────────


def month(on_time: int = 0, late: int = 0, lying: int = 0, closed: int = 0) -> dict:
    return {
        "first_early": on_time // 2, "first_on_time": on_time - on_time // 2, "first_late": late,
        "ended_missed": closed, "open_missed": lying,
    }  # fmt: skip


def order(**agencies: KeptShare) -> list[str]:
    names = dict(enumerate(agencies))
    return [names[place.agency] for place in ranking(dict(enumerate(agencies.values()))).places]


def test_few_dossiers_never_stand_above_many():
    small, many = kept([month(on_time=3)]), kept([month(on_time=950, late=50)])
    found = ranking({1: small, 2: many})

    assert small.low < many.low
    assert [place.agency for place in found.places] == [2]
    assert found.few == [(1, small)]
    assert order(just_enough=kept([month(on_time=FEWEST)]), many=many) == ["many", "just_enough"]


def test_leaving_late_dossiers_open_or_ending_them_without_a_result_gains_nothing():
    honest = kept([month(on_time=80, late=20)])

    assert kept([month(on_time=80, lying=20)]) == honest
    assert kept([month(on_time=80, closed=20)]) == honest


def test_open_ones_are_counted_where_the_months_end_and_not_in_each():
    assert kept([month(on_time=40, lying=9), month(on_time=40, lying=5)]) == kept([month(on_time=80, lying=5)])


def test_places_that_intervals_leave_open_are_said():
    best, good, bad = (kept([month(on_time=n, late=1000 - n)]) for n in (990, 985, 500))
    places = {place.agency: (place.n, place.best, place.worst) for place in ranking({1: best, 2: good, 3: bad}).places}

    assert places == {1: (1, 1, 2), 2: (2, 1, 2), 3: (3, 3, 3)}


def test_those_alike_share_a_place():
    same = [kept([month(on_time=50, late=5)]) for _ in range(2)]
    assert [place.n for place in ranking({1: same[0], 2: same[1]}).places] == [1, 1]


def test_only_of_a_long_ranking_the_ends_are_shown():
    of = {n: kept([month(on_time=100 - n, late=n)]) for n in range(11)}
    assert [place.agency for place in ranking(of).ends] == [0, 1, 2, 3, 4, 6, 7, 8, 9, 10]
    del of[5]
    assert ranking(of).ends == ()


@given(st.integers(0, 400), st.integers(0, 400))
def test_one_more_on_time_never_lowers_an_agency(on_time, late):
    assert kept([month(on_time=on_time + 1, late=late)]).low >= kept([month(on_time=on_time, late=late)]).low - 1e-12
