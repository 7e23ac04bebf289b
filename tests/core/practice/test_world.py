from waythrough.practice.world import CANARIES, DOMESTIC, ENCRYPTED, NEUTRAL, Host, Port


def test_a_subdomain_shares_its_domain() -> None:
    assert Host(name="media.clip.example", title="Clip").domain == "clip.example"
    assert Host(name="clip.example", title="Clip").domain == "clip.example"


def test_there_are_enough_hosts_to_compare_with() -> None:
    assert len({host.domain for host in NEUTRAL}) >= 3
    assert len({host.domain for host in CANARIES}) == 2
    assert all(host.ports == (Port.PLAIN,) for host in CANARIES)
    assert all(ENCRYPTED & set(host.ports) for host in (*NEUTRAL, *DOMESTIC))
