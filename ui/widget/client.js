// The planqa API as the widget calls it: a short-lived token, and answers as a stream of events.

const STORED = "planqa-widget";

/** Why there is no answer; `say(language)` is a sentence for the reader. */
class Refusal extends Error {
  constructor(say) {
    super(say("en"));
    this.say = say;
  }
}

class Client {
  /** `base` is the server's address up to and including the slash before "widget.js". */
  constructor(base) {
    this.base = base;
    this.token = null;
  }

  /** Yield [name, data] of each server-sent event of one answer; `signal` aborts it. */
  async *ask(question, history, signal) {
    const response = await this.send("v1/ask/stream", { question, history }, signal);
    const events = eventsOf(response.body);
    try {
      for (;;) {
        const { done, value } = await next(events, signal);
        if (done) throw new Refusal((language) => TEXTS[language].broken);
        if (value[0] === "error") throw problemOf(value[1]);
        yield value;
        if (value[0] === "done") return;
      }
    } finally {
      await events.return();
    }
  }

  /** Keep a reader's judgement of an answer. */
  async judge(given) {
    await this.send("v1/feedback", given);
  }

  /** Return the address of the source of a citation, with the quote marked. */
  source(citation, language) {
    const span = `start=${citation.start}&end=${citation.end}&lang=${language}`;
    return `${this.base}view/${encodeURIComponent(citation.document_id)}?${span}#q`;
  }

  /** POST with the token, once more with a new one if the server no longer knows it. */
  async send(path, body, signal) {
    const first = await this.post(path, body, await this.pass(), signal);
    if (first.status !== 401) return accepted(first);
    remember(null);
    this.token = null;
    return accepted(await this.post(path, body, await this.pass(), signal));
  }

  /** Return a token: the one at hand while it lasts, or a new one for the same visitor. */
  async pass() {
    const kept = this.token ?? recall();
    if (kept && kept.until > Date.now()) return (this.token = kept).token;
    const response = await accepted(await this.post("v1/widget/token", { token: kept?.token ?? null }));
    const given = await response.json();
    this.token = { token: given.token, until: Date.now() + (given.expires_in_s - 30) * 1000 };
    remember(this.token);
    return this.token.token;
  }

  async post(path, body, token, signal) {
    const headers = { "Content-Type": "application/json" };
    if (token) headers.Authorization = `Bearer ${token}`;
    try {
      return await fetch(this.base + path, {
        method: "POST",
        headers,
        body: JSON.stringify(body),
        signal,
        credentials: "omit",
        cache: "no-store",
        referrerPolicy: "no-referrer",
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw await this.unreachable();
    }
  }

  /** Tell a server that is away from one that answers but does not list this page. */
  async unreachable() {
    if (!navigator.onLine) return new Refusal((language) => TEXTS[language].offline);
    try {
      await fetch(`${this.base}widget.js`, { mode: "no-cors", method: "HEAD", cache: "no-store" });
    } catch {
      return new Refusal((language) => TEXTS[language].unreachable);
    }
    return new Refusal((language) => TEXTS[language].unlisted.replace("{origin}", location.origin));
  }
}

/** Return the next event; a connection that fails and what is no event are a broken answer. */
async function next(events, signal) {
  try {
    return await events.next();
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Refusal((language) => TEXTS[language].broken);
  }
}

/** Yield [name, data] for each event of a stream; data is JSON. */
async function* eventsOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let name = "message";
  let data = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + value).split(/\r\n|\n|\r(?!$)/u);
      rest = lines.pop();
      for (const line of lines) {
        const [, key, words] = /^([^:]*):? ?(.*)$/su.exec(line);
        if (key === "event") name = words;
        else if (key === "data") data.push(words);
        if (line !== "") continue;
        if (data.length) yield [name, JSON.parse(data.join("\n"))];
        [name, data] = ["message", []];
      }
    }
  } finally {
    // Without this a stream that is left early would go on in the background.
    reader.cancel().catch(() => undefined);
  }
}

async function accepted(response) {
  if (response.ok) return response;
  throw problemOf(await response.json().catch(() => ({})));
}

/** A problem (RFC 9457) with a sentence in each language. */
function problemOf(problem) {
  return new Refusal((language) => problem[`detail_${language}`] ?? TEXTS[language].unreachable);
}

function recall() {
  try {
    return JSON.parse(sessionStorage.getItem(STORED));
  } catch {
    return null; // storage may be denied to a page
  }
}

function remember(token) {
  try {
    if (token) sessionStorage.setItem(STORED, JSON.stringify(token));
    else sessionStorage.removeItem(STORED);
  } catch {
    // The token lives as long as the page, then.
  }
}
