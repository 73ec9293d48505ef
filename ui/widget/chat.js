// The element <planqa-chat>: a launcher, and the panel with the conversation.

const MOST_TURNS = 20;
const NARROW = matchMedia("(max-width: 480px)");

class PlanqaChat extends HTMLElement {
  #client;
  #turns = []; // as POST /v1/ask takes them
  #asking = null; // the AbortController of the answer under way
  #language;
  #parts; // the elements that change
  #before = null; // what had the focus before the panel opened

  connectedCallback() {
    if (this.#parts) return; // moved within the page
    this.#client = new Client(this.dataset.server ?? SERVER);
    this.#language = languageOf(this.dataset.lang ?? document.documentElement.lang);
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    this.#build(root);
    this.#word();
    this.#welcome();
    NARROW.addEventListener("change", this.#fit);
    if (this.dataset.open !== undefined) this.open();
  }

  disconnectedCallback() {
    NARROW.removeEventListener("change", this.#fit);
    this.#asking?.abort();
  }

  /** Show the panel; the keyboard goes to the question. */
  open() {
    this.#before = this.shadowRoot.activeElement ?? document.activeElement;
    this.#parts.panel.hidden = false;
    this.#parts.launcher.hidden = true;
    this.#fit();
    this.#parts.question.focus();
  }

  /** Hide the panel; the keyboard goes back to where it was. */
  close() {
    this.#parts.panel.hidden = true;
    this.#parts.launcher.hidden = false;
    const own = this.#before === document.body || this.#before === null || this.#before === this;
    (own || !this.#before.isConnected ? this.#parts.launcher : this.#before).focus();
  }

  /** Ask a question as if the reader had typed it. */
  async ask(question) {
    if (this.#asking || !question.trim()) return;
    if (this.#parts.panel.hidden) this.open();
    const asking = (this.#asking = new AbortController());
    const turn = { question, answer: null, place: answerTurn() };
    this.#wait(true);
    this.#tidy();
    const asked = this.#parts.log.appendChild(questionTurn(question, this.#texts));
    asked.scrollIntoView({ block: "start" });
    try {
      await this.#stream(turn, asking.signal);
      this.#finished(turn);
      this.#state("arrived");
    } catch (error) {
      if (this.#asking !== asking) return; // a new conversation has begun
      if (!asking.signal.aborted && !(error instanceof Refusal)) throw error;
      this.#broken(turn, asking.signal.aborted ? null : error);
    } finally {
      if (this.#asking === asking) {
        this.#asking = null;
        this.#wait(false);
      }
    }
  }

  get #texts() {
    return { ...TEXTS[this.#language], code: this.#language };
  }

  /** Show an answer while it comes in. */
  async #stream(turn, signal) {
    const said = new Map();
    const history = this.#turns.slice(-MOST_TURNS);
    for await (const [name, data] of this.#client.ask(turn.question, history, signal)) {
      if (name === "answer" || name === "done") {
        turn.answer = data;
        this.#show(turn, "");
      } else if (name === "token" || name === "replace") {
        if (name === "replace" && data.n === 0) said.clear();
        said.set(data.n, data.text);
        this.#show(turn, [...said.values()].join(""));
      }
    }
  }

  #show({ place, answer }, written) {
    const top = this.#parts.log.scrollTop;
    if (!place.isConnected) this.#parts.log.append(place);
    fillAnswer(place, answer, { written, texts: this.#texts, open: this.#link });
    this.#parts.log.scrollTop = top;
  }

  #finished({ question, answer }) {
    this.#remember(question, answer.answer);
    if (answer.status === "answered") {
      const judged = {
        question,
        answer: answer.answer,
        citations: answer.citations.map(({ source, quote }) => ({ source, quote })),
      };
      this.#add(judgeTurn(this.#texts, (helpful) => this.#client.judge({ ...judged, helpful })));
    }
    const ask = (next) => this.ask(next);
    if (answer.choices.length) {
      const offers = answer.choices.map((choice) => [choice.title, choice.question]);
      this.#add(offerTurn(this.#texts.choices, offers, ask));
    } else if (answer.suggestions.length) {
      const offers = answer.suggestions.map((text) => [text, text]);
      this.#add(offerTurn(this.#texts.suggestions, offers, ask));
    }
  }

  /** Say why an answer is missing or unfinished; without `error` the reader stopped it. */
  #broken(turn, error) {
    if (turn.answer) {
      this.#show(turn, "");
      this.#remember(turn.question, turn.answer.answer);
    }
    if (error || !turn.answer) {
      const reason = error ? error.say(this.#language) : this.#texts.stopped;
      this.#add(refusalTurn(reason, this.#texts, () => this.ask(turn.question)));
    }
    this.#state(error ? "idle" : "stopped");
  }

  #remember(question, answer) {
    this.#turns.push({ role: "user", content: question }, { role: "assistant", content: answer });
  }

  #add(turn) {
    const top = this.#parts.log.scrollTop;
    this.#parts.log.append(turn);
    this.#parts.log.scrollTop = top; // the reader stays where the answer begins
  }

  /** Take away what belonged to the last answer alone, and fold its citations. */
  #tidy() {
    for (const old of this.#parts.log.querySelectorAll(".offers, .judge")) old.remove();
    for (const old of this.#parts.log.querySelectorAll("details")) old.open = false;
  }

  /** Offer to stop while an answer is under way; it is read out once it is whole. */
  #wait(waiting) {
    const { log, send, stop, question } = this.#parts;
    const focused = this.shadowRoot.activeElement;
    log.setAttribute("aria-busy", String(waiting));
    if (waiting) this.#state("searching");
    send.hidden = waiting;
    stop.hidden = !waiting;
    if (focused === send || focused === stop) (waiting ? stop : question).focus();
  }

  #state(name) {
    this.#parts.status.textContent = TEXTS[this.#language][name] ?? "";
  }

  /** Return the attributes of a link to the source: a new tab, or the panel where that is chosen. */
  #link = (citation) => {
    const href = this.#client.source(citation, this.#language);
    const tab = { href, target: "_blank", rel: "noopener noreferrer" };
    if (this.dataset.viewer !== "panel") return tab;
    const click = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.#showSource(href, event.currentTarget);
    };
    return { href, click };
  };

  #showSource(href, from) {
    const { source, frame, tab, back } = this.#parts;
    tab.href = href;
    // A new frame each time: setting src again would leave an entry in the page's history.
    this.#parts.frame = element("iframe", { src: href, title: this.#texts.source });
    frame.replaceWith(this.#parts.frame);
    this.#cover(true);
    source.from = from;
    back.focus();
  }

  /** Lay the source over the conversation, which nothing reaches meanwhile. */
  #cover(covered) {
    const { panel, source } = this.#parts;
    for (const part of panel.children) if (part !== source) part.inert = covered;
    panel.classList.toggle("wide", covered);
    source.hidden = !covered;
  }

  #hideSource() {
    this.#cover(false);
    this.#parts.source.from?.focus();
  }

  /** On a narrow screen the panel covers the page: it is a modal dialog there. */
  #fit = () => {
    this.#parts.panel.setAttribute("aria-modal", String(NARROW.matches));
  };

  #keys(event) {
    if (event.key === "Escape") {
      event.stopPropagation();
      if (this.#parts.source.hidden) this.close();
      else this.#hideSource();
    } else if (event.key === "Tab" && (NARROW.matches || !this.#parts.source.hidden)) {
      const source = this.#parts.source.hidden ? null : this.#parts.source;
      const stops = reachable(source ?? this.#parts.panel);
      const at = stops.indexOf(this.shadowRoot.activeElement);
      const over = event.shiftKey ? at <= 0 : at === stops.length - 1;
      if (!over) return;
      event.preventDefault();
      stops.at(event.shiftKey ? -1 : 0).focus();
    }
  }

  #submit(event) {
    event.preventDefault();
    if (this.#asking) return;
    const question = this.#parts.question.value;
    if (!question.trim()) return;
    this.#parts.question.value = "";
    this.ask(question.trim());
  }

  #welcome() {
    this.#turns = [];
    const hello = element("div", { class: "turn" }, element("p", {}, this.#texts.welcome));
    this.#parts.log.replaceChildren(hello);
    const given = (this.dataset.questions ?? "").split("|").map((text) => text.trim());
    const offers = given.filter(Boolean).map((text) => [text, text]);
    if (offers.length) this.#add(offerTurn(this.#texts.examples, offers, (next) => this.ask(next)));
    this.#state("idle");
  }

  #switch() {
    this.#language = this.#language === "vi" ? "en" : "vi";
    this.#word();
    if (!this.#turns.length && !this.#asking) this.#welcome();
  }

  /** Put every fixed word into the language of now. */
  #word() {
    const { panel, launcher, heading, other, again, shut, log, label, question, send, stop } = this.#parts;
    const texts = this.#texts;
    const title = this.dataset.title ?? texts.title;
    panel.lang = this.#language;
    heading.textContent = title;
    panel.setAttribute("aria-label", title);
    launcher.lang = this.#language;
    other.textContent = texts.other;
    other.lang = this.#language === "vi" ? "en" : "vi";
    named(launcher, this.dataset.title ? `${texts.open}: ${title}` : texts.open);
    named(again, texts.again);
    named(shut, texts.close);
    log.setAttribute("aria-label", texts.log);
    label.textContent = texts.label;
    question.placeholder = texts.placeholder;
    send.textContent = texts.send;
    stop.textContent = texts.stop;
    this.#parts.back.textContent = `← ${texts.back}`;
    this.#parts.tab.textContent = texts.openTab;
  }

  #build(root) {
    const button = (given, ...children) => element("button", { type: "button", ...given }, ...children);
    const parts = (this.#parts = {
      launcher: button({ class: "launcher", "aria-haspopup": "dialog", click: () => this.open() }),
      heading: element("h2"),
      other: button({ class: "other", click: () => this.#switch() }),
      again: button({ click: () => this.#restart() }, icon("M12 5v14", "M5 12h14")),
      shut: button({ click: () => this.close() }, icon("M6 6l12 12", "M18 6L6 18")),
      log: element("div", { class: "log", role: "log", "aria-live": "polite", tabindex: "0" }),
      status: element("p", { class: "status", role: "status" }),
      label: element("label", { class: "unseen", for: "question" }),
      question: element("textarea", { id: "question", rows: "1", maxlength: "2000" }),
      send: element("button", { type: "submit" }),
      stop: button({ class: "stop", hidden: true, click: () => this.#asking?.abort() }),
      back: button({ click: () => this.#hideSource() }),
      tab: element("a", { target: "_blank", rel: "noopener noreferrer" }),
      frame: element("iframe"),
    });
    parts.launcher.append(icon("M4 5h16v11H9l-5 4z", "M8 9h8", "M8 12h5"));
    parts.question.addEventListener("keydown", (event) => {
      // While a word is being composed (Vietnamese input methods), Enter ends the word.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      this.#submit(event);
    });
    const bar = element("div", { class: "bar" }, parts.heading, parts.other, parts.again, parts.shut);
    const form = element("form", { submit: (event) => this.#submit(event) });
    form.append(parts.label, parts.question, parts.send, parts.stop);
    const top = element("div", { class: "bar" }, parts.back, parts.tab);
    parts.source = element("div", { class: "source", hidden: true }, top, parts.frame);
    parts.panel = element("section", { class: "panel", role: "dialog", hidden: true });
    parts.panel.append(bar, parts.log, parts.status, form, parts.source);
    parts.panel.addEventListener("keydown", (event) => this.#keys(event));
    root.append(element("div", { class: "root" }, parts.panel, parts.launcher));
  }

  #restart() {
    this.#asking?.abort();
    this.#asking = null;
    this.#wait(false);
    this.#welcome();
    this.#parts.question.focus();
  }
}

function named(button, name) {
  button.setAttribute("aria-label", name);
  button.title = name;
}

function languageOf(given) {
  return given?.toLowerCase().startsWith("en") ? "en" : "vi";
}
