"""How the library page looks (pure)."""

LIBRARY_CSS = """
#planqa-find-row { gap: .5rem; align-items: end; }
.planqa-table { max-height: 40vh; overflow: auto; border: 1px solid var(--border-color-primary);
  border-radius: .5rem; }
.planqa-table table, #planqa-usage table { border-collapse: collapse; width: 100%; margin: 0;
  font-size: .88rem; border: 0 !important; }
.planqa-table :is(thead, tbody, tr) { border: 0 !important; }
.planqa-table a { margin: 0 !important; padding: 0 !important; }
#planqa-more, #planqa-reload, #planqa-try-it { flex: none; width: auto; min-width: 0 !important;
  align-self: flex-start; }
.planqa-table :is(th, td), #planqa-usage :is(th, td) { border: 0; padding: .45rem .6rem;
  border-bottom: 1px solid var(--border-color-primary); text-align: start; vertical-align: top; }
.planqa-table td { overflow-wrap: break-word; }
.planqa-table td:nth-child(3) { white-space: nowrap; }
.planqa-table thead th { position: sticky; top: 0; background: var(--background-fill-secondary);
  color: var(--body-text-color-subdued); font-weight: 600; white-space: nowrap; z-index: 1; }
.planqa-table tbody th { font-weight: 400; min-width: 14rem; }
#planqa-evaluations tbody th { min-width: 6rem; }
.planqa-table tbody tr[aria-current] { background: var(--background-fill-secondary);
  box-shadow: inset .2rem 0 0 var(--color-accent); }
.planqa-table tbody th button { font: inherit; font-weight: 600; color: inherit; cursor: pointer;
  background: none; border: 0; padding: 0; text-align: start; overflow-wrap: anywhere; }
.planqa-table tbody th button:hover { text-decoration: underline; }
.planqa-table a { color: inherit; text-decoration: none; }
.planqa-table a:hover { text-decoration: underline; }
.planqa-table .under { display: block; font-size: .78rem; overflow-wrap: anywhere;
  color: var(--body-text-color-subdued); }
.planqa-state { white-space: nowrap; }
.planqa-state.active > span { color: #2e7d4f; }
.planqa-state.quarantined > span { color: #b25f00; }
.planqa-state.withdrawn > span { color: #b3261e; }
.dark .planqa-state.active > span { color: #6cc08b; }
.dark .planqa-state.quarantined > span { color: #f0a95a; }
.dark .planqa-state.withdrawn > span { color: #f2857c; }
.planqa-details, .planqa-tried { font-size: .9rem; }
.planqa-details { border: 1px solid var(--border-color-primary); border-radius: .5rem;
  padding: .8rem 1rem; background: var(--block-background-fill); }
.planqa-details .head { display: flex; flex-wrap: wrap; gap: .3rem 1rem; align-items: baseline; }
.planqa-details h3 { margin: 0; font-size: 1.05rem; overflow-wrap: anywhere; }
:is(.planqa-details, .planqa-tried, #planqa-jobs, #planqa-usage, #planqa-evaluations) h4 {
  margin: .9rem 0 .3rem; font-size: .95rem; }
:is(.planqa-details, .planqa-tried) dl { display: grid; gap: .1rem 1.5rem; margin: .6rem 0;
  grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr)); }
:is(.planqa-details, .planqa-tried) dl div { display: flex; gap: .5rem; min-width: 0; }
:is(.planqa-details, .planqa-tried) dt { flex: 0 0 6.8rem; color: var(--body-text-color-subdued); }
:is(.planqa-details, .planqa-tried) dd { margin: 0; overflow-wrap: anywhere; }
.planqa-details .note { margin: .5rem 0; padding: .45rem .7rem; border-radius: .4rem;
  border-inline-start: .25rem solid #b25f00; background: var(--background-fill-secondary); }
.planqa-details .acts { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: .6rem; }
.planqa-details .acts > *, .planqa-upload [type=submit] { font: inherit; font-weight: 600;
  color: inherit; text-decoration: none; cursor: pointer; padding: .35rem .8rem;
  border: 1px solid var(--border-color-primary); border-radius: .4rem;
  background: var(--button-secondary-background-fill); }
.planqa-details .acts [data-act=remove] { color: var(--planqa-danger, #b3261e); }
.dark .planqa-details .acts [data-act=remove] { color: #f2857c; }
.planqa-details .edit { display: grid; gap: .4rem 1rem;
  grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr)); }
.planqa-details .edit label { display: grid; gap: .15rem; color: var(--body-text-color-subdued); }
.planqa-details .edit input { font: inherit; color: var(--body-text-color); min-width: 0;
  padding: .3rem .5rem; border: 1px solid var(--border-color-primary); border-radius: .4rem;
  background: var(--input-background-fill); }
.planqa-details li button { font: inherit; color: inherit; cursor: pointer; background: none;
  border: 0; padding: 0; text-decoration: underline; }
.planqa-details meter { width: min(20rem, 100%); height: .8rem; }
.planqa-details p { margin: .2rem 0; }
:is(.planqa-details, .planqa-tried, .planqa-asked) .soft { color: var(--body-text-color-subdued); }
:is(.planqa-details, #planqa-jobs, #planqa-usage) details { margin-top: .5rem; }
:is(.planqa-details, #planqa-jobs, #planqa-usage) summary { cursor: pointer; font-weight: 600; }
.planqa-details :is(ul, ol) { margin: .3rem 0 0; padding-inline-start: 1.2rem; }
.planqa-details .outline { list-style: none; padding: 0; max-height: 40vh; overflow: auto; }
.planqa-details .outline li { padding: .1rem 0; }
.planqa-details .level-2 { padding-inline-start: 1rem !important; }
.planqa-details .level-3 { padding-inline-start: 2rem !important; }
.planqa-details :is(.level-4, .level-5) { padding-inline-start: 3rem !important; }
.planqa-tried .score { white-space: nowrap; min-width: 5rem; }
.planqa-tried .score meter { display: block; width: 100%; height: .55rem; }
.planqa-upload .drop { display: grid; gap: .6rem; justify-items: center; padding: 1.4rem 1rem;
  border: 2px dashed var(--border-color-primary); border-radius: .6rem; cursor: pointer; }
.planqa-upload .drop input { position: absolute; width: 1px; height: 1px; opacity: 0; }
.planqa-upload .drop:focus-within { outline: 3px solid var(--color-accent); outline-offset: 1px; }
.planqa-upload .drop span { font-weight: 600; }
.planqa-upload .drop.over { border-color: var(--color-accent);
  background: var(--background-fill-secondary); }
.planqa-upload .row { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: center;
  margin-top: .7rem; }
.planqa-upload select { font: inherit; color: inherit; padding: .3rem .5rem; max-width: 100%;
  border: 1px solid var(--border-color-primary); border-radius: .4rem;
  background: var(--input-background-fill); }
.planqa-upload [type=submit] { color: var(--button-primary-text-color);
  background: var(--button-primary-background-fill); }
.planqa-upload [type=submit]:disabled { opacity: .55; cursor: default; }
:is(.planqa-upload .progress, .planqa-job ul) { list-style: none; margin: .6rem 0 0; padding: 0;
  font-size: .9rem; }
:is(.planqa-upload .progress, .planqa-job ul) li { padding: .3rem .6rem; overflow-wrap: anywhere;
  border-inline-start: .25rem solid var(--border-color-primary); margin-bottom: .25rem; }
.planqa-upload progress { width: 6rem; vertical-align: middle; }
:is(.planqa-upload, .planqa-job) li:is(.added, .updated, .restored) { border-color: #2e7d4f; }
:is(.planqa-upload, .planqa-job) li.quarantined { border-color: #b25f00; }
:is(.planqa-upload, .planqa-job) li.failed { border-color: #b3261e; }
.planqa-job summary { font-weight: 400 !important; font-size: .9rem; overflow-wrap: anywhere; }
.planqa-chart { width: 100%; height: auto; display: block; }
.planqa-chart text { font-size: 11px; fill: var(--body-text-color-subdued); }
.planqa-chart line { stroke: var(--border-color-primary); }
.planqa-chart .answered, .planqa-key .answered { fill: #2e7d4f; background: #2e7d4f; }
.planqa-chart .clarify, .planqa-key .clarify { fill: #6d8bb5; background: #6d8bb5; }
.planqa-chart .not_found, .planqa-key .not_found { fill: #c4631a; background: #c4631a; }
.planqa-chart polyline { fill: none !important; stroke-width: 2; }
.planqa-chart .accuracy { stroke: #2e7d4f; }
.planqa-chart .cite_recall { stroke: #6d8bb5; stroke-dasharray: 7 4; }
.planqa-chart .refusal { stroke: #c4631a; stroke-dasharray: 2 4; }
.planqa-chart .accuracy, .planqa-key .accuracy { fill: #2e7d4f; background: #2e7d4f; }
.planqa-chart .cite_recall, .planqa-key .cite_recall { fill: #6d8bb5; background: #6d8bb5; }
.planqa-chart .refusal, .planqa-key .refusal { fill: #c4631a; background: #c4631a; }
.planqa-chart circle { stroke: none; }
.planqa-key { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; list-style: none; padding: 0;
  margin: .3rem 0; font-size: .85rem; }
.planqa-key span { display: inline-block; width: .8rem; height: .8rem; border-radius: .2rem;
  margin-inline-end: .4rem; vertical-align: -.05rem; }
.planqa-asked { margin: .3rem 0; padding-inline-start: 1.6rem; font-size: .9rem; }
.planqa-asked li { padding: .15rem 0; overflow-wrap: anywhere; }
@media (max-width: 768px) {
  .planqa-table { max-height: none; overflow: visible; border: 0; }
  .planqa-table thead { display: none; }
  .planqa-table :is(table, tbody, tr, th, td) { display: block; width: auto; }
  .planqa-table tbody tr { border: 1px solid var(--border-color-primary) !important;
    border-radius: .5rem; padding: .4rem .6rem; margin-bottom: .5rem; }
  .planqa-table :is(tbody th, td) { border: 0 !important; padding: .1rem 0 !important;
    min-width: 0; }
  .planqa-table td.none { display: none !important; }
  .planqa-table td[data-name]::before { content: attr(data-name) ': ';
    color: var(--body-text-color-subdued); }
  .planqa-tried .score meter { display: inline-block; width: 5rem; margin-inline-start: .5rem; }
}
"""
