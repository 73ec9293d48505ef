// Elements without HTML strings: what a document says can only ever become text.

/** Return an element; `given` are attributes, functions among them listeners ("click": …). */
function element(name, given = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** Return a line drawing of 24 by 24; each path is the "d" of one stroke. */
function icon(...paths) {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  for (const path of paths) {
    const stroke = document.createElementNS(space, "path");
    stroke.setAttribute("d", path);
    drawing.append(stroke);
  }
  return drawing;
}

/** Return what the keyboard can reach inside `root`, in order. */
function reachable(root) {
  const wanted = "a[href], button:not([disabled]), textarea, summary, iframe, [tabindex='0']";
  return [...root.querySelectorAll(wanted)].filter((one) => one.getClientRects().length > 0);
}
