import { ask, byId, clock, element, pretty, showError } from './dom.js';
import { showTexts } from './thread.js';

const PHONES_SHOWN = 300;
const TEXTS_SHOWN = 300;

/** What is shown; `newPhones` haven't texted yet: their number and the business they mean to text. */
const state = { phones: [], businessNumbers: [], chosen: null, newPhones: new Map() };

async function loadPhones() {
  const answer = await ask(`/phones?limit=${PHONES_SHOWN}`);
  state.phones = answer.phones;
  state.businessNumbers = answer.businessNumbers;
  for (const { number } of state.phones) state.newPhones.delete(number);
  showPhones();
  showBusinessNumbers();
}

function showPhones() {
  const wanted = byId('search').value.replaceAll(/\D/g, '');
  const fresh = [...state.newPhones.keys()].map((number) => ({ number, stopped: [] }));
  const phones = [...fresh, ...state.phones].filter(({ number }) => number.includes(wanted));
  const focused = document.activeElement?.dataset?.number;
  byId('phone-list').replaceChildren(...phones.map(phoneItem));
  byId('no-phones').hidden = fresh.length + state.phones.length > 0;
  if (focused) document.querySelector(`.phone[data-number="${CSS.escape(focused)}"]`)?.focus();
}

function phoneItem({ number, lastMessage, stopped }) {
  const button = element('button', 'phone');
  button.type = 'button';
  button.dataset.number = number;
  button.setAttribute('aria-current', String(number === state.chosen));
  button.append(element('span', 'number', pretty(number)));
  if (stopped.length > 0) button.append(element('span', 'badge', 'stopped'));
  else button.append(element('span', 'time', lastMessage ? clock(lastMessage.at) : ''));
  button.append(element('span', 'preview', lastMessage ? previewOf(lastMessage) : 'No texts yet'));
  button.addEventListener('click', () => act(() => choose(number)));
  const item = element('li');
  item.append(button);
  return item;
}

function previewOf({ direction, body, mediaCount }) {
  const text = body || `${mediaCount} attachment${mediaCount === 1 ? '' : 's'}`;
  return direction === 'from_phone' ? `You: ${text}` : text;
}

function optionFor(label, value, selected) {
  const option = element('option', '', label);
  Object.assign(option, { value, selected });
  return option;
}

function fillNumbers(select, chosen) {
  const options = state.businessNumbers.map(({ number, name }) => {
    const label = name.replaceAll(/\D/g, '') === number.slice(2) ? '' : ' · ' + name;
    return optionFor(pretty(number) + label, number, number === chosen);
  });
  select.replaceChildren(...options);
}

function showBusinessNumbers() {
  const { value } = byId('to');
  fillNumbers(byId('to'), value);
  if (byId('to').selectedIndex < 0) byId('to').selectedIndex = 0;
  byId('send').disabled = state.businessNumbers.length === 0;
}

async function choose(number) {
  state.chosen = number;
  byId('messages').replaceChildren();
  byId('app').classList.add('reading');
  byId('thread-title').textContent = pretty(number);
  byId('no-thread').hidden = true;
  byId('compose').hidden = false;
  showError('error');
  showPhones();
  await loadThread();
  const business = lastBusinessNumber(number);
  if (business) byId('to').value = business;
  byId('thread-title').focus();
}

function lastBusinessNumber(number) {
  const last = state.phones.find((phone) => phone.number === number)?.lastMessage;
  if (!last) return state.newPhones.get(number);
  return last.direction === 'from_phone' ? last.to : last.from;
}

async function loadThread() {
  const number = state.chosen;
  if (number === null) return;
  const path = `/phones/${encodeURIComponent(number)}/messages?limit=${TEXTS_SHOWN}`;
  const { messages } = await ask(path);
  if (number !== state.chosen) return;
  const log = byId('log');
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  showTexts(byId('messages'), messages);
  if (atEnd) log.scrollTop = log.scrollHeight;
  const stopped = state.phones.find((phone) => phone.number === number)?.stopped ?? [];
  byId('stopped').hidden = stopped.length === 0;
}

async function send(body) {
  const to = byId('to').value;
  if (!to) return showError('error', 'No business has a number yet, so there is nobody to text.');
  if (body.trim() === '') return showError('error', 'Write a text first.');
  byId('send').disabled = true;
  try {
    await ask(`/phones/${encodeURIComponent(state.chosen)}/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ to, body }),
    });
    showError('error');
    if (byId('body').value === body) byId('body').value = '';
    await refresh();
  } catch (error) {
    showError('error', error.message);
  } finally {
    byId('send').disabled = state.businessNumbers.length === 0;
  }
}

async function refresh() {
  await loadPhones();
  await loadThread();
}

function live(text, isOff) {
  byId('live').textContent = text;
  byId('live').classList.toggle('off', isOff);
}

/** What a person started and went wrong is said where the texts are. */
function act(work) {
  work().catch((error) => showError('error', error.message));
}

let refreshing = false;
let refreshAgain = false;

async function refreshSoon() {
  if (refreshing) {
    refreshAgain = true;
    return;
  }
  refreshing = true;
  try {
    await refresh();
    live('Live', false);
  } catch (error) {
    live(error.message, true);
  }
  refreshing = false;
  if (refreshAgain) {
    refreshAgain = false;
    setTimeout(() => act(refreshSoon), 200);
  }
}

function openNewPhone() {
  fillNumbers(byId('new-to'));
  const line = String(Math.floor(Math.random() * 10_000)).padStart(4, '0');
  byId('new-number').value = `+1512234${line}`;
  const none = state.businessNumbers.length === 0;
  showError('new-phone-error', none ? 'No business has a number to text yet.' : null);
  byId('new-phone-dialog').showModal();
}

async function takeNewPhone() {
  const digits = byId('new-number').value.replaceAll(/\D/g, '');
  const number = `+${digits.length === 10 ? '1' : ''}${digits}`;
  if (!/^\+[1-9]\d{6,14}$/.test(number)) {
    return showError('new-phone-error', 'That is not a phone number. Try +1 512 234 5678.');
  }
  if (state.businessNumbers.some((business) => business.number === number)) {
    return showError('new-phone-error', 'That number belongs to a business.');
  }
  const isKnown = state.phones.some((phone) => phone.number === number);
  if (!isKnown) state.newPhones.set(number, byId('new-to').value);
  byId('new-phone-dialog').close();
  await choose(number);
  byId('to').value = byId('new-to').value;
  byId('body').focus();
}

byId('search').addEventListener('input', showPhones);
byId('new-phone').addEventListener('click', openNewPhone);
byId('cancel-new').addEventListener('click', () => byId('new-phone-dialog').close());
byId('new-phone-form').addEventListener('submit', (event) => {
  event.preventDefault();
  act(takeNewPhone);
});
byId('back').addEventListener('click', () => {
  const chosen = state.chosen;
  byId('app').classList.remove('reading');
  document.querySelector(`.phone[data-number="${CSS.escape(chosen)}"]`)?.focus();
});
byId('compose').addEventListener('submit', (event) => {
  event.preventDefault();
  act(() => send(byId('body').value));
});
byId('body').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  byId('compose').requestSubmit();
});
for (const button of document.querySelectorAll('[data-text]')) {
  button.addEventListener('click', () => act(() => send(button.dataset.text)));
}

const events = new EventSource('/events');
events.addEventListener('open', () => act(refreshSoon));
events.addEventListener('message', () => act(refreshSoon));
events.addEventListener('error', () => live('The simulator does not answer.', true));
act(refreshSoon);
