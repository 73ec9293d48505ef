// One constructed stylesheet for the shadow tree: a strict style-src of the page does not bear on it.
// Pages set --planqa-… variables; everything else of the page's own style ends at :host.
const STYLE = `
:host { all: initial; color-scheme: light;
  --accent: var(--planqa-accent, #0b5cad); --accent-ink: var(--planqa-accent-ink, #fff);
  --ink: var(--planqa-ink, #1b1f24); --paper: var(--planqa-paper, #fff);
  --soft: var(--planqa-soft, #55606b); --line: var(--planqa-line, #d3dae1);
  --shade: var(--planqa-shade, #f2f5f8); }
@media (prefers-color-scheme: dark) {
  :host(:not([data-theme="light"])) { color-scheme: dark;
    --accent: var(--planqa-dark-accent, #8cc2ff); --accent-ink: var(--planqa-dark-accent-ink, #0c1116);
    --ink: var(--planqa-dark-ink, #e6e9ed); --paper: var(--planqa-dark-paper, #15181c);
    --soft: var(--planqa-dark-soft, #a3aeb9); --line: var(--planqa-dark-line, #3a424b);
    --shade: var(--planqa-dark-shade, #20252b); }
}
:host([data-theme="dark"]) { color-scheme: dark;
  --accent: var(--planqa-dark-accent, #8cc2ff); --accent-ink: var(--planqa-dark-accent-ink, #0c1116);
  --ink: var(--planqa-dark-ink, #e6e9ed); --paper: var(--planqa-dark-paper, #15181c);
  --soft: var(--planqa-dark-soft, #a3aeb9); --line: var(--planqa-dark-line, #3a424b);
  --shade: var(--planqa-dark-shade, #20252b); }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
.root { position: fixed; bottom: 1rem; right: 1rem; z-index: var(--planqa-z, 2147483000);
  font: 15px/1.5 var(--planqa-font, system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif);
  color: var(--ink); }
:host([data-position="left"]) .root { right: auto; left: 1rem; }
button { font: inherit; color: inherit; background: none; border: 1px solid transparent;
  border-radius: .4rem; cursor: pointer; padding: .3rem .5rem; min-height: 2rem; min-width: 2rem; }
button:hover { background: var(--shade); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
svg { width: 1.3em; height: 1.3em; display: block; margin: auto; fill: none; stroke: currentColor;
  stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.launcher { display: block; margin-left: auto; width: 3.5rem; height: 3.5rem; padding: 0;
  border-radius: 50%; background: var(--accent); color: var(--accent-ink);
  box-shadow: 0 2px 10px rgb(0 0 0 / .3); }
.launcher:hover { background: var(--accent); filter: brightness(1.1); }
.launcher svg { width: 1.8rem; height: 1.8rem; }
.panel { display: flex; flex-direction: column; position: relative; overflow: hidden;
  width: min(var(--planqa-width, 26rem), calc(100vw - 2rem));
  height: min(var(--planqa-height, 40rem), calc(100vh - 2rem)); background: var(--paper);
  border: 1px solid var(--line); border-radius: var(--planqa-radius, .75rem);
  box-shadow: 0 8px 30px rgb(0 0 0 / .25); animation: rise .15s ease-out; }
.panel.wide { width: min(48rem, calc(100vw - 2rem)); }
@keyframes rise { from { opacity: 0; transform: translateY(.5rem); } }
.bar { display: flex; align-items: center; gap: .15rem; padding: .4rem .5rem .4rem .85rem;
  border-bottom: 1px solid var(--line); }
h2 { flex: 1; min-width: 0; margin: 0; font-size: 1rem; font-weight: 600; overflow: hidden;
  text-overflow: ellipsis; white-space: nowrap; }
.bar a { color: var(--accent); }
.other { font-size: .85rem; }
.log { flex: 1; overflow-y: auto; padding: .75rem .85rem; overscroll-behavior: contain; }
.turn { overflow-wrap: anywhere; }
.user { margin: .75rem 0 .75rem auto; padding: .45rem .7rem; border-radius: .7rem .7rem .15rem .7rem;
  background: var(--accent); color: var(--accent-ink); width: fit-content; max-width: 90%; }
.turn p { margin: 0 0 .5rem; }
.user p { margin: 0; white-space: pre-wrap; }
h3 { margin: .6rem 0 .3rem; font-size: 1em; }
ul, ol { list-style: none; margin: 0 0 .5rem; padding: 0; }
ul li { margin: 0 0 .4rem; }
ul li.dot { padding-left: 1rem; position: relative; }
ul li.dot::before { content: ""; position: absolute; left: .2rem; top: .6em; width: .3rem;
  height: .3rem; border-radius: 50%; background: currentColor; }
a { color: var(--accent); }
a.mark { text-decoration: none; font-size: .85em; padding: .1rem; }
a.mark:hover { text-decoration: underline; }
.notice, .error { padding: .45rem .65rem; border-left: 3px solid var(--accent);
  background: var(--shade); border-radius: .25rem; }
details { margin: 0 0 .5rem; }
summary { cursor: pointer; color: var(--soft); font-size: .9rem; padding: .2rem 0; }
ol li { margin: 0 0 .4rem; }
.card { display: block; padding: .45rem .65rem; border: 1px solid var(--line); border-radius: .5rem;
  color: inherit; text-decoration: none; font-size: .9rem; }
.card:hover { background: var(--shade); border-color: var(--accent); }
.card b { font-weight: 600; }
.card small { display: block; color: var(--soft); font-size: .85em; }
.card q { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3;
  overflow: hidden; margin-top: .15rem; }
.judge { display: flex; align-items: center; flex-wrap: wrap; gap: .25rem; color: var(--soft);
  font-size: .85rem; }
.offers { display: flex; flex-wrap: wrap; gap: .35rem; margin: .25rem 0 .5rem; }
.offers p { width: 100%; margin: 0; color: var(--soft); font-size: .9rem; }
.offers button, .judge button { border-color: var(--line); text-align: left; font-size: .9rem; }
.offers button:hover, .judge button:hover { border-color: var(--accent); }
.status { margin: 0; padding: 0 .85rem; min-height: 1.5rem; color: var(--soft); font-size: .85rem; }
form { display: flex; gap: .4rem; align-items: flex-end; padding: .35rem .85rem .85rem; }
textarea { flex: 1; min-width: 0; resize: none; font: inherit; font-size: max(1em, 16px);
  color: inherit; background: var(--paper); border: 1px solid var(--soft); border-radius: .5rem;
  padding: .45rem .6rem; max-height: 9rem; field-sizing: content; }
textarea::placeholder { color: var(--soft); opacity: 1; }
form button { background: var(--accent); color: var(--accent-ink); padding: .5rem .9rem;
  min-height: 2.6rem; }
form button:hover { background: var(--accent); filter: brightness(1.1); }
form button.stop { background: var(--paper); color: var(--ink); border-color: var(--soft); }
.source { position: absolute; inset: 0; display: flex; flex-direction: column;
  background: var(--paper); }
iframe { flex: 1; width: 100%; border: 0; background: var(--paper); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
@media (max-width: 480px) {
  .root:has(.panel:not([hidden])) { inset: 0; }
  :host([data-position="left"]) .root:has(.panel:not([hidden])) { left: 0; }
  .panel, .panel.wide { width: 100%; height: 100%; border: 0; border-radius: 0; }
}
@media (prefers-reduced-motion: reduce) { .panel { animation: none; } }
@media (forced-colors: active) { .launcher, .user, form button { border: 1px solid; } }
@media print { :host { display: none; } }
`;
