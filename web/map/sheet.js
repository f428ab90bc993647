/* The sheet of layers on a phone (a popover, so Escape and a press beside it shut it without a script): focus goes in,
   stays in while it is open, and comes back to the button it was opened by. */

const STOPS = "input, select, button, a[href]";
const SHUT = 400; // milliseconds in which a press still belongs to the shutting

export function sheet(element) {
  if (!element?.showPopover) return () => false;
  const opener = document.querySelector(`[popovertarget="${element.id}"]:not([popovertargetaction])`);
  let shut = -SHUT;
  element.addEventListener("toggle", (event) => {
    if (event.newState === "open") element.querySelector("input:not([type=hidden])")?.focus();
    else {
      shut = performance.now();
      if (opener.checkVisibility()) opener.focus();
    }
  });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || !element.matches(":popover-open")) return;
    const stops = [...element.querySelectorAll(STOPS)].filter((one) => one.checkVisibility());
    const [first, last] = [stops[0], stops[stops.length - 1]];
    const leaves = event.shiftKey ? first : last;
    if (document.activeElement !== leaves) return;
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  });
  return () => performance.now() - shut < SHUT;
}
