/* The sheet of layers on a phone (a popover, so Escape and a press beside it shut it without a script): focus goes in,
   stays in while it is open, and comes back to its button. The press that shuts it does nothing else. */

const STOPS = "input, select, button, a[href]";

export function sheet(element) {
  if (!element?.showPopover) return;
  const opener = document.querySelector(`[popovertarget="${element.id}"]:not([popovertargetaction])`);
  const isOpen = () => element.matches(":popover-open");
  let shuts = false;
  element.addEventListener("toggle", (event) => {
    if (event.newState === "open") element.querySelector("input:not([type=hidden])")?.focus();
    else if (opener.checkVisibility()) opener.focus();
  });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || !isOpen()) return;
    const stops = [...element.querySelectorAll(STOPS)].filter((one) => one.checkVisibility());
    const [first, last] = [stops[0], stops[stops.length - 1]];
    if (document.activeElement !== (event.shiftKey ? first : last)) return;
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  });
  document.addEventListener("pointerdown", (event) => (shuts = isOpen() && !element.contains(event.target)), true);
  document.addEventListener("click", (event) => {
    if (!shuts) return;
    shuts = false;
    event.preventDefault();
    event.stopPropagation();
  }, true);
}
