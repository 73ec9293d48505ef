"""XML that may come from anybody: no entity is resolved, nothing is fetched."""

from __future__ import annotations

from lxml import etree

from ingest.readers import refusals

Element = etree._Element  # pyright: ignore[reportPrivateUsage]  # the only name of the type


def parse(data: bytes, name: str, what: str) -> Element:
    """Return the root of an XML document; `what` names it inside the file `name`.

    Raises:
        ReadError: no well-formed XML, or it declares a DOCTYPE.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if b"<!DOCTYPE" in data[:4096]:
            raise refusals.declares_entities(name) from error
        raise refusals.damaged(name, f"{what}: {error}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise refusals.declares_entities(name)
    return root
