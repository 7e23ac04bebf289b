"""The coverage gate folds files into packages and counts branches; an unknown bench is one sentence."""

import pytest

from _dev_checks import bench, coverage_shares, environment_of_tests
from _dev_console import DevError


def _file(
    lines: int, covered: int, branches: int = 0, covered_branches: int = 0
) -> dict[str, dict[str, int]]:
    return {
        "summary": {
            "num_statements": lines,
            "covered_lines": covered,
            "num_branches": branches,
            "covered_branches": covered_branches,
        }
    }


def test_shares_are_of_lines_and_branches() -> None:
    shares = {
        share.package: share
        for share in coverage_shares(
            {
                "core/waythrough/model/a.py": _file(10, 10, 4, 4),
                "core/waythrough/wire/b.py": _file(6, 6, 4, 3),
                "core/waythrough/verdict/c.py": _file(10, 10),
                "core/waythrough/cli/d.py": _file(66, 60),
            }
        )
    }
    assert shares["model"].enough
    assert shares["verdict"].enough
    assert shares["wire"].percent == 90.0
    assert not shares["wire"].enough
    assert shares["core"].percent == 93.0
    assert not shares["core"].enough


def test_a_package_without_files_is_not_covered() -> None:
    assert not any(share.enough for share in coverage_shares({}))


def test_an_unknown_bench_is_named() -> None:
    with pytest.raises(DevError, match="no bench called speed"):
        bench("speed", [])


def test_what_is_compiled_for_the_tests_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "PYTHONDONTWRITEBYTECODE" not in environment_of_tests()


def test_the_tests_see_no_proxy_and_no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("all_proxy", "socks5://127.0.0.1:9")
    told = environment_of_tests()
    assert not [name for name in told if name.lower().endswith("_proxy")]
    assert told["QT_QPA_PLATFORM"] == "offscreen"
