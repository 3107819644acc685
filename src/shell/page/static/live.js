// Keeps a page up to date: fetches it again and swaps <main>, unless somebody is busy there. Without it, reload the page.
"use strict";
const seconds = Number(document.querySelector("main").dataset.live || 0);
const pause = document.createElement("button");
let isPaused = false;

function isTyped(field) {
  if (field.tagName !== "SELECT") return field.value !== field.defaultValue;
  return field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected));
}

function isBusy(main) {
  const isInside = main !== document.activeElement && main.contains(document.activeElement);
  return isInside || !getSelection().isCollapsed || [...main.querySelectorAll("input:not([type=hidden]), select")].some(isTyped);
}

async function update() {
  const main = document.querySelector("main");
  if (isPaused || document.hidden) return;
  if (isBusy(main)) return label("On hold");
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(seconds * 1000) });
    const newer = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
    if (!answer.ok) return label(answer.status === 401 ? "Log in again" : "The server has an error");
    if (newer.innerHTML !== main.innerHTML && !isPaused && !isBusy(main)) main.replaceChildren(...newer.childNodes);
    label("Live");
  } catch {
    label("The server does not answer");
  }
}

function label(state) {
  pause.textContent = isPaused ? "Paused" : state;
  pause.classList.toggle("is-live", pause.textContent === "Live");
}

if (seconds) {
  pause.className = "live plain";
  pause.title = `Updates every ${seconds} seconds, but not while you type, select or have the focus in the page. Press to pause or to go on.`;
  pause.addEventListener("click", () => { isPaused = !isPaused; label("Live"); });
  document.querySelector("header").append(pause);
  label("Live");
  setInterval(update, seconds * 1000);
}
