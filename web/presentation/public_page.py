"""Everything that a clinician's public page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.safestring import SafeString

from accounts.models import Clinician
from notifications.domain.resource import Resource
from notifications.domain.resources import resources_for
from policies.domain.document import BoundaryPolicy, Channel, Matter
from policies.domain.promise import CompiledPolicy
from policies.domain.rules import accepted_channels
from policies.language.times import city, say_date
from scheduler.domain.wall_clock import local_date, zone
from web.labels import CHANNELS, MATTERS
from web.presentation.addresses import public_address
from web.presentation.ahead import Change, changes_ahead
from web.presentation.help import Helps, helps
from web.presentation.reader import Reader
from web.presentation.reply_times import Now, ReplyTime, Way, reply_times, sent_now, ways
from web.presentation.structured_data import structured_data
from web.presentation.week import Week, weeks
from web.presentation.zones import choices


@dataclass(frozen=True)
class PublicPage:
    """The policy in force, and what it means at this moment to this reader."""

    clinician: Clinician
    compiled: CompiledPolicy
    now: datetime
    reader: Reader
    asked_channel: str = ""
    region: str = ""  # the reader's, where it is known
    asked_matter: str = ""

    @property
    def policy(self) -> BoundaryPolicy:
        return self.compiled.policy

    @property
    def is_gone(self) -> bool:
        """Whoever takes no messages here any more."""
        return self.clinician.gone_since is not None

    @cached_property
    def accepted(self) -> tuple[Channel, ...]:
        return accepted_channels(self.policy)

    @property
    def channels(self) -> list[tuple[str, str]]:
        return [(name.value, str(CHANNELS[name])) for name in self.accepted]

    @property
    def matters(self) -> list[tuple[str, str]]:
        """Those that have a reply time of their own."""
        return [(name.value, str(MATTERS[name])) for name in self.policy.matters]

    @property
    def matter(self) -> Matter | None:
        return next((name for name in self.policy.matters if name == self.asked_matter), None)

    @cached_property
    def sent_now(self) -> Now | None:
        """What a message on the channel asked about would be told; the first where none was asked about."""
        chosen = next((name for name in self.accepted if name == self.asked_channel), None)
        channel = chosen or next(iter(self.accepted), None)
        return self.sent_by(channel) if channel else None

    def sent_by(self, channel: Channel) -> Now:
        return sent_now(self.compiled, channel, self.now, self.reader, self.matter)

    @property
    def portal_now(self) -> Now:
        """What a message that is written after signing in would be told."""
        return sent_now(self.compiled, Channel.PORTAL, self.now, self.reader)

    @property
    def takes_messages(self) -> bool:
        return Channel.EMAIL in self.accepted

    @property
    def reads_portal(self) -> bool:
        """Unless the policy says otherwise, what is written after signing in is read."""
        rules = self.policy.channels.get(Channel.PORTAL)
        return rules is None or rules.accepted

    @property
    def speaks_to_reader(self) -> bool:
        """Whether the clinician's own words are in the language of the page."""
        return self.policy.language.partition("-")[0] == self.reader.language.partition("-")[0]

    @property
    def place(self) -> str:
        return city(self.policy.timezone, self.reader.language)

    @property
    def zones(self) -> list[tuple[str, str]]:
        return choices(self.reader.language, self.reader.zone)

    @cached_property
    def weeks(self) -> tuple[Week, ...]:
        return weeks(self.policy, self.now, self.reader)

    @property
    def ways(self) -> tuple[Way, ...]:
        return ways(self.policy)

    @property
    def reply_times(self) -> tuple[ReplyTime, ...]:
        return reply_times(self.compiled, self.now, self.reader)

    @property
    def changes(self) -> tuple[Change, ...]:
        return changes_ahead(self.compiled, self.now, self.reader)

    @property
    def resources(self) -> tuple[Resource, ...]:
        return resources_of(self.clinician, self.policy, self.region)

    @cached_property
    def help(self) -> Helps:
        return helps(self.resources, self.now.date())

    def help_for(self, categories: Sequence[str]) -> Helps:
        """Of what the screening heard, the gravest first."""
        found = resources_of(self.clinician, self.policy, self.region, categories)
        return helps(found, self.now.date())

    def date(self, instant: datetime) -> str:
        return say_date(local_date(instant, zone(self.policy.timezone)), self.reader.language)

    @property
    def address(self) -> str:
        return public_address(self.clinician.slug)

    @property
    def webcal(self) -> str:
        """Where a calendar app subscribes to the contact hours."""
        address = public_address(self.clinician.slug, "availability")
        return f"webcal{address[address.index('://') :]}"

    @property
    def structured_data(self) -> SafeString:
        return structured_data(self.clinician, self.policy, self.address, self.now)


def help_of(
    clinician: Clinician | None, now: datetime, policy: BoundaryPolicy | None = None, region: str = ""
) -> Helps:
    return helps(resources_of(clinician, policy, region), now.date())


def resources_of(
    clinician: Clinician | None,
    policy: BoundaryPolicy | None,
    region: str,
    categories: Sequence[str] = (),
) -> tuple[Resource, ...]:
    """For where the reader is: in `region` or, where that is not known, where the clinician is."""
    return resources_for(
        client_region=region or None,
        clinician_region=clinician.region if clinician else None,
        tokens=policy.named_help if policy else (),
        categories=categories,
    )
