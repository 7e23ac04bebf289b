import os

import pytest
from aioquic._buffer import Buffer
from aioquic.quic.packet import pull_quic_header

from tests.core.net.quic_server import versions
from waythrough.wire.quic_version import LEAST_DATAGRAM, read_versions, version_question


def test_the_question_is_long_enough_and_of_no_version() -> None:
    question = version_question(os.urandom)
    assert len(question) == LEAST_DATAGRAM
    header = pull_quic_header(Buffer(data=question), host_cid_length=8)
    assert header.version is not None
    assert header.version & 0x0F0F0F0F == 0x0A0A0A0A
    assert len(version_question(os.urandom, 900)) == 900


def test_the_answer_names_versions() -> None:
    question = version_question(os.urandom)
    [answer] = versions(1, 0x6B3343CF)(question)
    assert read_versions(question, answer) == (1, 0x6B3343CF)


@pytest.mark.parametrize("number", range(7))
def test_nothing_else_is_an_answer(number: int) -> None:
    question = version_question(os.urandom)
    [answer] = versions(1)(question)
    bad = (
        b"",
        question,
        answer[:10],
        answer[:23],
        answer + b"\0",
        b"\0" + answer[1:],
        versions(1)(version_question(os.urandom))[0],
    )
    assert read_versions(question, bad[number]) is None
