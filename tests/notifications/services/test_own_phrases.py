"""What a practice adds to the screening: heard in the next message, told apart, and never below the floor."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.domain.actors import Insider, OwnerActor, Visitor
from accounts.models import AuditEntry, Clinician, User
from accounts.queries import NotFoundError
from accounts.wall import inside
from notifications import queries, services
from notifications.domain.incoming import Incoming, Source
from notifications.domain.own_phrases import OwnPhrases, PhraseError, PhraseProblem
from notifications.domain.tiers import Level
from notifications.models import Escalation, InboundMessage, PracticePhrase
from notifications.services import own_phrases as service
from notifications.services.duty import resolve, take_up
from notifications.services.own_phrases import NewPhrase, own_phrases_of
from tests import factories
from tests.factories import NOW

Does = PracticePhrase.Does
BRIDGE = NewPhrase("by the old iron bridge", Does.CRISIS, "suicide")
SAID = "My umbrella is by the OLD iron bridge, thanks for looking."

pytestmark = pytest.mark.django_db


@pytest.fixture
def hers(ada: Clinician) -> Insider:
    factories.publish_policy(clinician=ada)
    return factories.clinician_actor(ada)


def owner_of(user: User) -> OwnerActor:
    return OwnerActor(user.membership.practice_id, user.pk)


def write(text: str = SAID, slug: str = "ada-quist") -> InboundMessage:
    incoming = Incoming(
        clinician=slug, source=Source.API, channel="email", sender=f"{uuid4()}@client.example", text=text
    )
    return services.receive(actor=Visitor(), incoming=incoming, now=NOW)


def add(actor: Insider, new: NewPhrase = BRIDGE) -> PracticePhrase:
    return services.add_phrase(actor=actor, new=new, now=NOW)


def test_it_is_heard_in_the_next_message_and_not_after_it_was_taken_away(hers: Insider) -> None:
    before = write()
    added = add(hers)
    heard = write().screening
    services.take_away_phrase(actor=hers, phrase_id=added.pk, now=NOW)
    after = write().screening
    assert [each.level for each in (before.screening, heard, after)] == ["none", "crisis", "none"]
    assert [each["rule"] for each in heard.evidence] == ["own.1"]
    assert heard.categories == ["suicide"]
    versions = [each.lexicon_version for each in (before.screening, heard, after)]
    assert versions[1] == f"{versions[0]}+1"
    assert versions[2] in {versions[0], f"{versions[0]}+2"}
    assert len(versions[1]) <= 40


def test_its_words_are_sealed_and_gone_once_it_is_taken_away(hers: Insider) -> None:
    added = add(hers)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM notifications_practicephrase")
        assert b"bridge" not in bytes(cursor.fetchone()[0])
    services.take_away_phrase(actor=hers, phrase_id=added.pk, now=NOW)
    gone = PracticePhrase.objects.get()
    assert (gone.words, gone.number, gone.removed_by) == ("", 1, hers.clinician_id)  # type: ignore[union-attr]
    with pytest.raises(NotFoundError):
        services.take_away_phrase(actor=hers, phrase_id=added.pk, now=NOW)


def test_a_number_is_never_given_again(hers: Insider) -> None:
    services.take_away_phrase(actor=hers, phrase_id=add(hers).pk, now=NOW)
    assert add(hers).number == 2
    assert write().screening.evidence[0]["rule"] == "own.2"


def test_what_another_process_changed_holds_in_this_one(hers: Insider) -> None:
    """By plain rows, as if nothing here had been told."""
    added = add(hers)
    assert write().screening.level == "crisis"
    PracticePhrase.objects.filter(pk=added.pk).update(
        removed_at=NOW + timedelta(seconds=1), removed_by=uuid4()
    )
    assert write().screening.level == "none"


def test_one_small_question_is_asked_while_nothing_changes(hers: Insider) -> None:
    add(hers)
    with inside(hers.practice_id):
        own_phrases_of(hers.practice_id)
        with CaptureQueriesContext(connection) as asked:
            assert own_phrases_of(hers.practice_id).phrases.phrases
    assert len(asked) == 1


def test_an_exception_leaves_it_to_a_human_and_does_not_reach_the_floor(hers: Insider) -> None:
    burden = "I feel like a burden to the group"
    assert write(burden).screening.level == "crisis"
    for words in ("burden to the group", "I want to kill myself"):
        add(hers, NewPhrase(words, Does.EXCEPTION))
    assert write(burden).screening.level == "concern"
    assert write("I want to kill myself").screening.level == "crisis"


def test_another_practice_hears_nothing_of_it(hers: Insider, cleo: Clinician) -> None:
    factories.publish_policy(clinician=cleo)
    added = add(hers)
    assert write(slug=cleo.slug).screening.level == "none"
    stranger = factories.clinician_actor(cleo)
    assert not queries.own_phrases(stranger).exists()
    with pytest.raises(NotFoundError):
        services.take_away_phrase(actor=stranger, phrase_id=added.pk, now=NOW)
    with pytest.raises(NotFoundError):
        services.try_taking_away(actor=stranger, phrase_id=added.pk, sample="", now=NOW)


def test_what_does_not_open_is_a_reason_to_look_and_spoils_nothing(hers: Insider) -> None:
    add(hers)
    add(hers, NewPhrase("the green boat", Does.CONCERN, "suicide"))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notifications_practicephrase SET words = %s WHERE number = 1", [b"junk"])
    service._known.cache_clear()  # noqa: SLF001  as in another process
    assert write().screening.level == "concern"
    assert write("the green boat").screening.level == "concern"
    assert write("I want to kill myself").screening.level == "crisis"


def test_own_phrases_that_fail_cost_nobody_what_is_shipped(
    hers: Insider, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = OwnPhrases(exceptions=("a b",))
    object.__setattr__(broken, "phrases", (None,))
    monkeypatch.setattr("notifications.services.receiving.own_phrases_of", lambda _: service.Known(broken))
    assert write("I want to kill myself").screening.level == "crisis"
    assert write("See you on Monday.").screening.level == "concern"


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("?!", PhraseProblem.NO_WORD),
        ("x " * 101, PhraseProblem.TOO_LONG),
        ("I cannot. Go on.", PhraseProblem.SEVERAL_SENTENCES),
        (" BY the old iron  bridge ", PhraseProblem.TWICE),
    ],
)
def test_what_cannot_be_heard_is_refused(hers: Insider, words: str, problem: PhraseProblem) -> None:
    add(hers)
    new = NewPhrase(words, Does.CRISIS, "suicide")
    for refused in (
        lambda: add(hers, new),
        lambda: services.try_adding(actor=hers, new=new, sample="", now=NOW),
    ):
        with pytest.raises(PhraseError) as told:
            refused()
        assert told.value.problem is problem


def test_there_is_an_end_to_them(hers: Insider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_PHRASES", 1)
    add(hers)
    with pytest.raises(PhraseError) as told:
        add(hers, NewPhrase("the green boat", Does.CONCERN, "suicide"))
    assert told.value.problem is PhraseProblem.TOO_MANY


def test_who_did_it_is_on_record(hers: Insider, olive: User) -> None:
    owner = owner_of(olive)
    services.try_adding(actor=owner, new=BRIDGE, sample="", now=NOW)
    added = add(owner)
    services.take_away_phrase(actor=hers, phrase_id=added.pk, now=NOW)
    told = AuditEntry.objects.filter(verb__in=["tried", "added", "withdrawn"]).order_by("pk")
    assert list(told.values_list("actor_kind", "verb", "thing_kind")) == [
        ("owner", "tried", "practice"),
        ("owner", "added", "phrase"),
        ("clinician", "withdrawn", "phrase"),
    ]
    assert added.added_by == olive.pk


def test_trying_it_shows_a_clinician_their_own_messages_and_an_owner_numbers(
    hers: Insider, ben: Clinician, olive: User
) -> None:
    factories.publish_policy(clinician=ben)
    mine, _ = write(), write(slug=ben.slug)
    write("Could we move Thursday?")
    tried = services.try_adding(actor=hers, new=BRIDGE, sample=SAID, now=NOW)
    assert [each.message.pk for each in tried.changed or ()] == [mine.pk]
    assert (tried.looked_at, tried.rising, tried.falling) == (2, 1, 0)
    assert tried.sample is not None
    assert (tried.sample.before.level, tried.sample.after.level) == (Level.NONE, Level.CRISIS)
    told = services.try_adding(actor=owner_of(olive), new=BRIDGE, sample="", now=NOW)
    assert (told.looked_at, told.rising, told.changed, told.sample) == (3, 2, None, None)
    assert not PracticePhrase.objects.exists()
    added = add(hers)
    back = services.try_taking_away(actor=hers, phrase_id=added.pk, sample=SAID, now=NOW)
    assert (back.rising, back.falling) == (0, 1)


def test_what_became_of_alarms_is_counted_by_reason(hers: Insider, ada: Clinician) -> None:
    add(hers)
    for text, outcome in ((SAID, "false_alarm"), (SAID, "looked_after"), (SAID, None)):
        write(f"{text} I want to kill myself.")
        latest = Escalation.objects.get(resolved_at=None, acknowledged_at=None)
        on_duty = queries.on_duty(hers, latest.pk)
        take_up(actor=on_duty, now=NOW)
        if outcome:
            resolve(actor=on_duty, outcome=outcome, text="Called.", now=NOW)
    counted = queries.rang_by_rule(hers)
    assert counted["own.1"] == queries.Rang(times=3, looked_after=1, false_alarms=1)
    shipped = next(rule for rule in counted if not rule.startswith("own."))
    assert counted[shipped].times == 3
