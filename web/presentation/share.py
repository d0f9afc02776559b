"""What a clinician takes elsewhere: a card for their site, and texts for their mail program."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from math import ceil

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import override

from notifications.domain.resource_words import in_words
from policies.domain.rules import away_during
from policies.language.mail_texts import Absence, MailTexts
from scheduler.domain.wall_clock import zone
from web.presentation.ahead import back_on
from web.presentation.public_page import PublicPage

A_LINE = 60  # letters
FEWEST_LINES = 2
MOST_ABSENCES = 8  # more boxes than anybody pastes ahead of time


@dataclass(frozen=True, slots=True)
class ToCopy:
    """A text in a box, whole without scrolling where there is room."""

    name: str
    text: str
    language: str = ""

    @property
    def rows(self) -> int:
        lines = sum(max(1, ceil(len(line) / A_LINE)) for line in self.text.split("\n"))
        return max(FEWEST_LINES, lines)


@dataclass(frozen=True)
class ForMail:
    """The texts in one language; `away`: for the absence that runs or comes next, if there is one.

    `later`: for those after it. Of very many, the first few.
    """

    language: str
    language_name: str
    texts: MailTexts
    absences: tuple[Absence, ...]

    @property
    def card(self) -> str:
        return f"mail-{self.language}"

    @property
    def signature(self) -> ToCopy:
        return self._box("signature", self.texts.signature())

    @cached_property
    def signature_shown(self) -> SafeString:
        context = {"texts": self.texts, "lines": self.texts.signature_lines()}
        return render_to_string("share/signature.html", context)

    @property
    def signature_html(self) -> ToCopy:
        return self._box("signature-html", self.signature_shown.strip())

    @property
    def automatic_reply(self) -> ToCopy:
        return self._box("reply", self.texts.automatic_reply())

    @property
    def away(self) -> ToCopy | None:
        return next(self._aways(), None)

    @property
    def later(self) -> Iterator[tuple[str, ToCopy]]:
        """Each with its dates."""
        for absence, box in zip(self.absences[1:], islice(self._aways(), 1, None), strict=True):
            yield self.texts.dates(absence.away), box

    def _aways(self) -> Iterator[ToCopy]:
        for number, absence in enumerate(self.absences, 1):
            name = "away" if number == 1 else f"away-{number}"
            yield self._box(name, self.texts.automatic_reply(absence))

    def _box(self, name: str, text: str) -> ToCopy:
        return ToCopy(f"{name}-{self.language}", text, self.language)


@dataclass(frozen=True)
class Share:
    page: PublicPage

    @property
    def address(self) -> ToCopy:
        return ToCopy("address", self.page.address)

    @property
    def card(self) -> ToCopy:
        with override(self.page.policy.language):
            snippet = render_to_string("share/card.html", {"page": self.page})
        return ToCopy("card", snippet.strip())

    @property
    def for_mail(self) -> Iterator[ForMail]:
        for language, name in settings.LANGUAGES:
            yield ForMail(language, name, self._texts(language), self._absences)

    def _texts(self, language: str) -> MailTexts:
        page = self.page
        return MailTexts(
            policy=page.policy,
            name=page.clinician.name,
            practice=page.clinician.practice.name,
            address=page.address,
            resources=in_words(page.resources, language),
            language=language,
        )

    @cached_property
    def _absences(self) -> tuple[Absence, ...]:
        place = zone(self.page.policy.timezone)
        spans = ((away_during(away, place), away) for away in self.page.policy.time_away)
        ahead = [(span, away) for span, away in spans if span and span.end > self.page.now]
        soonest = sorted(ahead, key=lambda each: each[0].start)[:MOST_ABSENCES]
        return tuple(Absence(away, back_on(self.page.compiled, span.end)) for span, away in soonest)
