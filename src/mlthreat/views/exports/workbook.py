"""The assessment as a workbook for Excel and LibreOffice. It needs XlsxWriter, the extra `mlthreat[xlsx]`.

Every text is written as a text, whatever it looks like; nothing in the file is computed, linked or looked up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from rich.cells import cell_len

from mlthreat.domain.diagnostic import UserError
from mlthreat.views.exports.cell import cell_text
from mlthreat.views.exports.register import Column
from mlthreat.views.exports.review_shape import Complete
from mlthreat.views.exports.sheets import Sheet, sheets

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_CREATED: Final = datetime(2000, 1, 1)
"""A workbook must name a moment, and a clock would change its bytes."""
_LINE_HEIGHT: Final = 15
_LETTERS_PER_WIDTH: Final = 1.15
"""The width of a column counts digits, and letters are a little narrower."""
_FIRST_YEAR: Final = 1900
"""A spreadsheet knows no earlier day."""
_CELL: Final = {"text_wrap": True, "valign": "top", "align": "left"}
_FORMATS: Final[dict[str, dict[str, Any]]] = {
    "text": _CELL,
    "severity": _CELL,
    "day": {**_CELL, "num_format": "yyyy-mm-dd"},
    "moment": {**_CELL, "num_format": "yyyy-mm-dd hh:mm"},
    "heading": {**_CELL, "bold": True, "font_color": "#FFFFFF", "bg_color": "#26323F"},
    "critical": {**_CELL, "bold": True, "bg_color": "#F6CFCB"},
    "important": {**_CELL, "bg_color": "#FBE3C0"},
    "moderate": {**_CELL, "bg_color": "#FBF3C4"},
    "low": {**_CELL, "bg_color": "#E4ECF2"},
}


def export(data: Complete) -> bytes:
    """The complete data as an XLSX workbook. Raises UserError where XlsxWriter is not installed."""
    file = BytesIO()
    with _xlsxwriter().Workbook(file, _OPTIONS) as book:
        book.set_properties({"title": cell_text(data["system"]["name"])[:255], "created": _CREATED})
        formats = {name: book.add_format(look) for name, look in _FORMATS.items()}
        for sheet in sheets(data):
            _write(book, sheet, formats)
    return file.getvalue()


def _xlsxwriter() -> ModuleType:
    try:
        import xlsxwriter
    except ImportError as missing:
        raise UserError(
            "a workbook needs XlsxWriter, which is not installed", "install it with: pip install 'mlthreat[xlsx]'"
        ) from missing
    return xlsxwriter


def _write(book: Workbook, sheet: Sheet, formats: Mapping[str, Format]) -> None:
    paper = book.add_worksheet(sheet.name)
    paper.set_row(0, _LINE_HEIGHT * _lines(sheet.columns, [told.name for told in sheet.columns]))
    for column, told in enumerate(sheet.columns):
        paper.set_column(column, column, told.width)
        paper.write_string(0, column, told.name, formats["heading"])
    for row, item in enumerate(sheet.rows, start=1):
        values = [told.value(item) for told in sheet.columns]
        paper.set_row(row, _LINE_HEIGHT * min(_lines(sheet.columns, values), sheet.tallest))
        for column, (told, value) in enumerate(zip(sheet.columns, values, strict=True)):
            _cell(paper, row, column, told, value, formats)
    paper.freeze_panes(1, 1)
    if sheet.filtered:
        paper.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    paper.set_landscape()
    paper.repeat_rows(0)
    paper.repeat_columns(0, 0)


def _lines(columns: Sequence[Column[Any]], values: Sequence[str | int | None]) -> int:
    """How many lines the tallest cell of a row needs, about; not every program finds that out by itself."""
    return max(
        sum(int(cell_len(line) / (_LETTERS_PER_WIDTH * told.width)) + 1 for line in str(value).split("\n"))
        for told, value in zip(columns, values, strict=True)
    )


def _cell(
    paper: Worksheet, row: int, column: int, told: Column[Any], value: str | int | None, formats: Mapping[str, Format]
) -> None:
    look = formats[str(value) if told.kind == "severity" and value else told.kind]
    if value is None or value == "":
        paper.write_blank(row, column, None, look)
    elif isinstance(value, int):
        paper.write_number(row, column, value, look)
    elif told.kind in {"day", "moment"} and int(value[:4]) >= _FIRST_YEAR:
        paper.write_datetime(row, column, datetime.fromisoformat(value).replace(tzinfo=None), look)
    else:
        paper.write_string(row, column, cell_text(value), look)
