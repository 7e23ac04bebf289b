from waythrough.catalog.category import Category
from waythrough.practice.services import SERVICES
from waythrough.practice.world import Answer, Censor, Manner, Port


def test_everything_that_the_network_can_do_is_done_to_somebody() -> None:
    hosts = [host for service in SERVICES for host in service.hosts]
    assert {host.censor for host in hosts} == set(Censor)
    assert {host.answer for host in hosts} == set(Answer)
    assert {host.manner for host in hosts} == set(Manner) - {Manner.CANARY, Manner.RESOLVER}
    assert {port for host in hosts for port in host.ports} == set(Port)


def test_one_thing_at_a_time_is_done_to_a_host() -> None:
    for service in SERVICES:
        for host in service.hosts:
            usual = (host.manner is Manner.FINE, host.censor is Censor.OPEN, host.answer is Answer.HONEST)
            assert usual.count(False) <= 1, host.name


def test_ids_and_names_are_distinct_and_categories_known() -> None:
    assert len({service.id for service in SERVICES}) == len(SERVICES)
    assert len({service.english for service in SERVICES}) == len(SERVICES)
    assert len({service.persian for service in SERVICES}) == len(SERVICES)
    assert {service.category for service in SERVICES} <= {category.value for category in Category}


def test_persian_names_are_persian() -> None:
    for service in SERVICES:
        letters = [char for char in service.persian if char.isalpha()]
        assert all("\u0600" <= char <= "\u06ff" for char in letters), service.id
