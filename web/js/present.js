/* Marks the page as alive: until then everything with data-needs-js stays hidden. */

document.documentElement.dataset.js = "";
