"""Cards and sheets: written unseen, shown at once, rated, and gone when no phase shows them any more."""

from server.methods.method import Words
from server.methods.modes import Mode, Switch
from server.rooms import commands as c
from server.rooms.cards import MOST_CARDS
from server.rooms.errors import Reason
from server.rooms.texts import LONGEST_CARD, LONGEST_SHEET
from server.rooms.views import CardView
from tests.methods.samples import phase, program_of

from .people import ANNA, BRAM, CATO, DAAN, EMMA, SEAT, SIX, Group, guided

WRITING = phase(Mode.STIL_SCHRIJVEN, "schrijven")
SHOWING = phase(Mode.TEGELIJK_TONEN, "tonen", shows="schrijven", rate="warm-lauw-koud")
TALKING = phase(Mode.GESPREK, "praten", shows="schrijven", named=True)
END = phase(Mode.GESPREK, "einde")


def writing(*more: object, first: object = WRITING) -> Group:
    """Six people in a phase that writes, with Cato as the inbrenger."""
    group = Group(*SIX, program=program_of(first, *(more or (SHOWING, TALKING, END))))  # type: ignore[arg-type]
    return group.goes_in(CATO)


def write(group: Group, who: str, *texts: str) -> None:
    group.does(c.Write(by=who, phase="schrijven", texts=texts))


def texts(group: Group, who: str = DAAN) -> list[str]:
    return [card.text for card in group.sees(who).cards]


def test_what_is_written_shows_to_everyone_at_the_same_moment_and_not_before() -> None:
    group = writing()
    write(group, BRAM, "qqa", "aaz")
    write(group, DAAN, "mmm")
    assert [group.sees(name).cards for name in SIX] == [()] * 6
    assert group.sees(BRAM).written == ("qqa", "aaz")
    assert group.sees(DAAN).written == ("mmm",)
    group.onward()
    assert [texts(group, name) for name in SIX] == [["qqa", "mmm", "aaz"]] * 6
    assert group.sees(BRAM).written == ()


def test_cards_do_not_say_whose_they_are_unless_the_phase_names_them() -> None:
    group = writing()
    write(group, DAAN, "mmm")
    group.onward()
    assert [card.seat for card in group.sees(ANNA).cards] == [None]
    group.onward()
    assert [card.seat for card in group.sees(ANNA).cards] == [SEAT[DAAN]]


def test_what_was_written_in_two_steps_lies_in_two_columns() -> None:
    group = writing(
        phase(Mode.STIL_SCHRIJVEN, "verder", title=Words(nl="En verder?")),
        phase(Mode.TEGELIJK_TONEN, "tonen", shows=["verder", "schrijven"], rate="warm-lauw-koud"),
        phase(Mode.GESPREK, "praten", shows="verder"),
        END,
    )
    write(group, BRAM, "een")
    group.onward()
    assert (group.sees(DAAN).cards, group.sees(DAAN).columns) == ((), ())
    group.does(c.Write(by=DAAN, phase="verder", texts=("aan", "oog")))
    group.onward()
    assert group.sees(EMMA).cards == (CardView(0, "oog"), CardView(1, "aan"), CardView(2, "een", column=1))
    assert [title.nl for title in group.sees(EMMA).columns] == ["En verder?", WRITING.title.nl]
    group.asks(CATO, c.Rate, card=2, rating="warm")
    assert [card.rating for card in group.sees(EMMA).cards] == ["", "", "warm"]
    group.onward()
    assert (texts(group), group.sees(EMMA).columns) == (["oog", "aan"], ())


def test_writing_again_replaces_and_nothing_takes_back() -> None:
    group = writing()
    write(group, BRAM, "een")
    write(group, BRAM, "twee")
    assert group.sees(BRAM).written == ("twee",)
    write(group, BRAM)
    assert group.state.cards == ()


def test_cards_are_gone_when_the_last_phase_that_shows_them_is_over() -> None:
    group = writing()
    write(group, BRAM, "een")
    group.onward()
    group.onward()
    assert texts(group) == ["een"]
    group.onward()
    assert group.state.cards == ()


def test_nothing_is_left_when_the_meeting_ends() -> None:
    group = writing()
    write(group, BRAM, "een")
    group.asks(ANNA, c.End)
    assert group.state.cards == ()


def test_notes_that_nobody_shows_never_leave_the_browser() -> None:
    group = writing(END)
    phase = group.sees(BRAM).phase
    assert phase is not None
    assert (phase.writes, phase.shown_later) == (True, False)
    assert "write" not in group.sees(BRAM).may
    assert group.refused(c.Write(by=BRAM, phase="schrijven", texts=("een",))) is Reason.NOT_NOW


def test_where_the_inbrenger_does_not_write_the_others_do() -> None:
    group = writing(first=phase(Mode.STIL_SCHRIJVEN, "schrijven", switches={Switch.INBRENGER_SCHRIJFT_NIET}))
    boxes = {name: getattr(group.sees(name).phase, "writes", None) for name in (BRAM, CATO)}
    assert boxes == {BRAM: True, CATO: False}
    assert {"write", "written"} <= group.sees(BRAM).may
    assert not {"write", "written"} & group.sees(CATO).may


def test_silence_without_writing_has_no_text_box_at_all() -> None:
    group = writing(END, first=phase(Mode.STIL_SCHRIJVEN, "schrijven", switches={Switch.ZONDER_SCHRIJVEN}))
    assert [getattr(group.sees(name).phase, "writes", None) for name in SIX] == [False] * 6
    assert group.refused(c.Written(by=BRAM, seen=group.state.version)) is Reason.NOT_NOW
    assert group.sees(BRAM).my_microphone == "closed"


def test_notes_lie_open_after_writing_and_for_an_inbrenger_who_only_listens() -> None:
    turned = phase(Mode.RUG, "rug")
    group = writing(phase(Mode.RONDE, "ronde"), END, turned)
    seen = [[who for who in SIX if getattr(group.sees(who).phase, "notes", None)]]
    for _ in range(3):
        group.onward()
        seen.append([who for who in SIX if getattr(group.sees(who).phase, "notes", None)])
    assert seen == [[], [*SIX], [], [CATO]]


def test_the_screen_says_whether_names_will_show() -> None:
    for later, named in ((TALKING, True), (SHOWING, False)):
        phase = writing(later).sees(BRAM).phase
        assert phase is not None
        assert (phase.shown_later, phase.named_later) == (True, named)


def test_a_card_for_another_phase_is_stale_and_a_pile_is_too_much() -> None:
    group = writing()
    assert group.refused(c.Write(by=BRAM, phase="eerder", texts=("een",))) is Reason.STALE
    assert group.refused(c.Write(by=BRAM, phase="schrijven", texts=("een",) * (MOST_CARDS + 1))) is Reason.BAD_NUMBER
    for text in ("", "gewone tekst", "a" * (LONGEST_CARD + 1)):
        assert group.refused(c.Write(by=BRAM, phase="schrijven", texts=(text,))) is Reason.BAD_TEXT


def test_a_sheet_filled_in_alone_may_be_larger_than_a_card_and_a_cloud_is_made_of_cards() -> None:
    large = "a" * LONGEST_SHEET
    sheet = writing(first=phase(Mode.STIL_SCHRIJVEN, "schrijven", sheet="kernkwadrant"))
    write(sheet, BRAM, large)
    shown = sheet.sees(BRAM).sheet
    assert shown is not None
    assert (shown.kind, shown.use, shown.text, shown.edits) == ("kernkwadrant", "mine", large, True)
    empty, beside = sheet.sees(DAAN).sheet, sheet.sees(ANNA).sheet
    assert empty is not None
    assert beside is not None
    assert (empty.text, empty.edits, beside.edits) == ("", True, False)
    cloud = writing(first=phase(Mode.STIL_SCHRIJVEN, "schrijven", sheet="gedachtenwolk"))
    assert cloud.refused(c.Write(by=BRAM, phase="schrijven", texts=(large,))) is Reason.BAD_TEXT
    assert cloud.sees(BRAM).sheet is None


def test_a_card_stays_when_its_author_leaves_for_else_it_would_tell() -> None:
    group = writing(TALKING)
    write(group, BRAM, "een")
    group.does(c.Leave(by=BRAM))
    group.onward()
    assert group.sees(DAAN).cards == (CardView(0, "een"),)


# Warm, lauw, koud


def test_the_inbrenger_says_how_close_each_comes_and_warm_comes_first_afterwards() -> None:
    group = writing()
    write(group, BRAM, "aaa", "bbb", "ccc", "ddd")
    group.onward()
    for number, rating in ((0, "koud"), (2, "lauw"), (3, "warm")):
        group.asks(CATO, c.Rate, card=number, rating=rating)
    assert texts(group) == ["aaa", "bbb", "ccc", "ddd"]
    assert [card.rating for card in group.sees(DAAN).cards] == ["koud", "", "lauw", "warm"]
    group.onward()
    assert texts(group) == ["ddd", "ccc", "bbb", "aaa"]


def test_a_rating_can_be_taken_back_and_must_be_one_of_three_for_a_card_that_is_there() -> None:
    group = writing()
    write(group, BRAM, "aaa")
    group.onward()
    group.asks(CATO, c.Rate, card=0, rating="warm")
    group.asks(CATO, c.Rate, card=0, rating="")
    assert group.sees(DAAN).cards[0].rating == ""
    for card, rating in ((0, "heet"), (1, "warm"), (-1, "warm")):
        assert group.asks_in_vain(CATO, c.Rate, card=card, rating=rating) is Reason.BAD_NUMBER
    assert group.asks_in_vain(BRAM, c.Rate, card=0, rating="warm") is Reason.NOT_YOURS


def test_without_cards_there_is_nothing_to_rate() -> None:
    group = writing()
    group.onward()
    assert "rate" not in group.sees(CATO).may


# The shared sheet


def test_the_inbrenger_fills_in_the_shared_sheet_and_everyone_reads_it() -> None:
    group = guided("vertellen")
    group.does(c.Sheet(by=CATO, text="vier-velden"))
    for name in SIX:
        sheet = group.sees(name).sheet
        assert sheet is not None
        assert (sheet.kind, sheet.use, sheet.text) == ("kernkwadrant", "shared", "vier-velden")
        assert sheet.edits == (name == CATO)
    group.does(c.Sheet(by=CATO, text=""))
    assert group.state.sheets == ()
    assert group.refused(c.Sheet(by=CATO, text="gewone tekst")) is Reason.BAD_TEXT
    assert group.refused(c.Sheet(by=BRAM, text="vier")) is Reason.NOT_YOURS


def test_the_sheet_is_gone_with_the_last_phase_that_has_it() -> None:
    group = guided("vertellen")
    group.does(c.Sheet(by=CATO, text="vier-velden"))
    group.onward()
    assert group.state.sheets == ()
    assert group.sees(EMMA).sheet is None


def test_a_sheet_that_shows_cards_is_not_edited() -> None:
    group = writing(phase(Mode.TEGELIJK_TONEN, "tonen", shows="schrijven", sheet="gedachtenwolk"))
    group.onward()
    sheet = group.sees(CATO).sheet
    assert sheet is not None
    assert (sheet.kind, sheet.use, sheet.edits) == ("gedachtenwolk", "cards", False)
