"""Method files become methods, or sentences about every fault in them. Imports the method, its modes and the faults.

A sentence names the file, the phase by number and id, and the key; all faults are told at once, never only the first.
"""

import re
import tomllib
from collections.abc import Collection, Iterator
from typing import Any, TypeVar

from pydantic import ValidationError

from .faults import EXPECTED, OTHERWISE, Fault, FaultyMethod, cut, meant, misspelt, shown
from .method import Duration, Fit, Frame, Group, Method, Part, Phase, Words
from .modes import RULES, Mode, Switch, Turns

# What a file calls its parts; any other part is a text in two languages.
_PARTS: dict[str, type[Part]] = {
    "phase": Phase,
    "before": Phase,
    "after": Phase,
    "minutes": Duration,
    "people": Group,
    "fit": Fit,
}
# Where phases stand in a file, and how the sentences call them.
_HALVES = {
    "phase": Fault("{name}, fase {number}{called}", "{name}, phase {number}{called}"),
    "before": Fault(
        "{name}, fase {number}{called} vóór de methode", "{name}, phase {number}{called} before the method"
    ),
    "after": Fault("{name}, fase {number}{called} na de methode", "{name}, phase {number}{called} after the method"),
}
# Where something simple stands in the place of a part, these parts have their own words.
_KINDS = {"minutes": "minutes", "shows": "shows"} | dict.fromkeys(_HALVES, "tuple_type")

UNNAMED = "methode"  # what the sentences call a text without an id of its own

_File = TypeVar("_File", bound=Part)
_Loc = tuple[int | str, ...]  # pydantic's way of saying where in the data
_Found = tuple[_Loc, Fault]


def read_method(name: str, text: str, modules: Collection[str] | None = None) -> Method:
    """The method in a file of this name (`incident.toml`). Raises FaultyMethod, and nothing else, whatever the text.

    modules: the ids of the modules there are, which a phase may offer; None where that is not known.
    """
    return _read(Method, name, text, modules)


def read_own(text: str, modules: Collection[str] | None = None) -> Method:
    """A method that is no file (yet), called after its `id`. Raises FaultyMethod, and nothing else."""
    try:
        id = tomllib.loads(text.removeprefix("\ufeff")).get("id")
    except (ValueError, RecursionError):
        id = None
    return read_method(f"{cut(id) if isinstance(id, str) else UNNAMED}.toml", text, modules)


def read_frame(name: str, text: str) -> Frame:
    """The frame around every method, from a file of this name. Raises FaultyMethod, and nothing else."""
    return _read(Frame, name, text)


def _read(model: type[_File], name: str, text: str, modules: Collection[str] | None = None) -> _File:
    text = text.removeprefix("\ufeff")  # some editors put a byte order mark in front
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError alone: a number of thousands of digits
        raise FaultyMethod((_unreadable(name, text, str(error)),)) from None
    found = [*_of_the_file(name, data), *_of_the_phases(data), *_of_modules(data, modules)]
    try:
        value = model.model_validate(data)
    except ValidationError as error:
        raise _faulty(name, data, [*_of_form(model, data, error), *found]) from None
    if found:
        raise _faulty(name, data, found)
    return value


def _unreadable(name: str, text: str, message: str) -> Fault:
    """The one fault of a file that is no TOML, with the line it was found at."""
    place = re.search(r"at line (\d+), column", message)
    if place is None:
        return misspelt(message).at(Fault(name, name))
    number = int(place[1])
    line = cut(text.split("\n")[number - 1])
    return misspelt(message).at(Fault(f"{name}, regel {number} ({line})", f"{name}, line {number} ({line})"))


def _faulty(name: str, data: dict[str, Any], found: list[_Found]) -> FaultyMethod:
    """All faults as sentences, in the order of the file: first those of the whole, then phase after phase."""
    ordered = sorted(found, key=lambda each: _spot(each[0]))
    return FaultyMethod(tuple(fault.at(_place(name, data, loc)) for loc, fault in ordered))


def _spot(loc: _Loc) -> tuple[int, int]:
    return (list(_HALVES).index(str(loc[0])), int(loc[1])) if _in_a_phase(loc) else (-1, 0)


def _in_a_phase(loc: _Loc) -> bool:
    return len(loc) > 1 and loc[0] in _HALVES


def _place(name: str, data: dict[str, Any], loc: _Loc) -> Fault:
    if not _in_a_phase(loc):
        return Fault(name, name)
    half, index = str(loc[0]), int(loc[1])
    phase = data[half][index]
    id = phase.get("id") if isinstance(phase, dict) else None
    called = f" ({cut(id)})" if isinstance(id, str) else ""
    return _HALVES[half].filled(name=name, number=index + 1, called=called)


# Faults of form: keys and values, found by pydantic


def _of_form(model: type[Part], data: dict[str, Any], error: ValidationError) -> Iterator[_Found]:
    for finding in error.errors(include_url=False):
        loc, kind = finding["loc"], finding["type"]
        if kind == "value_error" or (kind == "too_short" and finding["input"]):
            continue  # double ids are found below, and faulty phases are phases all the same
        if kind == "missing":
            key = _key(data, loc)
            yield loc, Fault(f"`{key}` ontbreekt", f"`{key}` is missing")
        elif kind == "extra_forbidden":
            yield loc, _unknown_key(model, loc, _key(data, loc))
        else:
            yield loc, _wrong_value(model, loc, _key(data, loc), finding)


def _unknown_key(model: type[Part], loc: _Loc, key: str) -> Fault:
    """Misspelt, or written below a heading where it does not belong (TOML's commonest trap)."""
    own, last = _keys(model, loc[:-1]), str(loc[-1])
    if len(loc) > 1 and last in model.model_fields:
        why = Fault("; die hoort bovenaan, vóór alle [koppen]", "; it belongs at the top, before all [headings]")
    else:
        listed = ", ".join(own)
        why = meant(last, own) or Fault(f"; mogelijk: {listed}", f"; possible: {listed}")
    return Fault(f"`{cut(key)}` is hier niet bekend{why.nl}", f"`{cut(key)}` is not known here{why.en}")


def _wrong_value(model: type[Part], loc: _Loc, key: str, finding: Any) -> Fault:
    value, kind, context = finding["input"], finding["type"], finding.get("ctx", {})
    words = re.findall(r"[\w-]+", context.get("expected", "").replace(" or ", " "))
    allowed = words or _keys(model, loc)
    expected = EXPECTED.get(_KINDS.get(key, kind) if kind in ("model_type", "tuple_type") else kind, OTHERWISE).filled(
        **context,
        key=key,
        allowed=", ".join(allowed),
        meant=meant(value, allowed) or Fault("", ""),
        length=len(value) if isinstance(value, str) else 0,
    )
    there = shown(value)
    return Fault(f"bij `{key}` staat {there}; {expected.nl}", f"`{key}` is {there}; {expected.en}")


def _keys(model: type[Part], loc: _Loc) -> list[str]:
    """The names that may stand in the part at this place."""
    named = [key for key in loc if isinstance(key, str)]
    return list((_PARTS.get(named[-1], Words) if named else model).model_fields)


def _key(data: dict[str, Any], loc: _Loc) -> str:
    """The key as the file writes it: without the phase, and `minutes` where the file has a plain number."""
    parent: Any = data
    for key in loc[:-1]:
        parent = parent[key]
    inside = loc if isinstance(parent, dict | list) else loc[:-1]
    named = [key for key in (inside[2:] if _in_a_phase(loc) else inside) if isinstance(key, str)]
    return ".".join(named) or str(loc[0])


# Faults of meaning, found in the raw data so that a fault of form elsewhere does not hide them


def _of_the_file(name: str, data: dict[str, Any]) -> Iterator[_Found]:
    id, stem = data.get("id"), name.rsplit("/", 1)[-1].removesuffix(".toml")
    if isinstance(id, str) and id != stem:
        yield (
            ("id",),
            Fault(
                f"bij `id` staat {shown(id)}; het is gelijk aan de naam van het bestand, {shown(stem)}",
                f"`id` is {shown(id)}; it equals the name of the file, {shown(stem)}",
            ),
        )
    people, usual = data.get("people"), Group()
    given = people if isinstance(people, dict) else {}
    least, most = given.get("least", usual.least), given.get("most", usual.most)
    if isinstance(least, int) and isinstance(most, int) and least > most:
        yield (
            ("people",),
            Fault("`people.least` is meer dan `people.most`", "`people.least` is more than `people.most`"),
        )


def _of_the_phases(data: dict[str, Any]) -> Iterator[_Found]:
    seen: set[str] = set()
    silent: list[str] = []
    for loc, phase in _phases(data):
        mode = next((mode for mode in Mode if mode == phase.get("mode")), None)
        id = phase.get("id")
        if isinstance(id, str) and id in seen:
            yield (
                loc,
                Fault(
                    f"bij `id` staat {shown(id)}, en zo heet een eerdere fase al",
                    f"`id` is {shown(id)}, and an earlier phase has that name",
                ),
            )
        yield from ((loc, fault) for fault in _of_showing(phase.get("shows"), silent))
        if "modules" in phase and phase.get("choose") != "module":
            yield (
                loc,
                Fault('`modules` hoort bij `choose = "module"`', '`modules` belongs to `choose = "module"`'),
            )
        if mode is not None:
            yield from ((loc, fault) for fault in _of_turns(phase, mode))
        if isinstance(id, str):
            seen.add(id)
            silent += [id] if mode is not None and _writes(phase, mode) else []


def _writes(phase: dict[str, Any], mode: Mode) -> bool:
    switches = phase.get("switches")
    quiet = isinstance(switches, list) and Switch.ZONDER_SCHRIJVEN in switches
    return RULES[mode].writes and not quiet


def _of_modules(data: dict[str, Any], known: Collection[str] | None) -> Iterator[_Found]:
    """Modules on offer that there are not."""
    if known is None:
        return
    for loc, phase in _phases(data):
        named = phase.get("modules")
        for name in named if isinstance(named, list) else ():
            if isinstance(name, str) and name not in known:
                yield loc, _no_such_module(name, sorted(known))


def _no_such_module(name: str, known: list[str]) -> Fault:
    listed = ", ".join(known)
    why = meant(name, known) or Fault(f"; mogelijk: {listed}", f"; possible: {listed}")
    return Fault(
        f"bij `modules` staat {shown(name)}, en die module is er niet{why.nl}",
        f"`modules` has {shown(name)}, and there is no such module{why.en}",
    )


def _phases(data: dict[str, Any]) -> Iterator[tuple[tuple[str, int], dict[str, Any]]]:
    for half in _HALVES:
        phases = data.get(half)
        for index, phase in enumerate(phases if isinstance(phases, list) else ()):
            if isinstance(phase, dict):
                yield (half, index), phase


def _of_turns(phase: dict[str, Any], mode: Mode) -> Iterator[Fault]:
    turns, timed, minutes = RULES[mode].turns, "seconds_each" in phase, phase.get("minutes")
    someone = timed if turns is Turns.EVERYONE_IF_TIMED else turns is not Turns.NOBODY
    if someone and "turn" not in phase:
        yield Fault(
            f"`turn` ontbreekt: bij {mode} krijgt ieder een beurt, en wie die heeft wil lezen wat te doen",
            f"`turn` is missing: in {mode} people take turns, and whoever has the turn wants to read what to do",
        )
    if timed and not someone:
        yield _without_turns("seconds_each", mode)
    if isinstance(minutes, dict) and "per_member" in minutes and not someone:
        yield _without_turns("minutes.per_member", mode)


def _without_turns(key: str, mode: Mode) -> Fault:
    return Fault(
        f"`{key}` past hier niet: bij {mode} zijn er geen beurten",
        f"`{key}` does not fit here: in {mode} nobody takes turns",
    )


def _of_showing(shows: object, silent: list[str]) -> Iterator[Fault]:
    """`shows` names a phase in which nothing was written before, or one phase twice."""
    named = [each for each in (shows if isinstance(shows, list) else [shows]) if isinstance(each, str)]
    yield from (_shows_nothing(each, silent) for each in named if each not in silent)
    if len(set(named)) < len(named):
        yield Fault("bij `shows` staat een fase twee keer", "`shows` has a phase twice")


def _shows_nothing(shows: str, silent: list[str]) -> Fault:
    known = ", ".join(silent)
    nl, en = (f"mogelijk: {known}", f"possible: {known}") if silent else ("die is er niet", "there is none")
    return Fault(
        f"bij `shows` staat {shown(shows)}; daar hoort een eerdere fase met {Mode.STIL_SCHRIJVEN}; {nl}",
        f"`shows` is {shown(shows)}; an earlier phase with {Mode.STIL_SCHRIJVEN} belongs there; {en}",
    )
