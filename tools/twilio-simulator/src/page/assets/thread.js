import { clock, element, pretty } from './dom.js';

const NOT_DELIVERED = new Set(['undelivered', 'failed', 'canceled']);

/** Only what changed is replaced, so that a screen reader hears new texts and no old ones. */
export function showTexts(list, messages) {
  const shown = new Map([...list.children].map((node) => [node.dataset.sid, node]));
  const nodes = messages.map((message) => {
    const known = shown.get(message.sid);
    const mark = JSON.stringify([message.status, message.errorCode, message.from]);
    if (known?.dataset.mark === mark) return known;
    const node = known ?? element('li');
    node.className = 'text';
    node.dataset.sid = message.sid;
    node.dataset.mark = mark;
    node.classList.toggle('mine', message.direction === 'from_phone');
    node.classList.toggle('failed', NOT_DELIVERED.has(message.status));
    node.replaceChildren(
      element('div', 'bubble', message.body || `[${message.mediaCount} attachment(s)]`),
      element('div', 'status', statusOf(message)),
    );
    return node;
  });
  const kept = new Set(nodes);
  for (const node of shown.values()) if (!kept.has(node)) node.remove();
  nodes.forEach((node, index) => {
    if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null);
  });
}

function statusOf(message) {
  const mine = message.direction === 'from_phone';
  const parts = [mine ? `to ${pretty(message.to)}` : `from ${pretty(message.from)}`];
  parts.push(message.automatic ? 'Twilio’s answer' : message.status);
  if (message.errorCode) parts.push(`error ${message.errorCode}`);
  if (message.mediaCount) parts.push(`${message.mediaCount} attached`);
  if (message.segments > 1) parts.push(`${message.segments} segments`);
  return `${clock(message.at)} · ${parts.join(' · ')}`;
}
