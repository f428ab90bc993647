/* A question before an act: <dialog id="x"> opened by a link data-dialog="x" whose address is the page that asks the same
   without JavaScript (and in the elder edition, which has no dialogs). */

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
