"""Rules that hold for every file: sizes, words, imports that no linter counts, nothing of any machine."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CORE = ROOT / "core" / "waythrough"
MODULE_LINES = 400
FUNCTION_LINES = 60

# A bug is caught once per cell and once at the top; everywhere else a broad handler hides one.
LAST_RESORTS = {
    "core/waythrough/cli/main.py",
    "core/waythrough/net/threads.py",  # hands it over to the task that waits for the thread
    "desktop/waythrough_desktop/bridge/engine_thread.py",
    "desktop/waythrough_desktop/bridge/background.py",
}

# Modules whose behaviour only shows through another module's tests.
TESTED_ELSEWHERE: set[str] = set()

OPENERS = re.compile(
    r"\b(open_connection|create_connection|create_server|start_server|open_unix_connection|start_unix_server"
    r"|create_datagram_endpoint|create_subprocess_exec|create_subprocess_shell|subprocess_exec|sock_connect)\("
)
MAY_OPEN = ("net", "practice", "control")


def _sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


FOLDERS = (".ci", "core", "desktop", "installer", "resources", "tests")
DOCUMENTS = (
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "README.md",
    "pyproject.toml",
    "requirements.lock",
)
PRODUCT = _sources("core", "desktop", "resources")
PYTHON = [*PRODUCT, *_sources("installer", "tests")]
THIS = Path(__file__)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _tree(path: Path) -> ast.Module:
    """Parsed anew each time: all trees at once keep the garbage collector busy for longer than parsing takes."""
    return ast.parse(_text(path), filename=str(path))


@cache
def _imports(path: Path) -> frozenset[str]:
    """The first component of everything that a module imports."""
    found: set[str] = set()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            found.add(node.module.partition(".")[0])
    return frozenset(found)


def _ours() -> Iterator[Path]:
    """Every file of the project's folders, and the documents beside them."""
    yield from (ROOT / name for name in DOCUMENTS)
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*"):
            inside = path.relative_to(ROOT / folder).parts
            if path.is_file() and not any(part[0] == "." or part == "__pycache__" for part in inside):
                yield path


def test_modules_are_short() -> None:
    sizes = {_name(path): _text(path).count("\n") for path in PYTHON}
    assert {name: size for name, size in sizes.items() if size > MODULE_LINES} == {}


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """Every statement below a node; expressions, of which there are ten times as many, hold none."""
    for field in ("body", "orelse", "finalbody", "handlers", "cases"):
        found = getattr(node, field, ())
        for each in found if isinstance(found, list) else ():
            yield each
            yield from _statements(each)


def test_functions_are_short() -> None:
    long = {
        f"{_name(path)}:{node.lineno} {node.name}": size
        for path in PYTHON
        for node in _statements(_tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (size := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
    }
    assert long == {}


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    found = [
        f"{_name(path)}:{number}"
        for path in PYTHON
        if path != THIS
        for number, line in enumerate(_text(path).splitlines(), 1)
        if later.search(line)
    ]
    assert found == []


def _broad_handlers(path: Path) -> Iterator[ast.ExceptHandler]:
    for node in ast.walk(_tree(path)):
        if not isinstance(node, ast.ExceptHandler):
            continue
        kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        names = {kind.id for kind in kinds if isinstance(kind, ast.Name)}
        broad = node.type is None or names & {"Exception", "BaseException", "BaseExceptionGroup"}
        if broad and not isinstance(node.body[-1], ast.Raise):
            yield node


def test_no_handler_is_broad() -> None:
    found = [
        f"{_name(path)}:{handler.lineno}"
        for path in PYTHON
        if _name(path) not in LAST_RESORTS
        for handler in _broad_handlers(path)
    ]
    assert found == []


def test_every_core_module_has_its_tests() -> None:
    missing = []
    for path in CORE.rglob("*.py"):
        part = path.relative_to(CORE)
        if path.name in ("__init__.py", "__main__.py") or part.as_posix() in TESTED_ELSEWHERE:
            continue
        if not (ROOT / "tests" / "core" / part.parent / f"test_{part.name}").exists():
            missing.append(part.as_posix())
    assert missing == []


@pytest.mark.parametrize("package", ["model", "wire", "verdict"])
def test_pure_packages_use_the_standard_library_only(package: str) -> None:
    # extras: only modules of tunnels import them
    extra = {"blake3", "cryptography"} if package == "wire" else set()
    allowed = sys.stdlib_module_names | {"waythrough", "waythrough_resources"} | extra
    foreign = {
        _name(path): found for path in (CORE / package).rglob("*.py") if (found := _imports(path) - allowed)
    }
    assert foreign == {}


@pytest.mark.parametrize("library", ["httpx", "httpcore", "python_wireguard", "socks"])
def test_one_module_knows_the_library(library: str) -> None:
    users = [_name(path) for path in PRODUCT if library in _imports(path)]
    assert len(users) == 1, users


def test_only_net_opens_connections_and_starts_processes() -> None:
    found = [
        _name(path)
        for path in PRODUCT
        if not path.is_relative_to(CORE) or path.relative_to(CORE).parts[0] not in MAY_OPEN
        if OPENERS.search(_text(path))
    ]
    assert found == []


def test_tls_verification_is_never_switched_off() -> None:
    off = re.compile(r"CERT_NONE|CERT_OPTIONAL|verify\s*=\s*False|_create_unverified_context")
    found = [_name(path) for path in PRODUCT if off.search(_text(path))]
    assert found == []


def test_names_are_compared_by_the_tls_library_but_for_one_purpose() -> None:
    """A host asked under another name proves its own: `open_tls` then compares, and refuses to go without.

    OpenVPN servers have no host name to prove: they are known by the profile's own authority alone.
    """
    own = re.compile(r"check_hostname\s*=\s*False")
    allowed = ["core/waythrough/net/openvpn_tls.py", "core/waythrough/net/trust.py"]
    assert sorted(_name(path) for path in PRODUCT if own.search(_text(path))) == allowed
    users = [_name(path) for path in PRODUCT if re.search(r"\.chain_only\b", _text(path))]
    assert users == ["core/waythrough/probe/walk.py"]


def test_the_lock_pins_everything_and_names_no_host() -> None:
    lock = _text(ROOT / "requirements.lock")
    assert "://" not in lock
    assert "--index-url" not in lock
    requirements = re.split(r"\n(?=\S)", lock.strip())
    unpinned = [
        entry.splitlines()[0]
        for entry in requirements
        if not re.match(r"[\w.-]+==\S+ .*--hash=sha256:", entry, re.DOTALL)
    ]
    assert unpinned == []


def test_the_lock_holds_what_the_project_asks_for() -> None:
    project = tomllib.loads(_text(ROOT / "pyproject.toml"))
    asked = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *(line for extra in project["project"]["optional-dependencies"].values() for line in extra),
        *(line for group in project["dependency-groups"].values() for line in group),
    ]
    names = {re.split(r"[\[<>=;, ]", line)[0].lower().replace("_", "-") for line in asked}
    locked = set(re.findall(r"^([\w.-]+)==", _text(ROOT / "requirements.lock"), re.MULTILINE))
    assert names - locked == set()


def test_no_file_tells_about_a_machine() -> None:
    places = re.compile(
        r"(?<![\w.])/(?:work|root)/|(?<![\w.])/home/(?!user\b)[a-z]|C:\\Users\\(?!user\b)\w"
        r"|pypi\.org|pythonhosted\.|files\.python|registry\.npmjs|-python\.pkg\.dev"
    )
    found = []
    for path in _ours():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{_name(path)}: {hit.group()}" for hit in places.finditer(text)]
    assert found == []
