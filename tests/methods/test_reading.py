"""Method files: a good one becomes a method, and whatever is wrong with a bad one becomes sentences."""

import pytest

from server.methods.faults import Fault, FaultyMethod
from server.methods.modes import Mode, Switch
from server.methods.reading import read_frame, read_method, read_own

from .samples import FRAME_TEXT, METHOD_TEXT, phase_text

# The third phase of the sample method, which most of these tests spoil.
PLACE = "proef.toml, fase 3 (ronde): "
PLACE_EN = "proef.toml, phase 3 (ronde): "
ROUND = '[[phase]]\nid = "ronde"\n'
MODES = (
    "uitleg, inbrenger-vertelt, ronde, ronde-met-inbrenger, vraag-en-antwoord, open-gesprek, rug-naar-de-groep, "
    "stil-schrijven, tegelijk-tonen, twee-spelen, kiezen"
)
SWITCHES = (
    "geen-advies, geen-oordeel, geen-discussie, inbrenger-reageert-niet, inbrenger-als-laatste, derde-persoon, "
    "ik-vorm, vraag-blijft-zichtbaar, zonder-schrijven, inbrenger-schrijft-niet"
)


def faults(text: str, name: str = "proef.toml") -> list[Fault]:
    with pytest.raises(FaultyMethod) as caught:
        read_method(name, text)
    return list(caught.value.faults)


def frame_faults(text: str) -> list[str]:
    with pytest.raises(FaultyMethod) as caught:
        read_frame("frame.toml", text)
    return [fault.nl for fault in caught.value.faults]


def with_round(change: str, replacement: str = "") -> str:
    """The sample with one line of its third phase changed (or, without replacement, a line added to it)."""
    before, after = METHOD_TEXT.split(ROUND)
    if not replacement:
        return f"{before}{ROUND}{change}\n{after}"
    assert change in after
    return before + ROUND + after.replace(change, replacement, 1)


def dutch(change: str, replacement: str = "") -> list[str]:
    found = [fault.nl for fault in faults(with_round(change, replacement))]
    assert all(sentence.startswith(PLACE) for sentence in found), found
    return [sentence.removeprefix(PLACE) for sentence in found]


# Good files


def test_a_good_file_becomes_a_method() -> None:
    method = read_method("proef.toml", METHOD_TEXT)
    assert method.id == "proef"
    assert [phase.mode for phase in method.phase] == list(Mode)
    assert method.phase[4].switches == {Switch.GEEN_ADVIES}
    assert (method.phase[2].minutes.fixed, method.phase[2].minutes.per_member) == (0, 1.5)
    assert method.phase[0].minutes.fixed == 5


def test_a_good_frame_becomes_a_frame() -> None:
    frame = read_frame("frame.toml", FRAME_TEXT)
    assert [phase.id for phase in frame.before] == ["inchecken", "afspraken", "casus"]
    assert [phase.id for phase in frame.after] == ["afronden", "volgende-keer"]


def test_the_name_may_be_a_path_and_the_file_may_begin_with_a_byte_order_mark() -> None:
    assert read_method("methods/proef.toml", "\ufeff" + METHOD_TEXT).id == "proef"


# Spelling (TOML)


@pytest.mark.parametrize(
    ("line", "dutch", "english"),
    [
        ("minutes 5", "na een naam hoort een =.", "a name is followed by =."),
        (
            "mode = ronde",
            "na de = hoort een waarde; tekst staat tussen aanhalingstekens.",
            "a value follows the =; text stands between quotation marks.",
        ),
        (
            'mode = "ronde',
            "de tekst is niet afgesloten met een aanhalingsteken.",
            "the text lacks its closing quotation mark.",
        ),
        (
            'source = "de "beste" methode"',
            'achter de waarde staat nog iets; een aanhalingsteken in een tekst schrijf je als \\".',
            'something follows the value; write a quotation mark inside a text as \\".',
        ),
        (
            'id = "nog een keer"',
            "deze naam staat er al; elke naam mag maar één keer.",
            "this name is there already; a name stands once.",
        ),
        ("a. = 3", "een naam bestaat uit letters, cijfers, - en _.", "a name is made of letters, digits, - and _."),
        ("?", "een regel begint met een naam of met [.", "a line begins with a name or with [."),
    ],
)
def test_a_spelling_fault_names_the_line_and_what_is_wrong(line: str, dutch: str, english: str) -> None:
    assert faults(f'format = 1\nid = "proef"\n{line}\nmost = 3\n') == [
        Fault(f"proef.toml, regel 3 ({line}): {dutch}", f"proef.toml, line 3 ({line}): {english}")
    ]


def test_a_missing_bracket_is_told_where_it_is_missed() -> None:
    assert faults('about = ["plan"\nmost = 3\n') == [
        Fault(
            "proef.toml, regel 2 (most = 3): een haak is niet gesloten.",
            "proef.toml, line 2 (most = 3): a bracket is not closed.",
        )
    ]


@pytest.mark.parametrize("value", ["9" * 6000, "[" * 20_000, '"""'])
def test_what_cannot_be_read_at_all_is_one_sentence(value: str) -> None:
    assert len(faults(f"minutes = {value}")) == 1


# Keys


def test_an_unknown_key_is_asked_after() -> None:
    assert dutch("minutes", "minuts") == [
        "`minutes` ontbreekt.",
        "`minuts` is hier niet bekend; bedoel je `minutes`?",
    ]
    assert faults(with_round("minutes", "minuts"))[1].en == (
        f"{PLACE_EN}`minuts` is not known here; do you mean `minutes`?"
    )


def test_an_unknown_key_unlike_any_other_lists_what_is_possible() -> None:
    assert faults(METHOD_TEXT.replace("trust =", "qqq = 1\ntrust =")) == [
        Fault(
            "proef.toml: `fit.qqq` is hier niet bekend; mogelijk: about, stream, trust, needs_begeleider.",
            "proef.toml: `fit.qqq` is not known here; possible: about, stream, trust, needs_begeleider.",
        )
    ]


def test_a_key_below_the_wrong_heading_is_sent_to_the_top() -> None:
    assert dutch('summary = { nl = "a" }') == [
        "`summary` is hier niet bekend; die hoort bovenaan, vóór alle [koppen].",
    ]


def test_an_unknown_key_at_the_top_is_no_phase() -> None:
    assert [fault.nl for fault in faults(METHOD_TEXT.replace("pitfalls", "pitfals"))] == [
        "proef.toml: `pitfalls` ontbreekt.",
        "proef.toml: `pitfals` is hier niet bekend; bedoel je `pitfalls`?",
    ]


def test_a_missing_text_in_a_language_is_named() -> None:
    assert dutch("task = { nl =", "task = { fr =") == [
        "`task.nl` ontbreekt.",
        "`task.fr` is hier niet bekend; mogelijk: nl, en.",
    ]


# Values


@pytest.mark.parametrize(
    ("change", "replacement", "sentences"),
    [
        ('mode = "ronde"', 'mode = "rondje"', [f'bij `mode` staat "rondje"; mogelijk: {MODES}; bedoel je `ronde`?']),
        ('mode = "ronde"', "mode = 3", [f"bij `mode` staat 3; mogelijk: {MODES}."]),
        (
            'switches = ["geen-advise", "wit"]',
            "",
            [
                f'bij `switches` staat "geen-advise"; mogelijk: {SWITCHES}; bedoel je `geen-advies`?',
                f'bij `switches` staat "wit"; mogelijk: {SWITCHES}.',
            ],
        ),
        (
            'switches = "geen-advies"',
            "",
            ['bij `switches` staat "geen-advies"; daar hoort een lijst tussen rechte haken, zoals ["a", "b"].'],
        ),
        (
            "{ per_member = 1.5 }",
            '"5"',
            ['bij `minutes` staat "5"; daar hoort een aantal minuten, of { fixed = 5, per_member = 1 }.'],
        ),
        ("{ per_member = 1.5 }", "500", ["bij `minutes` staat 500; het is hoogstens 90."]),
        ("{ per_member = 1.5 }", "-1", ["bij `minutes` staat -1; het is minstens 0."]),
        ("{ per_member = 1.5 }", "nan", ["bij `minutes` staat nan; het is hoogstens 90."]),
        ("{ per_member = 1.5 }", "true", ["bij `minutes` staat true; daar hoort een getal zonder aanhalingstekens."]),
        ("1.5", '"1.5"', ['bij `minutes.per_member` staat "1.5"; daar hoort een getal zonder aanhalingstekens.']),
        ("seconds_each = 90", "seconds_each = 1.5", ["bij `seconds_each` staat 1.5; daar hoort een heel getal."]),
        ("seconds_each = 90", "seconds_each = 5", ["bij `seconds_each` staat 5; het is minstens 10."]),
        ('skip = "ja"', "", ['bij `skip` staat "ja"; daar hoort true (ja) of false (nee).']),
        (
            'shows = "Schrijf maar"',
            "",
            [
                'bij `shows` staat "Schrijf maar"; gebruik kleine letters, cijfers en streepjes, met een letter '
                "voorop, hoogstens 40 tekens.",
                'bij `shows` staat "Schrijf maar"; daar hoort een eerdere fase met stil-schrijven; die is er niet.',
            ],
        ),
        (
            "shows = 5",
            "",
            ['bij `shows` staat 5; daar hoort de `id` van een eerdere fase, of van twee: ["a", "b"].'],
        ),
        ("Nu doen we ronde.", " ", ['bij `say.nl` staat ""; daar hoort een zin.']),
        (
            "Nu doen we ronde.",
            "a" * 401,
            [f'bij `say.nl` staat "{"a" * 59}…"; dat zijn 401 tekens, en het mogen er hoogstens 400 zijn.'],
        ),
        (
            '{ nl = "Nu doen we ronde." }',
            '"Nu doen we ronde."',
            [
                'bij `say` staat "Nu doen we ronde."; daar horen tussen accolades deze namen, elk met een waarde: '
                "nl, en.",
            ],
        ),
        ('"Nu doen we ronde."', "5", ["bij `say.nl` staat 5; daar hoort tekst tussen aanhalingstekens."]),
        ("Nu doen we ronde.", "\ud800", ['bij `say.nl` staat "?"; dat kan hier niet staan.']),
        ('rate = "heet"', "", ['bij `rate` staat "heet"; mogelijk: warm-lauw-koud.']),
    ],
)
def test_a_wrong_value_is_shown_with_what_belongs_there(change: str, replacement: str, sentences: list[str]) -> None:
    assert dutch(change, replacement) == sentences


def test_numbers_and_lists_of_the_whole_file_are_checked_too() -> None:
    text = METHOD_TEXT.replace("format = 1", "format = 2").replace("most = 7", "most = 12")
    assert [fault.en for fault in faults(text)] == [
        "proef.toml: `format` is 2; possible: 1.",
        "proef.toml: `people.most` is 12; it is at most 10.",
    ]


def test_phases_are_phases() -> None:
    assert "proef.toml: bij `phase` staat 3; daar horen fasen, elk onder [[phase]]." in [
        fault.nl for fault in faults("phase = 3")
    ]
    assert "proef.toml, fase 2: bij `phase` staat 7; daar horen fasen, elk onder [[phase]]." in [
        fault.nl for fault in faults("phase = [{}, 7]")
    ]
    assert "proef.toml: bij `phase` staat [ ... ]; er is minstens één fase nodig." in [
        fault.nl for fault in faults("phase = []")
    ]


def test_a_method_has_at_most_thirty_phases() -> None:
    text = METHOD_TEXT + "".join(phase_text(f"nog-{number}", "uitleg") for number in range(20))
    assert [fault.nl for fault in faults(text)] == [
        "proef.toml: bij `phase` staat [ ... ]; er zijn hoogstens 30 fasen."
    ]


def test_a_part_that_is_a_word_says_what_it_is_made_of() -> None:
    assert faults("people = 3")[7] == Fault(
        "proef.toml: bij `people` staat 3; daar horen tussen accolades deze namen, elk met een waarde: least, most.",
        "proef.toml: `people` is 3; these names belong there between braces, each with a value: least, most.",
    )


# Meaning


@pytest.mark.parametrize("mode", ["ronde", "ronde-met-inbrenger", "vraag-en-antwoord", "twee-spelen", "kiezen"])
def test_where_people_take_turns_there_is_a_text_for_the_turn(mode: str) -> None:
    text = with_round('mode = "ronde"', f'mode = "{mode}"').replace('turn = { nl = "Jij bent aan de beurt." }', "", 1)
    assert [fault.nl for fault in faults(text)] == [
        f"{PLACE}`turn` ontbreekt: bij {mode} krijgt ieder een beurt, en wie die heeft wil lezen wat te doen."
    ]


def test_choosing_without_seconds_has_no_turns() -> None:
    assert "seconds_each" not in METHOD_TEXT.split('"kiezen"')[-1]
    assert read_method("proef.toml", METHOD_TEXT).phase[10].turn is None


@pytest.mark.parametrize(
    "mode", ["uitleg", "inbrenger-vertelt", "open-gesprek", "rug-naar-de-groep", "stil-schrijven", "tegelijk-tonen"]
)
def test_time_for_each_needs_turns(mode: str) -> None:
    assert dutch('mode = "ronde"', f'mode = "{mode}"') == [
        f"`seconds_each` past hier niet: bij {mode} zijn er geen beurten.",
        f"`minutes.per_member` past hier niet: bij {mode} zijn er geen beurten.",
    ]


def test_choosing_counts_people_only_where_they_take_turns() -> None:
    text = METHOD_TEXT.replace("minutes = 4", "minutes = { fixed = 2, per_member = 1 }")
    assert [fault.en for fault in faults(text)] == [
        "proef.toml, phase 11 (kiezen): `minutes.per_member` does not fit here: in kiezen nobody takes turns."
    ]


@pytest.mark.parametrize("shown", ["uitleg", "schrijven", "ronde", "nergens"])
def test_only_what_was_written_before_can_be_shown(shown: str) -> None:
    assert dutch(f'shows = "{shown}"') == [
        f'bij `shows` staat "{shown}"; daar hoort een eerdere fase met stil-schrijven; die is er niet.'
    ]


def test_what_can_be_shown_is_listed() -> None:
    assert [fault.en for fault in faults(METHOD_TEXT.replace('shows = "schrijven"', 'shows = "schrijf"'))] == [
        'proef.toml, phase 9 (tonen): `shows` is "schrijf"; an earlier phase with stil-schrijven belongs there; '
        "possible: schrijven."
    ]


@pytest.mark.parametrize(
    ("times", "sentence"), [(2, "`shows` has a phase twice"), (3, "`shows` is [ ... ]; there are at most 2 phases")]
)
def test_two_different_phases_lie_side_by_side_and_no_more(times: int, sentence: str) -> None:
    found = faults(METHOD_TEXT.replace('shows = "schrijven"', f"shows = {['schrijven'] * times}"))
    assert found[0].en == f"proef.toml, phase 9 (tonen): {sentence}."


def test_silence_without_writing_leaves_nothing_to_show() -> None:
    quiet = METHOD_TEXT.replace('mode = "stil-schrijven"', 'mode = "stil-schrijven"\nswitches = ["zonder-schrijven"]')
    (fault,) = faults(quiet)
    assert fault.nl.startswith('proef.toml, fase 9 (tonen): bij `shows` staat "schrijven"; daar hoort een eerdere fase')


def test_two_phases_with_one_name_are_told_at_the_second() -> None:
    assert [fault.nl for fault in faults(METHOD_TEXT.replace('id = "gesprek"', 'id = "ronde"'))] == [
        'proef.toml, fase 6 (ronde): bij `id` staat "ronde", en zo heet een eerdere fase al.'
    ]


def test_a_frame_tells_which_half_a_phase_is_in() -> None:
    assert frame_faults(FRAME_TEXT.replace('id = "volgende-keer"', 'id = "casus"')) == [
        'frame.toml, fase 2 (casus) na de methode: bij `id` staat "casus", en zo heet een eerdere fase al.'
    ]
    assert frame_faults(FRAME_TEXT.replace('mode = "uitleg"', 'mode = "uitlegg"')) == [
        "frame.toml, fase 2 (afspraken) vóór de methode: "
        f'bij `mode` staat "uitlegg"; mogelijk: {MODES}; bedoel je `uitleg`?'
    ]


def test_the_name_in_the_file_is_the_name_of_the_file() -> None:
    assert [fault.nl for fault in faults(METHOD_TEXT, "methods/ander.toml")] == [
        'methods/ander.toml: bij `id` staat "proef"; het is gelijk aan de naam van het bestand, "ander".'
    ]


@pytest.mark.parametrize("group", ["least = 8\nmost = 7", "least = 9", "most = 2"])
def test_the_smallest_group_is_not_more_than_the_largest(group: str) -> None:
    assert [fault.nl for fault in faults(METHOD_TEXT.replace("least = 3\nmost = 7", group))] == [
        "proef.toml: `people.least` is meer dan `people.most`."
    ]


# All at once, in the order of the file


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    text = (
        METHOD_TEXT.replace('shows = "schrijven"', 'shows = "niets"')
        .replace('mode = "uitleg"', 'mode = "praten"')
        .replace('id = "gesprek"', 'id = "ronde"')
        .replace("most = 7", "most = 70")
    )
    assert [fault.nl.split(":")[0] for fault in faults(text)] == [
        "proef.toml",
        "proef.toml, fase 1 (uitleg)",
        "proef.toml, fase 6 (ronde)",
        "proef.toml, fase 9 (tonen)",
    ]


# A method that is no file


def test_a_text_that_is_no_file_is_called_after_its_id() -> None:
    assert read_own(METHOD_TEXT).id == "proef"
    with pytest.raises(FaultyMethod) as faulty:
        read_own(METHOD_TEXT.replace("format = 1", "format = 2"))
    assert faulty.value.faults[0].nl.startswith("proef.toml: bij `format`")


@pytest.mark.parametrize("text", ["format = 1", "id = 3", "id ="])
def test_a_text_without_an_id_is_called_a_method(text: str) -> None:
    with pytest.raises(FaultyMethod) as faulty:
        read_own(text)
    assert all(fault.nl.startswith("methode.toml") for fault in faulty.value.faults)
