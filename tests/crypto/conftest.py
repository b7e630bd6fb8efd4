"""Empty pages for the tests of one file, out of one browser."""

from collections.abc import AsyncIterator

import pytest_asyncio

from .pages import Desk, NewPage, desk


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def shared_desk() -> AsyncIterator[Desk]:
    async with desk() as shared:
        yield shared


@pytest_asyncio.fixture(loop_scope="module")
async def new_page(shared_desk: Desk) -> NewPage:
    """Opens a page of its own for this test."""
    return shared_desk.new_page
