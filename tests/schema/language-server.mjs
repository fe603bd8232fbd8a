// Opens documents in the YAML language server, the one of VS Code's YAML extension, and asks it what an editor asks.
//   node language-server.mjs SCHEMA < questions, a JSON object a line
// A question: { "file", "text", "completions": [[line, character], ...], "hovers": [[line, character], ...] }, all from 0.
// An answer, a line each, in order: { "file", "diagnostics": [{ "line", "character", "message" }],
// "completions": [[{ "label", "documentation", "insert" }]], "hovers": ["..."] }.
// A document whose name ends with .modeline.yaml is not associated with the schema: it names it in a comment.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const schema = resolve(process.argv[2]);
const require = createRequire(import.meta.url);
const server = spawn(process.execPath, [join(dirname(require.resolve("yaml-language-server/package.json")), "bin", "yaml-language-server"), "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });

const settings = {
  yaml: {
    schemas: { [pathToFileURL(schema).href]: ["*.yaml", "!*.modeline.yaml"] },
    // Nothing is asked of another machine.
    schemaStore: { enable: false },
    kubernetesCRDStore: { enable: false },
    validate: true, hover: true, completion: true,
  },
};

let next = 0;
const answers = new Map();
const published = new Map();

const send = message => {
  const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
  server.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
  server.stdin.write(body);
};
const request = (method, params) => new Promise((fulfil, reject) => {
  answers.set(++next, { fulfil, reject });
  send({ id: next, method, params });
});
const notify = (method, params) => send({ method, params });

const receive = message => {
  if (message.method === undefined) {
    const { fulfil, reject } = answers.get(message.id);
    answers.delete(message.id);
    if (message.error) reject(new Error(JSON.stringify(message.error)));
    else fulfil(message.result);
  } else if (message.method === "textDocument/publishDiagnostics") {
    published.get(message.params.uri)?.(message.params.diagnostics);
  } else if (message.id !== undefined) {
    send({ id: message.id, result: message.method === "workspace/configuration" ? message.params.items.map(item => settings[item.section] ?? null) : null });
  }
};

let pending = Buffer.alloc(0);
server.stdout.on("data", chunk => {
  pending = Buffer.concat([pending, chunk]);
  for (;;) {
    const head = pending.indexOf("\r\n\r\n");
    if (head < 0) return;
    const length = Number(/Content-Length: (\d+)/i.exec(pending.toString("latin1", 0, head))[1]);
    if (pending.length < head + 4 + length) return;
    const body = pending.toString("utf8", head + 4, head + 4 + length);
    pending = pending.subarray(head + 4 + length);
    receive(JSON.parse(body));
  }
});
server.on("exit", code => { if (code) process.exit(code); });

const folder = dirname(schema);
await request("initialize", {
  processId: process.pid,
  rootUri: pathToFileURL(folder).href,
  workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "workflows" }],
  capabilities: {
    workspace: { configuration: true, workspaceFolders: true, didChangeConfiguration: { dynamicRegistration: true } },
    textDocument: {
      completion: { completionItem: { snippetSupport: true, documentationFormat: ["markdown"] } },
      hover: { contentFormat: ["markdown"] },
      publishDiagnostics: {},
    },
  },
});
notify("initialized", {});
notify("workspace/didChangeConfiguration", { settings });

const textOf = documentation => typeof documentation === "string" ? documentation : documentation?.value ?? "";

const questions = readFileSync(0, "utf8").split("\n").filter(line => line.length > 0).map(line => {
  const question = JSON.parse(line);
  const uri = pathToFileURL(join(folder, question.file)).href;
  return { ...question, uri, found: new Promise(fulfil => published.set(uri, fulfil)) };
});
// All at once: the server waits a while before it looks at a document, in case that somebody types on.
for (const { uri, text } of questions) notify("textDocument/didOpen", { textDocument: { uri, languageId: "yaml", version: 1, text } });

for (const { file, uri, found, completions = [], hovers = [] } of questions) {
  const diagnostics = (await found).map(({ range, message }) => ({ line: range.start.line, character: range.start.character, message }));
  const at = ([line, character]) => ({ textDocument: { uri }, position: { line, character } });
  const offered = [];
  for (const place of completions) {
    const { items } = await request("textDocument/completion", at(place));
    offered.push(items.map(item => ({ label: item.label, documentation: textOf(item.documentation), insert: item.textEdit?.newText ?? item.insertText ?? item.label })));
  }
  const told = [];
  for (const place of hovers) told.push(textOf((await request("textDocument/hover", at(place)))?.contents));
  console.log(JSON.stringify({ file, diagnostics, completions: offered, hovers: told }));
}

await request("shutdown");
notify("exit");
