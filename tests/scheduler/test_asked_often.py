"""Questions that are phrased once answer as those that Django phrases each time."""

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db.models import QuerySet

from scheduler.models import SessionType
from scheduler.queries.asked_often import Known, ask
from tests.factories import add_clinician, open_practice

NOW = datetime(2026, 3, 10, 14, tzinfo=UTC)


def types(*, since: Known, **whose: Known) -> QuerySet[Any, Any]:
    made = SessionType.objects.filter(**whose, created_at__gt=since)
    return made.order_by("name").values_list("name", "minutes")


@pytest.mark.django_db
def test_it_answers_for_whoever_is_asked_about_and_is_phrased_once() -> None:
    practice = open_practice()
    ada, ben = (add_clinician(practice=practice, name=name, sign_in=False) for name in ("Ada", "Ben"))
    for clinician, name, at in ((ada, "a", NOW), (ada, "b", NOW - timedelta(days=9)), (ben, "c", NOW)):
        SessionType.objects.create(
            practice=practice, clinician=clinician, name=name, minutes=50, place="online", created_at=at
        )
    since = NOW - timedelta(days=1)
    assert ask(types, clinician_id=ada.pk, since=since) == [("a", 50)]
    with patch.object(SessionType.objects, "filter", side_effect=AssertionError):
        assert ask(types, clinician_id=ben.pk, since=since) == [("c", 50)]
        assert ask(types, clinician_id=ada.pk, since=since - timedelta(days=30)) == [("a", 50), ("b", 50)]
        assert ask(types, clinician_id=ada.pk, since=NOW) == []
