/* The buttons of passkeys: the page's form asks the city what to ask the device, the device answers, the form is sent.
   Where the browser knows no passkeys the buttons stay hidden; the code of an authenticator does the same. */

const forms = [...document.querySelectorAll("form[data-passkey]")];

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

function text(buffer) {
  const signs = [...new Uint8Array(buffer)].map((one) => String.fromCharCode(one)).join("");
  return btoa(signs).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/* What travels as text becomes bytes where the browser wants them. */
function readable(options) {
  const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const made = { ...options, challenge: bytes(options.challenge) };
  if (options.user) made.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) made.excludeCredentials = named(options.excludeCredentials);
  if (options.allowCredentials) made.allowCredentials = named(options.allowCredentials);
  return made;
}

/* The device's answer as text, every buffer of it in base64url. */
function written(credential) {
  const answer = { clientDataJSON: text(credential.response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) answer[name] = text(credential.response[name]);
  }
  const id = text(credential.rawId);
  return JSON.stringify({ id, rawId: id, type: credential.type, response: answer, clientExtensionResults: {} });
}

async function asked(form) {
  const isNew = "new" in form.dataset;
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  if (isNew) body.append("new", "1");
  const answer = await fetch(form.dataset.passkey, { method: "POST", body, credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  const publicKey = readable(await answer.json());
  return isNew ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey });
}

async function send(event) {
  const form = event.target;
  const field = form.elements.factor_credential;
  if (field.value) return;
  event.preventDefault();
  event.stopPropagation();
  const trouble = form.querySelector("[data-passkey-trouble]");
  trouble.hidden = true;
  try {
    field.value = written(await asked(form));
    form.requestSubmit();
  } catch {
    trouble.hidden = false;
  }
}

if (window.PublicKeyCredential && window.isSecureContext) {
  for (const form of forms) {
    form.hidden = false;
    form.addEventListener("submit", send, true);
  }
  for (const part of document.querySelectorAll("[data-passkey-only]")) part.hidden = false;
}
