"""Who is away, and who looks after their work meanwhile. None of it gives a right."""

from datetime import date

from agencies.models import Absence, full_name


def stood_in_for(user_id: int, today: date) -> list[tuple[int, str]]:
    """For whom this person stands in on this local day, as (user id, name), by name. One query.

    Only those who asked for it themselves: whoever stands in for an absent person does not inherit that one's own.
    """
    lasting = Absence.objects.filter(stand_in=user_id, since__lte=today, until__gte=today)
    people = {absence.user_id: full_name(absence.user) for absence in lasting.select_related("user")}
    return sorted(people.items(), key=lambda person: (person[1], person[0]))
