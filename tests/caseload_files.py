"""Small caseload files for tests: rows below the usual columns, imported as the command does."""

from pathlib import Path

from betweenus.domain.access.identity import system
from betweenus.services import importing

IMPORTER = system("import by the tests")
HEADER = "local_reference,name,referred_on,therapist,contact_on,attendance"
ROSA = "rosa@clinic.example"
# Somebody with two sessions held and one missed.
ANN = (
    f"LR-1,Ann Fell,2025-11-03,{ROSA},2025-12-01,5",
    "LR-1,,2025-11-03,,2025-12-08,3",
    "LR-1,,2025-11-03,,2025-12-15,6",
)


def bring_rows(folder: Path, *rows: str, header: str = HEADER, **options) -> importing.Report:
    """Import these rows."""
    file = folder / "caseload.csv"
    file.write_text("\n".join((header, *rows)))
    return importing.import_caseload(by=IMPORTER, path=file, **options)


def told(report: importing.Report) -> list[tuple[int, str]]:
    """Where something stays out: line and column."""
    return [(problem.line, problem.field) for problem in report.problems]
