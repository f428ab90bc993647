/* htmx under a policy that knows no inline script and no inline style. */

import htmx from "htmx.org";

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  defaultSwapDelay: 0,
  defaultSettleDelay: 0,
  timeout: 20000,
});

/* A refused form (422) comes back with its mistakes; a lost session (401, 403) comes back with the way in. */
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "4(01|03|09|22)", swap: true, error: false },
  { code: "[45]..", swap: false, error: true },
];

window.htmx = htmx;
