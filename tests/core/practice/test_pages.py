import pytest

from waythrough.practice import pages


def test_a_front_page_is_large_and_known_by_its_greeting() -> None:
    page = pages.main_page("Chirper")
    assert len(page) >= pages.SIZE
    assert pages.greeting("Chirper") in page.decode()
    assert pages.greeting("Photogram") not in page.decode()


def test_titles_are_escaped() -> None:
    assert "<b>" not in pages.main_page("<b>").decode()
    assert "<i>" not in pages.message_page("x", "<i>").decode()


@pytest.mark.parametrize("page", [pages.notice_page(), pages.portal_page(), pages.message_page("a", "b")])
def test_no_other_page_greets(page: bytes) -> None:
    assert page.startswith(b"<!doctype html>")
    assert b"Welcome to Chirper" not in page
    assert page.rstrip().endswith(b"</html>")


def test_the_notice_is_the_same_each_time() -> None:
    assert pages.notice_page() == pages.notice_page()
