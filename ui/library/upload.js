// The form that sends files to the API in batches and shows what becomes of each.
const MOST_FILES = 50, MOST_BYTES = 50e6, POLL_MS = 700;
const form = () => element.querySelector('form.planqa-upload');
const words = () => JSON.parse(form().dataset.words);
let chosen = [];

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function show(files) {
  chosen = [...files];
  form().querySelector('button').disabled = !chosen.length;
  form().querySelector('.drop span').textContent =
    words().chosen.replace('{count}', chosen.length);
}

function line(file) {
  const item = document.createElement('li');
  const name = document.createElement('b');
  const bar = document.createElement('progress');
  const said = document.createElement('span');
  name.textContent = file.name;
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute('aria-label', file.name);
  said.textContent = words().waiting;
  item.append(name, ' ', bar, ' ', said);
  form().querySelector('.progress').append(item);
  return {
    say(state, text) {
      item.className = state;
      said.textContent = text;
    },
    sent(share) { bar.value = share; },
    end() { bar.remove(); },
  };
}

function batches(lines) {
  const found = [];
  let size = 0;
  for (const one of lines) {
    const last = found[found.length - 1];
    if (!last || last.length >= MOST_FILES || size + one.file.size > MOST_BYTES) {
      found.push([one]);
      size = 0;
    } else last.push(one);
    size += one.file.size;
  }
  return found;
}

function problem(request) {
  try {
    return JSON.parse(request.responseText)[`detail_${words().language}`] ?? words().unreachable;
  } catch {
    return words().unreachable;
  }
}

function became(told) {
  const state = words().states[told.state] ?? told.state;
  let message = told[`message_${words().language}`];
  if (message.startsWith(`${told.source}: `)) message = message.slice(told.source.length + 2);
  if (!message || message.startsWith(state)) return message || state;
  return `${state}: ${message}`;
}

function send(batch, label) {
  const body = new FormData();
  if (label) body.append('label', label);
  for (const {file} of batch) body.append('files', file, file.name);
  const request = new XMLHttpRequest();
  request.open('POST', '/v1/documents');
  request.upload.addEventListener('progress', (event) => {
    let before = 0;
    for (const {file, shown} of batch) {
      const share = file.size ? (event.loaded - before) / file.size : 1;
      shown.sent(Math.min(1, Math.max(0, share)));
      before += file.size;
    }
  });
  return new Promise((resolve, reject) => {
    request.addEventListener('load', () => {
      if (request.status === 202) resolve(JSON.parse(request.responseText).job_id);
      else reject(new Error(problem(request)));
    });
    request.addEventListener('error', () => reject(new Error(words().unreachable)));
    request.send(body);
  });
}

async function follow(job, batch) {
  for (;;) {
    const reply = await fetch(`/v1/jobs/${job}`);
    if (reply.status === 429) {
      await pause(1000 * (Number(reply.headers.get('Retry-After')) || 5));
      continue;
    }
    if (!reply.ok) throw new Error(words().unreachable);
    const {state, files} = await reply.json();
    batch.forEach(({shown}, place) => {
      const told = files[place];
      shown.say(told.state, became(told));
    });
    if (state === 'done' || state === 'failed') return;
    await pause(POLL_MS);
  }
}

async function upload() {
  const label = form().querySelector('select').value;
  const button = form().querySelector('button');
  form().querySelector('.progress').replaceChildren();
  const lines = chosen.map((file) => ({file, shown: line(file)}));
  button.disabled = true;
  for (const batch of batches(lines)) {
    for (const {shown} of batch) shown.say('sending', words().sending);
    try {
      const job = await send(batch, label);
      await follow(job, batch);
    } catch (error) {
      for (const {shown} of batch) shown.say('failed', error.message);
    }
    for (const {shown} of batch) shown.end();
  }
  button.disabled = false;
  trigger('upload');
}

element.addEventListener('change', (event) => {
  if (event.target.type === 'file') show(event.target.files);
});
element.addEventListener('submit', (event) => {
  event.preventDefault();
  upload();
});
for (const name of ['dragover', 'dragleave', 'drop'])
  element.addEventListener(name, (event) => {
    const drop = event.target.closest?.('.drop');
    if (!drop) return;
    event.preventDefault();
    drop.classList.toggle('over', name === 'dragover');
    if (name === 'drop') show(event.dataTransfer.files);
  });
