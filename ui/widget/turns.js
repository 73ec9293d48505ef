// What stands in the conversation: questions, answers with their citations, and refusals.

/** Return a question as it was typed. */
function questionTurn(question, texts) {
  const who = element("span", { class: "unseen" }, `${texts.you}: `);
  return element("div", { class: "turn user" }, element("p", {}, who, question));
}

/** Return a place for an answer; `fillAnswer` puts one there, again when it changes. */
function answerTurn() {
  return element("div", { class: "turn answer" });
}

/**
 * Show an answer object of POST /v1/ask in its place.
 *
 * `written` are the sentences of a language model so far, shown above the quotes until it is done;
 * `open(citation)` gives the attributes of a link to the source.
 */
function fillAnswer(place, answer, { written, texts, open }) {
  const cited = new Map(answer.citations.map((citation) => [citation.n, citation]));
  const mark = (n) => {
    const citation = cited.get(n);
    if (!citation) return null;
    const label = `${texts.citations} ${n}: ${nameOf(citation)}`;
    return element("a", { ...open(citation), class: "mark", "aria-label": label }, `[${n}]`);
  };
  const parts = [element("span", { class: "unseen" }, `${texts.said}: `)];
  if (written) {
    parts.push(renderAnswer(`${written} …`, mark));
    parts.push(element("p", { class: "notice" }, texts.writing));
  }
  parts.push(renderAnswer(answer.answer, mark));
  const notice = answer.verification?.notice;
  if (notice) parts.push(element("p", { class: "notice" }, notice));
  if (answer.citations.length) parts.push(citationList(answer.citations, texts, open));
  place.replaceChildren(...parts);
}

/** Return why there is no answer, and a button that asks again. */
function refusalTurn(reason, texts, again) {
  const button = element("button", { type: "button", click: again }, texts.retry);
  return element(
    "div",
    { class: "turn" },
    element("p", { class: "error" }, reason),
    element("div", { class: "offers" }, button),
  );
}

/** Return buttons that each ask a question; `offers` are pairs of label and question. */
function offerTurn(heading, offers, ask) {
  const buttons = offers.map(([label, question]) =>
    element("button", { type: "button", click: () => ask(question) }, label),
  );
  return element("div", { class: "offers" }, element("p", {}, heading), ...buttons);
}

/** Return two buttons for a reader's judgement; `judge(helpful)` keeps it. */
function judgeTurn(texts, judge) {
  const place = element("div", { class: "judge", role: "group", "aria-label": texts.judge });
  const choose = async (helpful) => {
    try {
      await judge(helpful);
      place.replaceChildren(element("span", { tabindex: "-1" }, texts.thanks));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      place.append(element("span", { tabindex: "-1" }, error.say(texts.code)));
    }
    place.lastElementChild.focus(); // the button that had the focus may be gone
  };
  place.append(
    element("span", { "aria-hidden": "true" }, texts.judge),
    element("button", { type: "button", click: () => choose(true) }, texts.helpful),
    element("button", { type: "button", click: () => choose(false) }, texts.unhelpful),
  );
  return place;
}

function citationList(citations, texts, open) {
  const cards = citations.map((citation) => {
    const page = citation.page === null ? null : `${texts.page} ${citation.page}`;
    const about = [citation.number, citation.issued_on, citation.source, page].filter(Boolean);
    const link = element(
      "a",
      { ...open(citation), class: "card" },
      element("b", {}, `[${citation.n}] ${nameOf(citation)}`),
      element("small", {}, about.join(" · ")),
      element("small", {}, citation.path.join(" › ")),
      element("q", {}, citation.quote),
    );
    if (link.target) link.append(element("span", { class: "unseen" }, ` (${texts.newTab})`));
    return element("li", {}, link);
  });
  const summary = element("summary", {}, `${texts.citations} (${citations.length})`);
  return element("details", { open: true }, summary, element("ol", { role: "list" }, ...cards));
}

function nameOf(citation) {
  return citation.title ?? citation.number ?? citation.source;
}
