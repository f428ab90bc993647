/* The report form, the page after it, and the page of what waits: drafts and the outbox of this browser. */

import "./offline/drafts.js";
import "./offline/waiting.js";
