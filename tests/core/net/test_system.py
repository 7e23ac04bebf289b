"""The hosts file and the name servers of this computer, read as they are found."""

from pathlib import Path

from waythrough.net.system import SystemNames, hosts_file, read_system_names


def test_names_and_servers_are_read(tmp_path: Path) -> None:
    hosts = tmp_path / "hosts"
    hosts.write_text(
        "# a comment\n127.0.0.1 localhost\n0.0.0.0\tWWW.Blocked.example blocked.example # why\n\n::1\n"
    )
    resolv = tmp_path / "resolv.conf"
    resolv.write_text("# nameserver 9.9.9.9\nsearch home\nnameserver 192.0.2.1\n  nameserver fe80::1%eth0\n")
    assert read_system_names(hosts, resolv) == SystemNames(
        hosts=frozenset({"localhost", "www.blocked.example", "blocked.example"}),
        nameservers=("192.0.2.1", "fe80::1%eth0"),
    )


def test_missing_and_broken_files_count_as_empty(tmp_path: Path) -> None:
    broken = tmp_path / "hosts"
    broken.write_bytes(b"\xff\xfe 0.0.0.0")
    assert read_system_names(broken, tmp_path / "none") == SystemNames(hosts=frozenset({"0.0.0.0"}))
    assert read_system_names(tmp_path / "none", tmp_path) == SystemNames()


def test_only_the_first_megabyte_counts(tmp_path: Path) -> None:
    hosts = tmp_path / "hosts"
    line = b"0.0.0.0 filler.example\n"
    hosts.write_bytes(line * ((1 << 20) // len(line) + 1) + b"0.0.0.0 too.late.example\n")
    assert "filler.example" in read_system_names(hosts).hosts
    assert "too.late.example" not in read_system_names(hosts).hosts


def test_this_computer_has_a_place_for_it() -> None:
    assert hosts_file().name == "hosts"
