// Puts the element on the page that holds the one line <script src="…/widget.js" data-…>.

const SCRIPT = document.currentScript;
const SERVER = SCRIPT.src.replace(/widget\.js.*$/su, "");

function start() {
  if (document.querySelector("planqa-chat")) return; // the page has placed one itself
  const chat = document.createElement("planqa-chat");
  Object.assign(chat.dataset, SCRIPT.dataset);
  document.body.append(chat);
}

if (!customElements.get("planqa-chat")) {
  customElements.define("planqa-chat", PlanqaChat);
  if (document.body && document.readyState !== "loading") start();
  else document.addEventListener("DOMContentLoaded", start);
}
