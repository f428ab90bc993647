/* The board on a wall; a board on a desk needs no script. */

import "./js/wall.js";
