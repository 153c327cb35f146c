"""Search finds real questions no worse than when its recipe was chosen."""

from pathlib import Path

import pytest

from bench import decisions, questions, retrieval


@pytest.fixture
def data() -> Path:
    try:
        return questions.data_directory()
    except questions.DataMissing as missing:
        pytest.skip(str(missing))


@pytest.mark.long
def test_real_questions_find_their_answers(data: Path) -> None:
    results = {result.name: result for result in retrieval.run(retrieval.all_sets(data))}
    print(retrieval.quality(list(results.values())))
    for name, least in retrieval.BASELINE.items():
        assert round(results[name].first, 3) >= least, name
    # One question of the English set is a thousandth and a half.
    assert results["b77"].first > 0.695 and results["b77"].first_three > 0.875
    for name, least in retrieval.NEEDED.items():
        assert results[name].first_three >= least, name


@pytest.mark.long
def test_an_answer_that_is_given_is_mostly_right(data: Path) -> None:
    cases = [case for case in decisions.cases(data) if not case.for_fitting]
    given = [case for case in cases if case.verdict.choice is decisions.Choice.ANSWER]
    assert len(given) > len(cases) / 4
    assert sum(case.place == 0 for case in given) / len(given) > 0.88


def test_without_the_data_the_script_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["retrieval", "--data", str(tmp_path)])
    assert retrieval.main() == 0
    assert "Retrieval not measured" in capsys.readouterr().out
