"""What a feed tells: appointments, contact hours and absences as events, in its reader's words.

Whatever stands here is read by the company that runs the calendar: no client is named unless the feed says
so.
"""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.domain.actors import ClientActor
from accounts.models import Clinician
from accounts.queries import care_for_all
from policies.queries import Ahead, hours_ahead, traces_of_hours
from scheduler.domain.feed_window import feed_window
from scheduler.domain.interval import Interval, normalise
from scheduler.domain.patterns import Pattern, patterns
from scheduler.domain.wall_clock import local_date, midnight, zone
from scheduler.ical.entries import Entry, ShowsAs, Told, Weekly
from scheduler.ical.feed import feed
from scheduler.ical.stamps import restamped
from scheduler.queries import feeds as doors
from scheduler.queries.feeds import Kept
from web.labels import PLACES_ALONE

FORMAT = "between-feed/1"  # what the same facts are told as; another telling needs another name
MOST_EVENTS, MOST_BYTES = 1_000, 1_000_000  # what Google takes of a calendar; more of it gets lost there
REFRESH_MINUTES = 60
_OWN_NAME = "@between-sessions"


def language_of(subscribed: Any) -> str:  # noqa: ANN401  a feed, as scheduler.queries gives it
    """The reader's; a client of no known language reads what their clinician speaks."""
    if subscribed.client:
        carers = _carers(subscribed)
        asked = [subscribed.client.language, *(each for carer in carers for each in carer.languages[:1])]
    else:
        asked = subscribed.clinician.languages[:1]
    known = dict(settings.LANGUAGES)
    plain = (each.partition("-")[0] for each in asked if each)
    return next((each for each in plain if each in known), settings.LANGUAGE_CODE)


def zone_of(subscribed: Any) -> str:  # noqa: ANN401  likewise
    if subscribed.clinician:
        return str(subscribed.clinician.time_zone)
    carers = _carers(subscribed)
    return subscribed.client.time_zone or next((each.time_zone for each in carers), "UTC")


def _carers(subscribed: Any) -> list[Clinician]:  # noqa: ANN401  likewise
    actor = ClientActor(subscribed.practice_id, subscribed.client_id)
    in_care = care_for_all(actor).filter(ended_at=None, clinician__gone_since=None)
    return [care.clinician for care in in_care.order_by("clinician_id")]


def basis_of(subscribed: Any, *, now: datetime) -> bytes:  # noqa: ANN401  likewise
    """A hash of what the feed is made of: the same as long as it would say the same. It composes nothing."""
    place = zone_of(subscribed)
    window = feed_window(now, zone(place))
    traces = doors.traces(subscribed, window, now=now)
    facts = (
        FORMAT,
        settings.BASE_URL,
        subscribed.kind,
        subscribed.shows_names,
        subscribed.shows_cancelled,
        language_of(subscribed),
        place,
        window,
        traces.rows,
        traces_of_hours(traces.clinicians, subscribed.client_id, now=now),
    )
    return sha256(repr(facts).encode()).digest()


def compose(subscribed: Any, before: bytes, *, now: datetime) -> bytes:  # noqa: ANN401  likewise
    """The calendar; `before`: as it was told last, from which its stamps go on."""
    with override(language_of(subscribed)):
        contents = Contents(subscribed, now)
        told = restamped(contents.told, before, now=now)
    most = MOST_EVENTS
    while True:
        body = feed(_nearest(told, now, most))
        if len(body) <= MOST_BYTES:
            return body
        most = most * 3 // 4


def _nearest(told: Told, now: datetime, most: int) -> Told:
    """Those that are soonest or were last, where there are more than apps take."""
    if len(told.entries) <= most:
        return told
    near = sorted(
        told.entries, key=lambda each: (not each.repeats, abs(_instant(each.start) - now), each.uid)
    )
    kept = {each.uid for each in near[:most]}
    return replace(told, entries=tuple(each for each in told.entries if each.uid in kept))


def _instant(start: datetime | date) -> datetime:
    return start if isinstance(start, datetime) else midnight(start, zone("UTC"))


@dataclass(frozen=True)
class Contents:
    """Of one feed, by its kind."""

    subscribed: Any
    now: datetime

    @cached_property
    def window(self) -> Interval:
        return feed_window(self.now, zone(self.place))

    @cached_property
    def place(self) -> str:
        return zone_of(self.subscribed)

    @property
    def told(self) -> Told:
        name, colour, entries = _KINDS[self.subscribed.kind](self)
        ordered = sorted(entries, key=lambda each: (_instant(each.start), each.uid))
        return Told(
            name=name,
            entries=tuple(ordered),
            zone=self.place,
            refresh_minutes=REFRESH_MINUTES,
            colour=colour,
        )

    # --- kinds

    def own(self) -> tuple[str, str, Iterator[Entry]]:
        return _("My practice"), "teal", self._own()

    def busy(self) -> tuple[str, str, Iterator[Entry]]:
        name = _("{name}: busy").format(name=self.subscribed.clinician.name)
        return name, "slategray", self._busy()

    def client(self) -> tuple[str, str, Iterator[Entry]]:
        return _("My appointments"), "steelblue", self._clients()

    def _own(self) -> Iterator[Entry]:
        me = self.subscribed.clinician
        ahead = hours_ahead(me, self.window, now=self.now)
        for each in self._kept():
            yield self._appointment(each, self._own_title(each), str(PLACES_ALONE[each.place]))
        yield from self._hours(me, ahead, _("Contact hours"))
        for span, away in ahead.away:
            yield self._away(span, away, _said(ahead, self.window))
        for covering in doors.agreed_coverage(self._actor, self.window):
            yield self._covering(covering)

    def _busy(self) -> Iterator[Entry]:
        """Each named by its time: whoever reads along cannot follow an appointment that is moved."""
        me = self.subscribed.clinician
        taken = [Interval(each.start, each.end) for each in self._kept() if not each.is_cancelled]
        taken += doors.busy_elsewhere(self._actor, self.window)
        taken += [span for span, _away in hours_ahead(me, self.window, now=self.now).away]
        taken += [
            Interval(each.start, each.end)
            for each in doors.agreed_coverage(self._actor, self.window)
            if each.is_mine
        ]
        for span in normalise(taken):
            yield Entry(
                uid=self._uid("busy", f"{span.start.isoformat()}/{span.end.isoformat()}"),
                start=span.start,
                end=span.end,
                title=_("Busy"),
                revised_at=self.subscribed.created_at,
                shows_as=ShowsAs.BUSY,
                zone=self.place,
            )

    def _clients(self) -> Iterator[Entry]:
        names, client = self.subscribed.shows_names, self.subscribed.client
        for each in self._kept():
            yield self._appointment(each, self._clients_title(each), each.where if names else "")
        for carer in _carers(self.subscribed):
            ahead = hours_ahead(carer, self.window, now=self.now, client=client)
            title = _("{name} can be reached").format(name=carer.name) if names else _("Contact hours")
            yield from self._hours(carer, ahead, title)

    # --- events

    def _kept(self) -> list[Kept]:
        return doors.kept(
            self._actor,
            self.window,
            now=self.now,
            names=self.subscribed.shows_names,
            cancelled=self.subscribed.shows_cancelled,
        )

    @property
    def _actor(self) -> Any:  # noqa: ANN401  a clinician, or a client, by the kind of feed
        return doors.subscriber(self.subscribed)

    def _own_title(self, kept: Kept) -> str:
        if kept.is_cancelled:
            said = _("Cancelled: {what}")
        else:
            said = _("Asked for: {what}") if kept.is_asked_for else "{what}"
        return said.format(what=f"{kept.what}: {kept.who}" if kept.who else kept.what)

    def _clients_title(self, kept: Kept) -> str:
        """Without a name, nothing of what it is: a calendar on a wall, or at work, tells nobody."""
        if self.subscribed.shows_names:
            what = _("{what} with {name}").format(what=kept.what, name=kept.clinician)
        else:
            what = _("Appointment")
        if kept.is_cancelled:
            return _("Cancelled: {what}").format(what=what)
        return _("{what} (not confirmed yet)").format(what=what) if kept.is_asked_for else what

    def _appointment(self, kept: Kept, title: str, location: str) -> Entry:
        return Entry(
            uid=self._uid("appointment", str(kept.id)),
            start=kept.start,
            end=kept.end,
            title=title,
            location=location,
            revised_at=kept.revised_at,
            sequence=kept.sequence,
            shows_as=ShowsAs.TENTATIVE if kept.is_asked_for else ShowsAs.BUSY,
            zone=self.place,
            is_cancelled=kept.is_cancelled,
        )

    def _hours(self, whose: Clinician, ahead: Ahead, title: str) -> Iterator[Entry]:
        salt = bytes(self.subscribed.uid_salt) + whose.pk.bytes
        revised = _said(ahead, self.window)
        yield from entries_of_hours(ahead, title=title, salt=salt, revised_at=revised)

    def _away(self, span: Interval, away: Any, revised: datetime) -> Entry:  # noqa: ANN401  of a policy
        start: datetime | date = away.first_day or span.start
        end: datetime | date = away.last_day + timedelta(days=1) if away.last_day else span.end
        return Entry(
            uid=self._uid("away", f"{start.isoformat()}/{end.isoformat()}"),
            start=start,
            end=end,
            title=_("Away"),
            revised_at=revised,
            shows_as=ShowsAs.AWAY,
            zone=self.place,
        )

    def _covering(self, covering: doors.Covering) -> Entry:
        """For whole days, as whoever is away asked."""
        place = zone(covering.time_zone)
        said = _("{name} covers for you") if covering.is_mine else _("You cover for {name}")
        return Entry(
            uid=self._uid("coverage", str(covering.id)),
            start=local_date(covering.start, place),
            end=local_date(covering.end - timedelta(seconds=1), place) + timedelta(days=1),
            title=said.format(name=covering.colleague),
            revised_at=covering.agreed_at,
            shows_as=ShowsAs.FREE,
        )

    def _uid(self, kind: str, named: str) -> str:
        return uid_from(bytes(self.subscribed.uid_salt), kind, named)


_KINDS = {"own": Contents.own, "busy": Contents.busy, "client": Contents.client}


def uid_from(salt: bytes, kind: str, named: str) -> str:
    """The same for the same thing, and nothing to join one feed's with another's."""
    return hmac.digest(salt, f"{kind}/{named}".encode(), sha256)[:16].hex() + _OWN_NAME


def _name_of(pattern: Pattern, place: ZoneInfo) -> str:
    """What stays the same of it while the weeks pass that are told of."""
    start, end = pattern.first.start.astimezone(place), pattern.first.end.astimezone(place)
    if not pattern.days:
        return f"{pattern.first.start.isoformat()}/{pattern.first.end.isoformat()}"
    days = "".join(map(str, sorted(pattern.days)))
    return f"{days}/{start:%H:%M}/{end:%H:%M}/{pattern.every}/{pattern.week}"


def _said(ahead: Ahead, window: Interval) -> datetime:
    return ahead.said_at or window.start


def entries_of_hours(
    ahead: Ahead, *, title: str, salt: bytes, revised_at: datetime, sequence: int = 0
) -> Iterator[Entry]:
    """What comes back is one event; `salt` keeps one calendar's names from being joined with another's."""
    place = zone(ahead.time_zone)
    for each in patterns(ahead.hours, place):
        yield Entry(
            uid=uid_from(salt, "hours", _name_of(each, place)),
            start=each.first.start,
            end=each.first.end,
            title=title,
            revised_at=revised_at,
            sequence=sequence,
            shows_as=ShowsAs.FREE,
            zone=ahead.time_zone,
            repeats=Weekly(each.days, each.every, each.last_day) if each.days else None,
            left_out=each.without,
        )
