// The Markdown of an answer as elements. It knows headings, lists, bold and the marks [1]; links,
// images and HTML stay the characters that they are.

const LINE = /^\s*(?:(#{1,4})|([-*+]|\d{1,3}[.)]))\s+(.*)$/su;
const PIECE = /\\([<([])|\[(\d{1,4})\]|\*\*(?=\S)(.+?)\*\*/gsu;

/** Return an answer as a fragment; `mark(n)` gives the element of a citation, null for none. */
function renderAnswer(text, mark) {
  const shown = document.createDocumentFragment();
  let list = null;
  for (const line of text.split("\n")) {
    const [, heading, bullet, rest] = LINE.exec(line) ?? [];
    if (bullet) {
      list ??= shown.appendChild(element("ul", { role: "list" }));
      // A number is the document's own: it stands as it was printed.
      const words = /\d/u.test(bullet) ? `${bullet} ${rest}` : rest;
      const item = list.appendChild(element("li", /\d/u.test(bullet) ? {} : { class: "dot" }));
      inline(item, words, mark);
      continue;
    }
    if (line.trim() === "") continue;
    list = null;
    inline(shown.appendChild(element(heading ? "h3" : "p")), heading ? rest : line.trim(), mark);
  }
  return shown;
}

function inline(parent, text, mark) {
  let at = 0;
  for (const found of text.matchAll(PIECE)) {
    const [whole, escaped, number, bold] = found;
    const link = number === undefined ? null : mark(Number(number));
    parent.append(text.slice(at, found.index));
    if (bold !== undefined) inline(parent.appendChild(element("strong")), bold, mark);
    else parent.append(escaped ?? link ?? whole);
    at = found.index + whole.length;
  }
  parent.append(text.slice(at));
}
