// Files go up one by one while the form is filled in, each with its progress; the button then
// starts on all that arrived. Without this script the form sends them all itself.
const form = document.querySelector(".adding");
const input = form.querySelector("input[type=file]");
const list = form.querySelector(".uploads");
const text = (name) => form.dataset[`text${name}`];
const AT_ONCE = 2;
const queue = [];
let sending = 0;

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

function give(file) {
  const row = element("li", {});
  const state = element("span", { className: "state" });
  const bar = element("progress", { max: 1, value: 0, ariaLabel: file.name });
  const away = element("button", { type: "button", className: "btn quiet", textContent: text("Away") });
  row.append(element("b", { className: "file", textContent: file.name }), bar, state, away);
  list.append(row);
  const upload = { file, row, state, bar };
  away.addEventListener("click", () => {
    upload.request?.abort();
    if (queue.includes(upload)) queue.splice(queue.indexOf(upload), 1);
    row.remove();
  });
  if (file.size > form.dataset.mostMb * 1e6) return refuse(upload, text("Large"));
  queue.push(upload);
  next();
}

function next() {
  while (sending < AT_ONCE && queue.length) send(queue.shift());
}

function send(upload) {
  sending += 1;
  const request = (upload.request = new XMLHttpRequest()); // fetch tells no progress of what goes up
  request.open("POST", `${form.dataset.each}?naam=${encodeURIComponent(upload.file.name)}`);
  request.setRequestHeader("X-Form-Token", form.elements.form_token.value);
  request.responseType = "json";
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) upload.bar.value = event.loaded / event.total;
  });
  request.addEventListener("loadend", () => {
    sending -= 1;
    const answer = request.response;
    if (request.status === 201) arrive(upload, answer.number);
    else if (upload.row.isConnected) refuse(upload, answer?.refusal || text("Lost"), !answer?.refusal);
    next();
    list.dispatchEvent(new Event("settled"));
  });
  request.send(upload.file);
}

function arrive(upload, number) {
  upload.bar.value = 1;
  upload.state.textContent = text("Here");
  upload.row.append(element("input", { type: "hidden", name: "given", value: number }));
}

function refuse(upload, sentence, again) {
  upload.bar.hidden = true;
  upload.state.textContent = sentence;
  upload.row.classList.add("refused");
  if (!again) return;
  const button = element("button", { type: "button", className: "btn", textContent: text("Again") });
  button.addEventListener("click", () => {
    upload.row.remove();
    give(upload.file);
  });
  upload.state.after(button);
}

input.addEventListener("change", () => {
  [...input.files].forEach(give);
  input.value = "";
  input.required = false;
});

const drop = form.querySelector(".drop");
for (const kind of ["dragenter", "dragover"]) {
  document.addEventListener(kind, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    drop.classList.add("over");
  });
}
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) drop.classList.remove("over");
});
document.addEventListener("drop", (event) => {
  if (!event.dataTransfer?.files.length) return;
  event.preventDefault();
  drop.classList.remove("over");
  input.required = false;
  [...event.dataTransfer.files].forEach(give);
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const told = form.querySelector(".waiting");
  const go = () => {
    if (sending || queue.length) return;
    list.removeEventListener("settled", go);
    told.textContent = "";
    if (!form.querySelector("[name=given]")) {
      input.required = true;
      form.reportValidity();
      return;
    }
    input.disabled = true;
    form.enctype = "application/x-www-form-urlencoded";
    form.action = form.dataset.all;
    form.submit();
  };
  if (sending || queue.length) {
    told.textContent = text("Wait");
    list.addEventListener("settled", go);
  }
  go();
});
