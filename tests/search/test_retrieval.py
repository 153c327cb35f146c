"""Search finds real questions no worse than when its recipe was chosen."""

from pathlib import Path

import pytest

from bench import decisions, retrieval


@pytest.fixture
def data() -> Path:
    try:
        return retrieval.data_directory()
    except retrieval.DataMissing as missing:
        pytest.skip(str(missing))


@pytest.mark.long
def test_real_questions_find_their_answers(data: Path) -> None:
    results = {result.name: result for result in retrieval.run(data)}
    assert {name: result.first for name, result in results.items()} == {
        name: pytest.approx(result.first)
        for name, result in results.items()
        if round(result.first, 3) >= retrieval.BASELINE[name]
    }
    assert results["b77"].first_three > 0.85 and results["nh"].first_three > 0.66
    print(retrieval.as_table(list(results.values())))


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
