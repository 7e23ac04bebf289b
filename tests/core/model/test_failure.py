from dataclasses import FrozenInstanceError

import pytest

from waythrough.model.failure import CERT_FAILURES, FOREIGN_ISSUERS, LOCAL_FAILURES, Failure, FailureKind


def test_a_failure_is_its_kind_and_the_raw_facts() -> None:
    failure = Failure(kind=FailureKind.RESET, code=104, text="Connection reset by peer")
    assert failure == Failure(kind=FailureKind.RESET, code=104, text="Connection reset by peer")
    assert Failure(kind=FailureKind.RESET).code is None
    with pytest.raises(FrozenInstanceError):
        failure.code = 1  # type: ignore[misc]


def test_certificates_and_the_own_machine_are_apart() -> None:
    assert {kind.value.partition("_")[0] for kind in CERT_FAILURES} == {"cert"}
    assert all(kind in CERT_FAILURES for kind in FailureKind if kind.value.startswith("cert_"))
    assert FOREIGN_ISSUERS < CERT_FAILURES
    assert FailureKind.CERT_EXPIRED not in FOREIGN_ISSUERS
    assert not LOCAL_FAILURES & CERT_FAILURES
