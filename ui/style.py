"""How the chat page looks, and the little script that every part of it shares (pure)."""

CSS = """
.gradio-container { padding-block: .6rem !important; }
#planqa-top { flex-wrap: nowrap; align-items: center; gap: .75rem; }
#planqa-heading h1 { font-size: 1.35rem; margin: 0; }
#planqa-heading p { margin: .1rem 0 0; color: var(--body-text-color-subdued); }
#planqa-open-history { flex: none; min-width: 0 !important; }
#planqa-history:not(.open) .toggle-button { display: none; }
#planqa-language { flex: none; min-width: 0 !important; width: auto; }
#planqa-language .wrap { flex-wrap: nowrap; gap: .3rem; }
#planqa-language label { padding: .3rem .6rem; white-space: nowrap; }
#planqa-theme { flex: none; min-width: 0 !important; }
#planqa-ask-tab > .column { flex-wrap: nowrap; gap: .5rem; min-height: 34rem;
  height: calc(100dvh - 11rem); }
#planqa-chat { flex: 1 1 0; height: auto !important; min-height: 14rem; }
#planqa-chat .top-panel { display: none; }
#planqa-offers { display: grid; gap: .4rem; max-height: 30vh; overflow-y: auto;
  grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr)); }
.planqa-offer { min-width: 0 !important; white-space: normal;
  text-align: start; justify-content: flex-start; font-weight: 500; line-height: 1.35;
  overflow-wrap: anywhere; }
#planqa-ask-row { align-items: stretch; gap: .5rem; }
#planqa-question { padding: .3rem; }
#planqa-judging { gap: .4rem; align-items: center; }
#planqa-judging button, #planqa-filtering { flex: none; min-width: 0 !important; width: auto; }
#planqa-filtering { max-width: 100%; white-space: normal; text-align: start;
  overflow-wrap: anywhere; }
.planqa-hint, .planqa-hint p, .planqa-status { margin: 0; font-size: .85rem;
  color: var(--body-text-color-subdued); }
#planqa-side h2 { font-size: 1rem; margin: 0 0 .4rem; }
.planqa-cards, .planqa-cards ul { list-style: none; margin: 0; padding: 0; display: grid;
  gap: .35rem; }
.planqa-cards { gap: .6rem; max-height: 36vh; overflow-y: auto; }
.planqa-cards > li { border: 1px solid var(--border-color-primary); border-radius: .5rem;
  padding: .5rem; background: var(--block-background-fill); }
.planqa-cards ul { margin-top: .35rem; }
.planqa-cards ul li { position: relative; border-top: 1px solid var(--border-color-primary);
  padding-top: .35rem; }
.planqa-cards a.card { display: block; padding: .2rem 2rem .2rem .3rem; color: inherit;
  text-align: left; text-decoration: none; border-radius: .35rem;
  border-left: .2rem solid transparent; }
.planqa-cards a.card:hover { background: var(--background-fill-secondary); }
.planqa-cards a.card[aria-current] { border-left-color: var(--color-accent);
  background: var(--background-fill-secondary); }
.planqa-cards .tab { position: absolute; top: .35rem; right: 0; padding: .2rem .5rem;
  color: inherit; text-decoration: none; }
.planqa-cards .n { font-weight: 700; margin-right: .35rem; }
.planqa-cards .title { font-weight: 600; display: block; }
.planqa-cards .about { display: block; }
.planqa-cards .about, .planqa-cards .path { font-size: .8rem;
  color: var(--body-text-color-subdued); overflow-wrap: anywhere; }
.planqa-cards .newer { display: inline-block; font-size: .8rem; font-weight: 600;
  border: 1px solid currentColor; border-radius: .3rem; padding: 0 .35rem; }
.planqa-cards q { display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical;
  overflow: hidden; font-size: .9rem; overflow-wrap: anywhere; }
.planqa-source { width: 100%; height: calc(100dvh - 16rem);
  min-height: 16rem; color-scheme: light; border-radius: .5rem;
  border: 1px solid var(--border-color-primary); background: var(--block-background-fill); }
#planqa-side:has(a.card) .planqa-source { height: calc(62dvh - 13rem); }
.dark .planqa-source { color-scheme: dark; }
.planqa-history { list-style: none !important; margin: 0; padding: 0 !important;
  display: grid; gap: .2rem; }
.planqa-history li { position: relative; border-radius: .4rem; }
.planqa-history li[aria-current], .planqa-history li:hover {
  background: var(--background-fill-secondary); }
.planqa-history .open { display: block; width: 100%; text-align: start; font: inherit;
  font-size: .9rem; color: inherit; background: none; border: 0; cursor: pointer;
  padding: .4rem 2.2rem .4rem .5rem; overflow-wrap: anywhere; }
.planqa-history .when { display: block; font-size: .75rem; color: var(--body-text-color-subdued); }
.planqa-history summary { position: absolute; top: .3rem; right: .2rem; list-style: none;
  cursor: pointer; padding: 0 .5rem; font-weight: 700; }
.planqa-history .acts { display: flex; flex-wrap: wrap; gap: .3rem; padding: 0 .5rem .5rem; }
.planqa-history .acts > * { font: inherit; font-size: .8rem; color: inherit; cursor: pointer;
  background: var(--block-background-fill); border: 1px solid var(--border-color-primary);
  border-radius: .3rem; padding: .15rem .45rem; text-decoration: none; }
.gradio-container :focus-visible { outline: 3px solid var(--color-accent) !important;
  outline-offset: 1px; }
@media (max-width: 768px) {
  #planqa-top { flex-wrap: wrap; gap: .3rem; }
  #planqa-heading { flex: 1 0 100%; }
  #planqa-heading p, #planqa-shortcuts { display: none; }
  #planqa-ask-tab > .column { height: auto; }
  #planqa-chat { flex: none; height: 50dvh !important; }
  #planqa-offers { max-height: none; }
  .planqa-cards { max-height: none; }
  #planqa-side .planqa-source.planqa-source { height: 80vh; }
}
@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after { animation-duration: .01ms !important; transition: none !important;
    scroll-behavior: auto !important; }
}
"""

LOAD_SCRIPT = """
() => {
  const chosen = localStorage.getItem('planqa-theme');
  if (chosen) document.body.classList.toggle('dark', chosen === 'dark');
  document.documentElement.lang = 'LANGUAGE';
  const toggle = document.querySelector('#planqa-history .toggle-button');
  toggle?.setAttribute('aria-label', 'Lịch sử / History');
  const chat = document.querySelector('#planqa-chat');
  let said = 0, follow = false;
  // A long answer is read from its beginning: the last question goes to the top of the chat and
  // stays there while the answer comes, unless the reader scrolls.
  for (const name of ['wheel', 'touchmove', 'pointerdown', 'keydown'])
    chat.addEventListener(name, () => { follow = false; }, {passive: true});
  new MutationObserver(() => {
    const asked = chat.querySelectorAll('[data-testid=user]');
    const log = chat.querySelector('[role=log]');
    if (asked.length !== said) { said = asked.length; follow = true; }
    if (!follow || !log || !said) return;
    const top = asked[said - 1].getBoundingClientRect().top - log.getBoundingClientRect().top;
    log.scrollTop += top - 12;
  }).observe(chat, {childList: true, subtree: true, characterData: true});
  document.addEventListener('keydown', (event) => {
    const press = (id) => {
      const button = document.querySelector(id);
      if (!button?.checkVisibility()) return;
      event.preventDefault();
      button.click();
    };
    if (event.key === 'Escape') press('#planqa-stop');
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.code === 'KeyN') press('#planqa-new');
    if (event.code === 'KeyQ') {
      event.preventDefault();
      document.querySelector('#planqa-question textarea')?.focus();
    }
  });
}
"""
"""The chosen theme, the language for screen readers, and the keyboard shortcuts."""

THEME_SCRIPT = """
() => {
  const dark = document.body.classList.toggle('dark');
  localStorage.setItem('planqa-theme', dark ? 'dark' : 'light');
}
"""

HISTORY_SCRIPT = "() => document.querySelector('#planqa-history .toggle-button')?.click()"

LANGUAGE_SCRIPT = "(language) => { document.documentElement.lang = language; return language; }"
