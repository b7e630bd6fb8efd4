"""Routes are values."""

from server.media.routes import Routes


def test_without_routes_nobody_hears_or_sees_anybody() -> None:
    assert Routes() == Routes(heard={}, seen={}, large=frozenset())


def test_equal_routes_are_equal_so_that_nothing_is_done_twice() -> None:
    assert Routes(heard={0: frozenset({1})}) == Routes(heard={0: frozenset([1])})
