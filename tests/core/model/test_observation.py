from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import HttpDetail, Observation
from waythrough.model.step import Purpose, Step


def test_a_header_is_found_whatever_its_case_and_is_empty_when_absent() -> None:
    detail = HttpDetail(method="GET", url="https://a.test/", headers=(("server", "one"), ("server", "two")))
    assert detail.header("Server") == "one"
    assert detail.header("via") == ""


def test_a_step_is_ok_without_a_failure() -> None:
    step = Observation(
        id="o1",
        platform_id="p",
        path_id="direct",
        target="web:a.test:443",
        purpose=Purpose.TARGET,
        step=Step.TLS,
        host="a.test",
        started=0.0,
        duration=0.1,
    )
    assert step.ok
    failure = Failure(kind=FailureKind.RESET)
    assert not Observation(**{name: getattr(step, name) for name in step.__slots__} | {"failure": failure}).ok
