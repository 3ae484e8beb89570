"""Files and functions stay small enough to be read at once."""

from __future__ import annotations

from tests.house import tree

LINES_OF_A_FILE = 300
LINES_OF_A_FUNCTION = 40


def test_no_file_is_over_300_lines() -> None:
    sizes = {path: len(tree.text(path).splitlines()) for path in tree.files(".py", ".ts", ".svelte", ".css", ".js")}
    assert sizes, "no files were found"
    long = {str(path): size for path, size in sizes.items() if size > LINES_OF_A_FILE}
    assert not long


def test_no_function_is_over_40_lines() -> None:
    long = [
        f"{path}:{function.lineno} {function.name} has {size} lines"
        for path in tree.files(".py")
        for function in tree.functions(path)
        if (size := (function.end_lineno or function.lineno) - function.lineno + 1) > LINES_OF_A_FUNCTION
    ]
    assert not long, "\n".join(long)
