import pytest

from notifications.domain.opt_out_words import Word, word_in

STOPS = (
    """STOP|stop| Stop. |STOPALL|Unsubscribe|CANCEL|End|QUIT!|revoke|OPT OUT|opt-out|Arr\u00eat|\uff33TOP"""
)
OTHERS = """I want to END it|please stop|stop stop|the end||?|cancel Thursday|yes please|HELP|s t o p"""


@pytest.mark.parametrize("text", STOPS.split("|"))
def test_a_single_word_stops_texts(text: str) -> None:
    assert word_in(text) is Word.STOP


@pytest.mark.parametrize("text", ["START", "unstop", "Yes"])
def test_a_single_word_starts_them_again(text: str) -> None:
    assert word_in(text) is Word.START


@pytest.mark.parametrize("text", [*OTHERS.split("|"), "stop" + "!" * 100])
def test_anything_more_is_a_message_like_any_other(text: str) -> None:
    assert word_in(text) is None
