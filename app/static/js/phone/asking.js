// One plain request to the server and its answer. A network that swallows it costs a few seconds, not the page.
const PATIENCE = 8000;

// With a body it is a POST. Throws where the answer is not what was asked for; `status` says what it was.
export async function ask(address, body) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  const sent = body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  try {
    const response = await fetch(address, { ...sent, credentials: "same-origin", cache: "no-store", signal: patience.signal });
    if (!response.ok) throw Object.assign(new Error(response.statusText), { status: response.status });
    return await response.json();
  } finally {
    clearTimeout(timer);
  }
}
