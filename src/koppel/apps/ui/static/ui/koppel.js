// Small conveniences; every page works without them. No inline code, no state kept.
(() => {
  "use strict";

  const announcer = () => document.getElementById("announcer");

  function announce(sentence) {
    const place = announcer();
    if (place && sentence) place.textContent = sentence;
  }

  function isTyping(target) {
    if (!(target instanceof Element)) return false;
    if (target.closest("textarea, select, [contenteditable]")) return true;
    const input = target.closest("input");
    return Boolean(input) && !["checkbox", "radio", "button", "submit"].includes(input.type);
  }

  // Single keys: "/" goes to the search box, others press what carries data-key. Off while typing or by choice.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "Escape") {
      const suggestions = document.getElementById("suggestions");
      if (suggestions) suggestions.replaceChildren();
      return;
    }
    if (isTyping(event.target) || document.body.dataset.keys === "off") return;
    if (event.key === "/") {
      const box = document.getElementById("q");
      if (box && box.offsetParent !== null) {
        event.preventDefault();
        box.focus();
      }
      return;
    }
    if (event.key === "?") {
      const listed = document.getElementById("k-keys");
      if (listed instanceof HTMLDetailsElement) {
        listed.open = !listed.open;
        listed.querySelector("summary").focus();
      } else if (listed) {
        listed.focus();
      }
      return;
    }
    for (const element of document.querySelectorAll("[data-key]")) {
      if (element.dataset.key.toLowerCase() === event.key.toLowerCase() && !element.disabled) {
        event.preventDefault();
        element.click();
        return;
      }
    }
  });

  // Suggestions close when the reader goes elsewhere.
  document.addEventListener("focusin", (event) => {
    const suggestions = document.getElementById("suggestions");
    if (suggestions && !event.target.closest(".k-find")) suggestions.replaceChildren();
  });

  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLElement)) return;
    if (box.dataset.all) {
      for (const one of document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(box.dataset.all)}"]`)) {
        if (one.checked !== box.checked) {
          one.checked = box.checked;
          one.dispatchEvent(new Event("change", { bubbles: true }));
        }
      }
    }
    const form = box.closest("form[data-auto]");
    if (form) form.requestSubmit();
    countChosen(box);
  });

  // A row with a ticked box is tinted; the bar for many rows at once shows while something is ticked.
  function countChosen(box) {
    if (!box.matches("input[type=checkbox][data-choose]")) return;
    box.closest("tr, li")?.classList.toggle("k-chosen", box.checked);
    const bar = document.querySelector("[data-chosen-bar]");
    const count = document.querySelectorAll("input[type=checkbox][data-choose]:checked").length;
    if (bar) bar.hidden = count === 0;
    const figure = document.querySelector("[data-chosen-count]");
    if (figure) figure.textContent = String(count);
  }

  // After a form with errors: go to the list of them.
  function focusErrors(root) {
    const errors = root.querySelector("[data-focus]");
    if (errors) errors.focus();
  }

  function unfoldFilters() {
    if (!window.CSS || CSS.supports("selector(::details-content)")) return;
    if (window.matchMedia("(min-width: 60.01rem)").matches) {
      for (const filters of document.querySelectorAll(".k-filters")) filters.open = true;
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    focusErrors(document);
    unfoldFilters();
    for (const bar of document.querySelectorAll("[data-chosen-bar]")) {
      bar.hidden = !document.querySelector("input[type=checkbox][data-choose]:checked");
    }
  });

  // What is typed while an answer comes in stays, and so do the folds that were opened.
  let kept = { typed: null, folds: [] };
  const foldName = (fold) => `${fold.className}|${fold.closest("fieldset")?.querySelector("legend")?.textContent ?? ""}`;

  function keepTyped(target) {
    const box = document.activeElement;
    const isSearch = box instanceof HTMLInputElement && box.type === "search" && box.id && target.contains(box);
    kept = {
      typed: isSearch ? { id: box.id, value: box.value } : null,
      folds: [...target.querySelectorAll("details[open]")].map(foldName),
    };
  }

  function giveTypedBack(swapped) {
    for (const fold of swapped.querySelectorAll("details")) {
      if (kept.folds.includes(foldName(fold))) fold.open = true;
    }
    const box = kept.typed && document.getElementById(kept.typed.id);
    if (box && box.value !== kept.typed.value) {
      box.value = kept.typed.value;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target instanceof Element) keepTyped(event.detail.target);
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const fresh = event.detail.target;
    if (!(fresh instanceof Element)) return;
    const swapped = fresh.isConnected ? fresh : fresh.id ? document.getElementById(fresh.id) : null;
    if (!swapped) return;
    const speaking = swapped.matches("[data-say]") ? swapped : swapped.querySelector("[data-say]");
    if (speaking) announce(speaking.dataset.say);
    focusErrors(swapped);
    unfoldFilters();
    giveTypedBack(swapped);
    if (swapped.matches("tr, li")) swapped.classList.add("k-fresh");
  });

  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failure, (event) => {
      // A progress that asks again by itself need not shout.
      const asking = event.detail.elt;
      if (asking instanceof Element && (asking.getAttribute("hx-trigger") || "").startsWith("every")) return;
      const notes = document.createElement("div");
      notes.className = "k-notes";
      const note = document.createElement("div");
      note.className = "k-note k-note-no";
      note.setAttribute("role", "alert");
      note.textContent = document.body.dataset.failed;
      notes.append(note);
      document.querySelectorAll(".k-notes [data-failed-note]").forEach((old) => old.parentElement.remove());
      note.dataset.failedNote = "";
      document.getElementById("content")?.prepend(notes);
    });
  }
})();
