from ipaddress import ip_network
from pathlib import Path

import pytest

from waythrough.catalog.errors import CatalogError
from waythrough.catalog.profile import default_profile, load_network
from waythrough.model.network import SYSTEM_RESOLVER, Canary


def written(folder: Path, text: str) -> Path:
    file = folder / "net.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_default_profile() -> None:
    profile = default_profile()
    assert profile.name == "internet"
    assert not profile.practice
    assert profile.resolvers[0] == SYSTEM_RESOLVER
    assert len(profile.doh) >= 2
    assert len(profile.canaries) >= 2
    assert len(profile.neutral_hosts) >= 3
    assert len(profile.quic_hosts) >= 3
    assert profile.domestic_hosts == ()


def test_the_country_adds_its_own_hosts_only() -> None:
    assert default_profile("IR").domestic_hosts == default_profile(" ir ").domestic_hosts != ()
    assert not set(default_profile("IR").domestic_hosts) & set(default_profile("CN").domestic_hosts)
    assert default_profile("XX").domestic_hosts == ()
    assert default_profile().nobody == "192.0.2.1"
    assert default_profile().trace in default_profile().contacts


def test_every_key_of_a_network_file(tmp_path: Path) -> None:
    (tmp_path / "roots.pem").write_text("roots")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "os.pem").write_text("roots")
    text = f"""\
name = "lab"
practice = true
resolvers = ["127.0.0.53:5353", "system", "[::1]:53", "::1", "9.9.9.9"]
doh = ["https://doh.example/dns-query"]
trust_roots = "roots.pem"
extra_roots = "{(tmp_path / "roots.pem").as_posix()}"
os_roots = "sub/os.pem"
canaries = [
  {{ url = "http://canary.example:8080/", status = 200, text = "ok" }},
  {{ url = "http://b.example", status = 204 }},
]
neutral_hosts = ["Neutral.Example", "other.example:8443"]
volume_hosts = ["https://Objects.example/large"]
volume_size = 65536
domestic_hosts = []
quic_hosts = ["h3.example:8443"]
port_hosts = ["Shell.example:22"]
nobody = "127.0.0.250"
trace = "https://seen.example/"
controls = ["socks5h://127.0.0.1:1080"]
address_plan = {{ public = ["127.0.0.0/8"], bogon = ["10.10.34.0/24", "2001:db8::/32"] }}
"""
    profile = load_network(written(tmp_path, text))
    assert (profile.name, profile.practice) == ("lab", True)
    assert profile.resolvers == ("127.0.0.53:5353", "system", "[::1]:53", "::1", "9.9.9.9")
    assert profile.doh == ("https://doh.example/dns-query",)
    assert Path(profile.trust_roots) == Path(profile.extra_roots) == tmp_path / "roots.pem"
    assert Path(profile.os_roots) == tmp_path / "sub" / "os.pem"
    assert profile.canaries == (
        Canary(url="http://canary.example:8080/", status=200, text="ok"),
        Canary(url="http://b.example/", status=204),
    )
    assert profile.neutral_hosts == ("neutral.example", "other.example:8443")
    assert profile.volume_hosts == ("https://objects.example/large",)
    assert profile.volume_size == 65536
    assert profile.domestic_hosts == ()
    assert profile.quic_hosts == ("h3.example:8443",)
    assert profile.port_hosts == ("shell.example:22",)
    assert profile.nobody == "127.0.0.250"
    assert profile.trace == "https://seen.example/"
    assert profile.controls == ("socks5h://127.0.0.1:1080",)
    assert profile.address_plan.public == (ip_network("127.0.0.0/8"),)
    assert profile.address_plan.bogon == (ip_network("10.10.34.0/24"), ip_network("2001:db8::/32"))


def test_a_key_left_out_keeps_its_default(tmp_path: Path) -> None:
    profile = load_network(written(tmp_path, 'doh = []\ntrust_roots = ""\n'), "IR")
    assert profile.doh == ()
    assert profile.trust_roots == ""
    assert profile.canaries == default_profile().canaries
    assert profile.domestic_hosts == default_profile("IR").domestic_hosts
    assert load_network(written(tmp_path, "")) == default_profile()


def test_a_network_of_its_own_has_no_objects_of_ours(tmp_path: Path) -> None:
    own = load_network(written(tmp_path, 'neutral_hosts = ["a.example"]\n'))
    assert (own.volume_hosts, own.port_hosts) == ((), ())
    assert load_network(written(tmp_path, "doh = []\n")).volume_hosts == default_profile().volume_hosts != ()


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ('name = "x"\nresolver = []', 2, 'did you mean "resolvers"?'),
        ('\nresolvers = "9.9.9.9"', 2, "must be a list"),
        ('resolvers = [\n"system",\n"nine"]', 3, '"nine" is no resolver; write "system"'),
        ('resolvers = ["::1:53:x"]', 1, "no resolver"),
        ('resolvers = ["9.9.9.9:0"]', 1, "no resolver"),
        ('resolvers = ["9.9.9.9:99999"]', 1, "no resolver"),
        ('doh = ["http://doh.example/"]', 1, "must begin with https://"),
        ('doh = ["https://"]', 1, "no web address"),
        ('canaries = [\n{ url = "http://a.example/" }]', 2, 'the key "status" is missing'),
        ('[[canaries]]\nurl = "x y"\nstatus = 200', 2, "no spaces"),
        ('[[canaries]]\nurl = "http://a/"\nstatus = 200\ntxt = ""', 4, 'did you mean "text"?'),
        ('neutral_hosts = ["a.example", "b c"]', 1, "write a name, or name:port"),
        ('neutral_hosts = ["a.example:x"]', 1, "from 1 to 65535"),
        ('volume_hosts = ["http://a.example/"]', 1, "must begin with https://"),
        ("volume_size = 9", 1, "32768 bytes or more"),
        ('domestic_hosts = [\n"a.example:0"]', 2, "from 1 to 65535"),
        ('port_hosts = ["a.example:22", "a.example"]', 1, '"a.example" names no other port'),
        ('port_hosts = ["a.example:443"]', 1, "neither 80 nor 443"),
        ('trace = "http://a.example/"', 1, "http"),
        ('nobody = "a.example"', 1, '"a.example" is no address'),
        ('[address_plan]\npublic = ["127.0.0.1/8"]', 2, "write a range"),
        ("[address_plan]\npublik = []", 2, 'did you mean "public"?'),
        ('trust_roots = "none.pem"', 1, "there is no file"),
        ('name = ""', 1, "a network needs a name"),
        ('practice = "yes"', 1, "must be true or false"),
    ],
)
def test_what_is_refused(tmp_path: Path, text: str, line: int, part: str) -> None:
    with pytest.raises(CatalogError) as caught:
        load_network(written(tmp_path, text))
    assert caught.value.line == line
    assert part in str(caught.value)
    assert caught.value.file == "net.toml"


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="cannot be read"):
        load_network(tmp_path / "none.toml")
