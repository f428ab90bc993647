/* Every page loads this, and every page works without it. */

import "./js/htmx.js";
import "./js/present.js";
import "./js/sending.js";
import "./js/live.js";
import "./js/polling.js";
import "./js/speaking.js";
import "./js/photos.js";
import "./js/counting.js";
import "./js/asking.js";
import "./js/keys.js";
import "./js/dialogs.js";
import "./js/panes.js";
import "./offline/start.js";
import "./js/names.js";
import "./js/beside.js";
