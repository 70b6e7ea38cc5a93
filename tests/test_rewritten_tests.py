"""Each process of a run rewrites a share of the test files, and pytest uses what it kept."""

from _pytest.assertion import rewrite

from tests.rewritten_tests import rewrite_share


def test_processes_together_rewrite_each_file_once(pytestconfig, tmp_path):
    files = [tmp_path / f"test_{name}.py" for name in "abc"]
    for file in files:
        file.write_text("def test_one():\n    assert 1 + 1 == 3\n")
    (tmp_path / "test_d.py").write_text("def test_of_nothing(:\n")

    def stored():
        folder = rewrite.get_cache_dir(files[0])
        return {
            file.stem: pyc.stat().st_ino
            for file in files
            if (pyc := folder / f"{file.stem}{rewrite.PYC_TAIL}").exists()
            and rewrite._read_pyc(file, pyc)
        }

    rewrite_share(pytestconfig, tmp_path, 0, 2)
    of_first = stored()
    rewrite_share(pytestconfig, tmp_path, 1, 2)
    of_both = stored()
    rewrite_share(pytestconfig, tmp_path, 0, 2)

    assert of_first.keys() == {"test_a", "test_c"}
    assert stored() == of_both == {**of_first, "test_b": of_both["test_b"]}
