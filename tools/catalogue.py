"""Brings the Dutch catalogue up to date with the templates and words: `python -m tools.catalogue`.

New messages come in empty, for a person to translate; those that are gone, go. A test fails until every one is there.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "server/locales/nl/LC_MESSAGES/kring.po"
SOURCES = [("server/web/words.py", "python"), ("templates/**.html", "jinja2")]
HEADER = r"""# The Dutch words of the screens. See tools/catalogue.py.
msgid ""
msgstr ""
"Language: nl\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""
OPTIONS = {"templates/**.html": {"trimmed": "true"}}


def messages() -> Iterator[str]:
    """Every text of the screens, as written in templates and words (English)."""
    found = extract_from_dir(ROOT, SOURCES, OPTIONS, directory_filter=wanted)
    yield from sorted({text for _, _, text, _, _ in found if isinstance(text, str)})


def wanted(folder: str) -> bool:
    """Only the folders that hold texts; the rest of the house is large."""
    inside = Path(folder).relative_to(ROOT).parts
    return inside[0] == "templates" or inside == ("server",) or inside[:2] == ("server", "web")


def main() -> int:
    with CATALOGUE.open("rb") as file:
        old = read_po(file, locale="nl")
    new = Catalog(locale="nl")
    for text in messages():
        known = old.get(text)
        new.add(text, known.string if known else "")
    with CATALOGUE.open("wb") as file:
        file.write(HEADER.encode())
        write_po(file, new, sort_output=True, width=110, omit_header=True)
    empty = [message.id for message in new if message.id and not message.string]
    print(f"{len(new)} messages; {len(empty)} to translate", *empty, sep="\n  ")
    return 0


if __name__ == "__main__":
    sys.exit(main())
