// Keeps a page up to date: fetches it again and swaps <main>, unless somebody is busy there. Without it, reload the page.
"use strict";
const seconds = Number(document.querySelector("main").dataset.live || 0);
const pause = document.createElement("button");
let isPaused = false;

function isBusy(main) {
  const isTyped = [...main.querySelectorAll("input:not([type=hidden])")].some((field) => field.value !== field.defaultValue);
  const isInside = main !== document.activeElement && main.contains(document.activeElement);
  return isPaused || isTyped || isInside || document.hidden || !getSelection().isCollapsed;
}

async function update() {
  const main = document.querySelector("main");
  if (isBusy(main)) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const newer = page.querySelector("main");
    if (answer.ok && newer && newer.innerHTML !== main.innerHTML && !isBusy(main)) main.replaceChildren(...newer.childNodes);
    label("Live");
  } catch {
    label("The server does not answer");
  }
}

function label(words) {
  pause.textContent = isPaused ? "Paused" : words;
  pause.setAttribute("aria-pressed", String(!isPaused));
}

if (seconds) {
  pause.className = "live plain";
  pause.title = `Updates every ${seconds} seconds; press to pause or to go on`;
  pause.addEventListener("click", () => { isPaused = !isPaused; label("Live"); });
  document.querySelector("header").append(pause);
  label("Live");
  setInterval(update, seconds * 1000);
}
