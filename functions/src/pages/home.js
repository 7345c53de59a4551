// Runs the examples in the page. Without it they are plain links to the responses.

const form = document.querySelector("form.request");
const path = form.elements.path;
const status = document.querySelector("#status");
const headers = document.querySelector("#headers");
const body = document.querySelector("#body");

const SHOWN_HEADERS = [
  "cache-control", "age", "x-cache-status", "x-cache-ttl", "etag", "last-modified", "retry-after",
];
// A career has tens of thousands of lines; nobody reads them all, and browsers choke on them.
const SHOWN_LINES = 500;

document.querySelector(".bench").addEventListener("click", (event) => {
  const link = event.target.closest("a[data-example]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  path.value = link.getAttribute("href");
  run();
  form.scrollIntoView({ block: "nearest" });
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});

async function run() {
  for (const link of document.querySelectorAll("a[data-example]")) {
    link.toggleAttribute("aria-current", link.getAttribute("href") === path.value);
  }
  status.className = "status";
  status.textContent = "Asking…";
  const started = performance.now();
  try {
    const url = new URL(path.value, location.href);
    if (url.origin !== location.origin) throw new Error("only paths of this API can be run here");
    const response = await fetch(url);
    const text = await response.text();
    const milliseconds = Math.round(performance.now() - started);
    status.classList.toggle("failed", !response.ok);
    status.textContent = `${response.status} ${response.statusText} · ${milliseconds} ms · ${size(text)}`;
    showHeaders(response.headers);
    showBody(text);
  } catch (error) {
    status.classList.add("failed");
    status.textContent = `No response: ${error.message}`;
    headers.replaceChildren();
    body.replaceChildren();
  }
}

function size(text) {
  return text.length < 1024 ? `${text.length} characters` : `${(text.length / 1024).toFixed(1)} kB`;
}

function showHeaders(received) {
  headers.replaceChildren();
  for (const name of SHOWN_HEADERS.filter((name) => received.has(name))) {
    headers.append(element("dt", name), element("dd", received.get(name)));
  }
}

function showBody(text) {
  const lines = pretty(text).split("\n");
  body.replaceChildren();
  for (const line of lines.slice(0, SHOWN_LINES)) showLine(line);
  if (lines.length > SHOWN_LINES) body.append(`… and ${lines.length - SHOWN_LINES} more lines`);
  body.scrollTop = 0;
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

// `  "key": value`, or a value alone.
function showLine(line) {
  const [, indent, key, value, comma] = line.match(/^(\s*)("(?:[^"\\]|\\.)*": )?(.*?)(,?)$/);
  body.append(indent);
  if (key) body.append(element("span", key.slice(0, -2), "key"), ": ");
  body.append(value.startsWith('"') ? element("span", value, "string") : value, comma, "\n");
}

function element(name, text, className = "") {
  const element = document.createElement(name);
  element.textContent = text;
  element.className = className;
  return element;
}
