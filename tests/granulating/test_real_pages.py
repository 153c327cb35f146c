"""Real pages, as Markdown, HTML and DOCX: how much of them is found again in elements."""

import pytest

from bench import granulating

pytestmark = pytest.mark.skipif(
    not granulating.PAGES.is_dir(),
    reason="the real pages (../shared/data/plainlanguage_pages) are not here",
)
QUICK = 10


def found_in(pages, way):
    found = granulating.measure(pages, data_of=granulating.WAYS[way])
    print(f"{way}: {found.pages} pages, {found.points} answers of {found.pieces} elements, "
          f"{found.left_out} not placed; {found.found} of {found.sentences} sentences found "
          f"({found.share:.1%}) in {found.seconds:.1f} s")  # fmt: skip
    return found


@pytest.mark.parametrize("way", granulating.WAYS)
def test_a_tenth_of_the_pages_is_found_again(way):
    pages = sorted(granulating.PAGES.glob("*.md"))[::QUICK]
    assert found_in(pages, way).share >= granulating.NEEDED_SHARE


@pytest.mark.long
@pytest.mark.parametrize("way", granulating.WAYS)
def test_all_pages_are_found_again_in_time(way):
    found = found_in(sorted(granulating.PAGES.glob("*.md")), way)
    assert found.share >= granulating.NEEDED_SHARE
    assert found.seconds <= granulating.NEEDED_SECONDS
