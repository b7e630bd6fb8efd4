"""What can be wrong in a method file, in words for whoever wrote it: a begeleider, not a programmer. Imports nothing.

Every sentence exists in Dutch and in English and says what stands there and what may stand there.
"""

from dataclasses import dataclass
from difflib import get_close_matches

LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """One sentence, or a part of one, in both languages."""

    nl: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.nl

    def filled(self, **values: object) -> "Fault":
        return Fault(self.nl.format_map(values), self.en.format_map(values))

    def at(self, place: "Fault") -> "Fault":
        """A whole sentence: where it is, and what is wrong there."""
        return Fault(f"{place.nl}: {_ended(self.nl)}", f"{place.en}: {_ended(self.en)}")


class FaultyMethod(Exception):
    """A file is no method (or frame); `faults` says everything that is wrong with it, in the order of the file."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(fault.en for fault in faults))
        self.faults = faults


NUMBER = Fault("daar hoort een getal zonder aanhalingstekens", "a number without quotation marks belongs there")
WHOLE = Fault("daar hoort een heel getal", "a whole number belongs there")
ONE_OF = Fault("mogelijk: {allowed}{meant.nl}", "possible: {allowed}{meant.en}")
OTHERWISE = Fault("dat kan hier niet staan", "that cannot stand here")

# What each of pydantic's findings means here (https://docs.pydantic.dev/latest/errors/validation_errors/).
EXPECTED = {
    "enum": ONE_OF,
    "literal_error": ONE_OF,
    "string_pattern_mismatch": Fault(
        "gebruik kleine letters, cijfers en streepjes, met een letter voorop, hoogstens 40 tekens",
        "use lower-case letters, digits and hyphens, beginning with a letter, at most 40 characters",
    ),
    "string_too_short": Fault("daar hoort een zin", "a sentence belongs there"),
    "string_too_long": Fault(
        "dat zijn {length} tekens, en het mogen er hoogstens {max_length} zijn",
        "that is {length} characters, and at most {max_length} are allowed",
    ),
    "string_type": Fault("daar hoort tekst tussen aanhalingstekens", "text between quotation marks belongs there"),
    "float_type": NUMBER,
    "int_type": WHOLE,
    "greater_than_equal": Fault("het is minstens {ge:g}", "it is at least {ge:g}"),
    "less_than_equal": Fault("het is hoogstens {le:g}", "it is at most {le:g}"),
    "bool_type": Fault("daar hoort true (ja) of false (nee)", "true (yes) or false (no) belongs there"),
    "model_type": Fault(
        "daar horen tussen accolades deze namen, elk met een waarde: {allowed}",
        "these names belong there between braces, each with a value: {allowed}",
    ),
    "minutes": Fault(
        "daar hoort een aantal minuten, of {{ fixed = 5, per_member = 1 }}",
        "a number of minutes belongs there, or {{ fixed = 5, per_member = 1 }}",
    ),
    "shows": Fault(
        'daar hoort de `id` van een eerdere fase, of van twee: ["a", "b"]',
        'the `id` of an earlier phase belongs there, or of two: ["a", "b"]',
    ),
    "tuple_type": Fault("daar horen fasen, elk onder [[{key}]]", "phases belong there, each below [[{key}]]"),
    "frozen_set_type": Fault(
        'daar hoort een lijst tussen rechte haken, zoals ["a", "b"]',
        'a list between square brackets belongs there, such as ["a", "b"]',
    ),
    "too_short": Fault("er is minstens één fase nodig", "at least one phase is needed"),
    "too_long": Fault("er zijn hoogstens {max_length} fasen", "there are at most {max_length} phases"),
}

_TWICE = Fault("deze naam staat er al; elke naam mag maar één keer", "this name is there already; a name stands once")
_OPEN_TEXT = Fault("de tekst is niet afgesloten met een aanhalingsteken", "the text lacks its closing quotation mark")

# How tomllib begins its message, and what that means here.
_SPELLING = {
    "Expected '='": Fault("na een naam hoort een =", "a name is followed by ="),
    "Invalid value": Fault(
        "na de = hoort een waarde; tekst staat tussen aanhalingstekens",
        "a value follows the =; text stands between quotation marks",
    ),
    "Invalid statement": Fault("een regel begint met een naam of met [", "a line begins with a name or with ["),
    "Invalid initial character": Fault(
        "een naam bestaat uit letters, cijfers, - en _", "a name is made of letters, digits, - and _"
    ),
    "Cannot": _TWICE,
    "Duplicate": _TWICE,
    "Unterminated": _OPEN_TEXT,
    "Illegal character '\\n'": _OPEN_TEXT,
    "Expected newline": Fault(
        'achter de waarde staat nog iets; een aanhalingsteken in een tekst schrijf je als \\"',
        'something follows the value; write a quotation mark inside a text as \\"',
    ),
    "Unclosed": Fault("een haak is niet gesloten", "a bracket is not closed"),
}
_MISSPELT = Fault("dit is niet te lezen als TOML", "this cannot be read as TOML")


def misspelt(message: str) -> Fault:
    """What tomllib's message means to the writer of the file."""
    return next((words for start, words in _SPELLING.items() if message.startswith(start)), _MISSPELT)


def meant(value: object, allowed: list[str]) -> Fault | None:
    """The question "do you mean ...?", to end a sentence with, where a word is close to an allowed one."""
    close = get_close_matches(value[:LONGEST_QUOTE].lower(), allowed, n=1) if isinstance(value, str) else []
    return Fault(f"; bedoel je `{close[0]}`?", f"; do you mean `{close[0]}`?") if close else None


def shown(value: object) -> str:
    """A value as the file writes it, kept short."""
    match value:
        case str():
            return f'"{cut(value)}"'
        case bool():
            return str(value).lower()
        case dict():
            return "{ ... }"
        case list():
            return "[ ... ]"
        case int() if abs(value) > 10**18:
            return cut(hex(value))  # Python writes no decimal number of more than 4300 digits
        case _:
            return cut(str(value))


def cut(text: str) -> str:
    """Short, on one line, and writable everywhere (a lone surrogate is not)."""
    line = " ".join(text.split()).encode(errors="replace").decode()
    return line if len(line) <= LONGEST_QUOTE else f"{line[: LONGEST_QUOTE - 1]}…"


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith("?") else f"{sentence}."
