"""Times of the demo practice: what can be booked, and a few that are."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from accounts.domain.actors import ClientActor, ClinicianActor, Visitor
from accounts.models import Client, Clinician
from accounts.wall import inside
from notifications.services.appointments import book, start_series, wait
from policies.queries.openings import ByPolicy, openings_of
from scheduler import services
from scheduler.domain.interval import Interval
from scheduler.domain.wall_clock import local_date, zone
from scheduler.services import Asker, Offer, Weekly, Wish, create_session_type

ELEVEN = 11 * 60  # minutes after midnight
WEEKS = timedelta(weeks=3)
RULE = "Things come up. The first time, cancelling late costs nothing; after that, half the fee is due."
JONAH = Asker("Jonah Pike", "jonah@somewhere.example")

FIRST_MEETING = Offer(
    name="First meeting",
    minutes=50,
    place="online",
    where="https://video.harbour-street.example/maya",
    who_books="anyone",
    after=10,
    cancel_words=RULE,
)
SESSION = Offer(
    name="Session",
    minutes=50,
    where="14 Harbour Street, second floor",
    after=10,
    step=60,
    is_instant=True,
    cancel_words=RULE,
    reminders=(1440, 120),
)
LONG_SESSION = Offer(name="Long session", minutes=80, where="14 Harbour Street", who_books="nobody", after=10)


def give_times(maya: Clinician, clients: Sequence[Client], now: datetime) -> None:
    """`clients`: one with a session, one who comes every week, one who lives elsewhere, one who waits."""
    actor = ClinicianActor(practice_id=maya.practice_id, clinician_id=maya.pk)
    theo, noor, priya, lucia = clients
    today = local_date(now, zone(maya.time_zone))
    with inside(maya.practice_id):
        meeting, session, _ = (
            create_session_type(actor=actor, offer=offer, now=now)
            for offer in (FIRST_MEETING, SESSION, LONG_SESSION)
        )
        thursday = today + timedelta(days=(3 - today.weekday() - 1) % 7 + 1)
        weekly = Weekly(client_id=noor.pk, session_type_id=session.pk, first_day=thursday, starts_at=ELEVEN)
        start_series(actor=actor, clinician=maya, weekly=weekly, now=now)
        starts = openings_of(maya, session, Interval(now, now + WEEKS), now)
        for client, start in zip((theo, priya), starts[2::9], strict=False):
            own = ClientActor(practice_id=client.practice_id, client_id=client.pk)
            if client == theo:  # whom scripts write as: the first mail to him answers theirs
                wish = Wish(session_type_id=session.pk, start=start)
                services.book(actor=own, clinician=maya, wish=wish, times=ByPolicy(), now=now)
            else:
                book(actor=own, clinician=maya, session_type_id=session.pk, start=start, now=now)
        asked = openings_of(maya, meeting, Interval(now, now + WEEKS), now)
        if asked:
            book(
                actor=Visitor(),
                clinician=maya,
                session_type_id=meeting.pk,
                start=asked[len(asked) // 4],
                visitor=JONAH,
                note="A friend told me about you. Mornings are easier for me.",
                now=now,
            )
        waiting = ClientActor(practice_id=lucia.practice_id, client_id=lucia.pk)
        days = (today, today + timedelta(days=21))
        wait(actor=waiting, clinician=maya, session_type_id=session.pk, days=days, now=now)
