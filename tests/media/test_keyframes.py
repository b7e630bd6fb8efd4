"""Keyframe requests: gathered, limited, repeated, and given up when nobody sends."""

from server.media.keyframes import PATIENCE, PAUSE, KeyframeRequests


def test_many_wishes_become_one_request() -> None:
    requests = KeyframeRequests()
    requests.want(1.0)
    requests.want(1.0)
    assert requests.due(1.0)
    assert not requests.due(1.1)


def test_a_request_repeats_until_the_keyframe_comes() -> None:
    requests = KeyframeRequests()
    requests.want(0.0)
    assert [requests.due(at * PAUSE) for at in range(3)] == [True, True, True]
    requests.came()
    assert not requests.waiting
    assert not requests.due(3 * PAUSE)


def test_a_wish_right_after_a_keyframe_waits_for_the_pause_and_is_not_forgotten() -> None:
    requests = KeyframeRequests()
    requests.want(0.0)
    assert requests.due(0.0)
    requests.came()
    requests.want(0.1)
    assert not requests.due(0.1)
    assert requests.due(PAUSE)


def test_a_camera_that_is_off_is_not_asked_for_ever() -> None:
    requests = KeyframeRequests()
    requests.want(0.0)
    assert not requests.due(PATIENCE + 0.1)
    assert not requests.waiting


def test_nobody_waits_at_first() -> None:
    assert not KeyframeRequests().due(0.0)
