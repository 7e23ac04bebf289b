"""What the verdict knows about a single step that the step alone could not see."""

from waythrough.model.run import Cell
from waythrough.model.verdict import Label, Layer
from waythrough.verdict.explain_cause_block import gives_no_address
from waythrough.verdict.explain_names import place
from waythrough.verdict.words import Text, msg

Told = tuple[str, Text]
"""The state of a step and its sentence."""


def told_by_verdict(cell: Cell, walk: str, went_well: bool, status: int | None) -> Told | None:
    """State and sentence of one plain step as the verdict sees it; None when it adds nothing.

    `walk` is the name of the plain step, `went_well` what the step says, `status` its HTTP status if any.
    """
    match walk:
        case "address":
            return _address(cell)
        case "reach":
            return _reach(cell, went_well)
        case "safe_line":
            return _safe_line(cell, went_well)
        case "page":
            return _page(cell, went_well, status)
    return None


def _address(cell: Cell) -> Told | None:
    verdict = cell.verdict
    if verdict.label is Label.DNS_TAMPERING and not gives_no_address(verdict):
        return "problem", msg("{place} gave a false address.", place=place(verdict))
    if verdict.label is Label.LOCAL_INTERCEPTION and verdict.layer is Layer.DNS:
        return "warning", msg("The address was changed on your own side.")
    return None


def _reach(cell: Cell, went_well: bool) -> Told | None:
    verdict = cell.verdict
    false_address = verdict.label is Label.DNS_TAMPERING and not gives_no_address(verdict)
    if false_address and went_well:
        return "warning", msg("Something answered, but it is not the server of this service.")
    return None


def _safe_line(cell: Cell, went_well: bool) -> Told | None:
    label = _label(cell)
    if label is Label.TLS_MITM:
        return "problem", msg(
            "What answered showed a certificate that is not the service's own. We stopped here."
        )
    if label is Label.DNS_TAMPERING and not went_well:
        return "stopped", msg("It could not prove that it is this service, so we stopped.")
    return None


def _page(cell: Cell, went_well: bool, status: int | None) -> Told | None:
    label = _label(cell)
    if label is Label.BLOCK_PAGE:
        return "problem", msg("A notice came that is not from the service.")
    if label is Label.ACCESS_CHALLENGE:
        return "warning", msg("The service answered and asks for a check first.")
    if label is Label.THROTTLING and went_well:
        return "warning", msg("It loaded, but far too slowly.")
    if cell.works is False:
        return _unwelcome(label, went_well, status)
    return None


def _unwelcome(label: Label, went_well: bool, status: int | None) -> Told | None:
    """A page that came, but is not the service as it should be."""
    code = f"HTTP {status}"
    if label is Label.GEO_BLOCK and status is None:
        return "problem", msg("The service answered and refused.")
    if status is not None and status >= 500:
        return "problem", msg("The page came, but it reports a fault ({code}).", code=code)
    if status is not None and status >= 400:
        return "problem", msg("The page came, but it refuses ({code}).", code=code)
    if went_well:
        return "problem", msg("A page came, but it is not the one that this service shows when it works.")
    return None


def _label(cell: Cell) -> Label:
    """The label of what decides: of the failing part where only a part fails."""
    verdict = cell.verdict
    if verdict.label is Label.PARTIAL and verdict.qualifier in set(Label):
        return Label(verdict.qualifier)
    return verdict.label
