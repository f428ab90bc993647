/* A question before an act: <dialog id="x"> opened by a link data-dialog="x" whose address is the page that asks the same
   without JavaScript (and in the elder edition, which has no dialogs). A list that hangs from a bar (details[data-shuts])
   shuts at Esc and when something else is pressed. */

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-dialog]");
  if (opener && document.documentElement.dataset.edition !== "elder") {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (!dialog?.showModal) return;
    event.preventDefault();
    dialog.showModal();
  }
  const closer = event.target.closest?.("[data-closes]");
  if (closer) {
    event.preventDefault();
    closer.closest("dialog")?.close();
  }
});

function shut(one, { back = false } = {}) {
  one.open = false;
  if (back) one.querySelector("summary").focus();
}

document.addEventListener("click", (event) => {
  for (const one of document.querySelectorAll("details[data-shuts][open]")) if (!one.contains(event.target)) shut(one);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const one of document.querySelectorAll("details[data-shuts][open]")) shut(one, { back: one.contains(event.target) });
});
