"""The structure tree, by which a page can be read aloud (ISO 32000-1 §14.7; PDF/UA, ISO 14289-1).

Headings, paragraphs, lists and figures with their alternatives, in reading order, each pointing
at its marked content on the page.
"""

from collections.abc import Sequence

from issuer.document.drawing import Tagged
from issuer.document.sheet import PAGE_HEIGHT, Box, Mark, Role, Symbol
from pdf.file import PdfFile, Reference, text_string

PAGE_KEY = 0
"""The page's /StructParents: its row in the parent tree."""


def put_structure(file: PdfFile, structure: Sequence[Tagged], *, page: Reference) -> Reference:
    """Put the tree of one page in a file; return the reference of its root."""
    root, document = file.reserve(), file.reserve()
    parents: list[Reference] = []
    kids = [_put(file, one, parent=document, page=page, parents=parents) for one in structure]
    file.put(document, f"<</Type /StructElem /S /Document /P {root} /K [{' '.join(kids)}]>>")
    tree = file.add(f"<</Nums [{PAGE_KEY} [{' '.join(parents)}]]>>")
    file.put(
        root,
        f"<</Type /StructTreeRoot /K {document} /ParentTree {tree} "
        f"/ParentTreeNextKey {PAGE_KEY + 1}>>",
    )
    return root


def _put(
    file: PdfFile, one: Tagged, *, parent: Reference, page: Reference, parents: list[Reference]
) -> Reference:
    """Put ``one`` and all below it; note in ``parents`` whose content is whose."""
    element, reference = one.element, file.reserve()
    entries = f"/S /{element.role.value} /P {parent}"
    if element.alternative is not None:
        entries += f" /Alt {text_string(element.alternative)} {_layout(element.marks)}"
    if element.language is not None:
        entries += f" /Lang ({element.language})"
    if element.role is Role.LIST:
        # Labels are days and words, not numbers of a series: table 347.
        entries += " /A <</O /List /ListNumbering /None>>"
    if one.content is None:
        kids = [_put(file, i, parent=reference, page=page, parents=parents) for i in one.below]
        entries += f" /K [{' '.join(kids)}]"
    else:
        parents.append(reference)
        entries += f" /Pg {page} /K {one.content}"
    file.put(reference, f"<</Type /StructElem {entries}>>")
    return reference


def _layout(marks: Sequence[Mark]) -> str:
    """Say where a figure is (§14.8.5.4.3)."""
    boxes: list[Box] = [one.quiet_zone if isinstance(one, Symbol) else one.box for one in marks]
    edges = (
        min(box.left for box in boxes),
        PAGE_HEIGHT - max(box.bottom for box in boxes),
        max(box.right for box in boxes),
        PAGE_HEIGHT - min(box.top for box in boxes),
    )
    return f"/A <</O /Layout /Placement /Block /BBox [{' '.join(f'{e:.2f}' for e in edges)}]>>"
