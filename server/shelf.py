"""The shelf of methods: reads the data files once, at start. Imports only methods.

The built-in files must be right; a host's own file (KRING_METHODS_DIR) that is not is left out, with sentences.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from server.methods.faults import Fault, FaultyMethod
from server.methods.library import Library
from server.methods.method import Frame, Method
from server.methods.program import Program, program
from server.methods.reading import read_frame, read_method

FRAME = "kader"
MODULES = "modules"
# Names that mean something else under /methods.
RESERVED = frozenset({FRAME, MODULES, "choose", "make", "check"})

_UNREADABLE = Fault("dit bestand kan niet gelezen worden als tekst (UTF-8)", "this file cannot be read as text (UTF-8)")
_NO_FOLDER = Fault(
    "KRING_METHODS_DIR wijst een map aan die er niet is", "KRING_METHODS_DIR names a folder that does not exist"
)
_TAKEN = Fault(
    "`{id}` is al de naam van iets in Kring zelf; geef het bestand en de `id` daarin een andere naam",
    "`{id}` is the name of something in Kring itself; give the file and the `id` in it another name",
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """All methods by id, in the order of their titles, the modules to insert, and the frame around each method.

    `skipped` says what is wrong with the host's own files that are not here.
    """

    methods: Mapping[str, Method]
    modules: Mapping[str, Method]
    frame: Frame
    skipped: tuple[Fault, ...] = ()

    def program(self, method: str) -> Program | None:
        """The whole meeting with this method, or None where there is no such method."""
        found = self.methods.get(method)
        return self.around(found) if found else None

    @property
    def library(self) -> Library:
        """What a room may reach for during a meeting."""
        return Library(self.methods, self.modules, self.frame)

    def around(self, method: Method) -> Program:
        """The whole meeting with a method, whether or not it stands on the shelf."""
        return program(method, self.frame)


def read_shelf(folder: Path, own: Path | None = None) -> Shelf:
    """Everything in a folder of method files, and a host's own. Raises FaultyMethod: a built-in file must be right."""
    modules = _by_id([_read(file) for file in sorted((folder / MODULES).glob("*.toml"))])
    built_in = [_read(file, modules) for file in sorted(folder.glob("*.toml")) if file.stem != FRAME]
    frame = read_frame(f"{FRAME}.toml", (folder / f"{FRAME}.toml").read_text("utf-8"))
    taken = RESERVED | {method.id for method in built_in}
    found = list(_own_files(own, taken, modules)) if own is not None else []
    return Shelf(
        methods=_by_id([*built_in, *(each for each in found if isinstance(each, Method))]),
        modules=modules,
        frame=frame,
        skipped=tuple(each for each in found if isinstance(each, Fault)),
    )


def _read(file: Path, modules: Collection[str] | None = None) -> Method:
    return read_method(file.name, file.read_text("utf-8"), modules)


def _by_id(methods: list[Method]) -> Mapping[str, Method]:
    return MappingProxyType({method.id: method for method in sorted(methods, key=lambda method: method.title.nl)})


def _own_files(folder: Path, taken: frozenset[str], modules: Collection[str]) -> Iterator[Method | Fault]:
    """A host's own methods, or what is wrong with a file, in the order of their names."""
    if not folder.is_dir():
        yield _NO_FOLDER
        return
    for file in sorted(folder.glob("*.toml")):
        if file.stem in taken:
            yield _TAKEN.filled(id=file.stem).at(Fault(file.name, file.name))
            continue
        try:
            yield _read(file, modules)
        except FaultyMethod as faulty:
            yield from faulty.faults
        except (OSError, UnicodeDecodeError):
            yield _UNREADABLE.at(Fault(file.name, file.name))
