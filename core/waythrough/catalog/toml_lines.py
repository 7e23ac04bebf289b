"""On which line of a TOML file each key and each element stands.

The standard library reads TOML without positions, and an error without its line is of no use to somebody who
wrote eighty entries by hand. This scanner runs over text that `tomllib` has accepted already, so it need not
refuse anything; escapes in quoted keys are left as written (such a key then has the line of its table).
"""

import re

KeyPath = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}'
    r"|'''(?:[^']|'{1,2}(?!'))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_BARE = re.compile(r"[^,\]}\n#]+")


class Lines:
    """Line numbers of one TOML text, which must be valid TOML."""

    def __init__(self, text: str) -> None:
        self._text = text.replace("\r\n", "\n")
        self._places: dict[KeyPath, int] = {(): 1}
        self._arrays: dict[KeyPath, int] = {}
        self._counted_to = 0
        self._line = 1
        self._scan()

    def of(self, path: KeyPath) -> int:
        """Line, from 1, of a key or element, else that of the nearest thing that holds it."""
        while path not in self._places:
            path = path[:-1]
        return self._places[path]

    def _scan(self) -> None:
        table: KeyPath = ()
        at = self._skip(_BLANK, 0)
        while at < len(self._text):
            if self._text[at] == "[":
                table, at = self._header(at)
            else:
                at = self._pair(at, table)
            at = self._skip(_BLANK, at)

    def _header(self, at: int) -> tuple[KeyPath, int]:
        double = self._text.startswith("[[", at)
        start = at
        keys, at = self._keys(at + (2 if double else 1))
        table: KeyPath = ()
        for depth, key in enumerate(keys):
            table = (*table, key)
            if double and depth == len(keys) - 1:
                self._arrays[table] = self._arrays.get(table, 0) + 1
            self._mark(table, start)
            if table in self._arrays:
                table = (*table, self._arrays[table] - 1)
        self._mark(table, start)
        return table, at + (2 if double else 1)

    def _pair(self, at: int, table: KeyPath) -> int:
        start = at
        keys, at = self._keys(at)
        path = table
        for key in keys:
            path = (*path, key)
            self._mark(path, start)
        return self._value(self._skip(_SPACE, at + 1), path)

    def _keys(self, at: int) -> tuple[list[str], int]:
        keys: list[str] = []
        while True:
            at = self._skip(_SPACE, at)
            found = _KEY.match(self._text, at)
            if found is None:
                return keys, at
            word = found.group()
            keys.append(word[1:-1] if word[0] in "\"'" else word)
            at = self._skip(_SPACE, found.end())
            if self._text[at : at + 1] != ".":
                return keys, at
            at += 1

    def _value(self, at: int, path: KeyPath) -> int:
        opening = self._text[at : at + 1]
        if opening == "[":
            return self._array(at + 1, path)
        if opening == "{":
            return self._inline(at + 1, path)
        return self._skip(_STRING if opening in ("'", '"') else _BARE, at)

    def _array(self, at: int, path: KeyPath) -> int:
        index = 0
        at = self._skip(_BLANK, at)
        while at < len(self._text) and self._text[at] != "]":
            element = (*path, index)
            self._mark(element, at)
            at = self._skip(_BLANK, max(at + 1, self._value(at, element)))
            if self._text[at : at + 1] == ",":
                at = self._skip(_BLANK, at + 1)
            index += 1
        return at + 1

    def _inline(self, at: int, path: KeyPath) -> int:
        at = self._skip(_BLANK, at)
        while at < len(self._text) and self._text[at] != "}":
            at = self._skip(_BLANK, self._pair(at, path))
            if self._text[at : at + 1] == ",":
                at = self._skip(_BLANK, at + 1)
        return at + 1

    def _skip(self, pattern: re.Pattern[str], at: int) -> int:
        found = pattern.match(self._text, at)
        return found.end() if found else at

    def _mark(self, path: KeyPath, at: int) -> None:
        # Places come in the order of the text, so that each line end is counted once.
        self._line += self._text.count("\n", self._counted_to, at)
        self._counted_to = at
        self._places.setdefault(path, self._line)
