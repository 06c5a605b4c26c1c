// Texts are other people's words: they reach the page as text nodes only, never as markup.

export const byId = (id) => document.getElementById(id);

export async function ask(path, options) {
  const response = await fetch(path, options).catch(() => {
    throw new Error('The simulator does not answer.');
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.message ?? `The simulator answered ${response.status}.`);
  return answer;
}

export function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

export function pretty(number) {
  const match = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number ?? '');
  return match ? `+1 ${match[1]} ${match[2]} ${match[3]}` : (number ?? 'no sender yet');
}

export function clock(iso) {
  const at = new Date(iso);
  const sameDay = at.toDateString() === new Date().toDateString();
  return sameDay
    ? at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
    : at.toLocaleDateString();
}

export function showError(id, message) {
  byId(id).textContent = message ?? '';
  byId(id).hidden = !message;
}
