// A Node handler in a process of its own: an event a line on stdin, its answer a line on stdout behind a mark.
//
//     node roles_moto_runner.mjs FOLDER FILE.EXPORT
//
// What the handler prints comes between, unmarked.  No connection leaves this machine.
import { Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const MARK = "\u001e";
const [folder, named] = process.argv.slice(2);
const [file, name] = named.split(".");

const open = Socket.prototype.connect;
Socket.prototype.connect = function (...args) {
  const [first] = Array.isArray(args[0]) ? args[0] : args;
  const host = first?.host ?? "127.0.0.1";
  if (!host.startsWith("127.")) throw new Error(`not on this machine: ${host}`);
  return open.apply(this, args);
};

const { [name]: handler } = await import(pathToFileURL(join(folder, `${file}.mjs`)).href);
for await (const line of createInterface({ input: process.stdin })) {
  let said;
  try {
    said = { answer: (await handler(JSON.parse(line))) ?? null };
  } catch (error) {
    said = { error: error.name, message: `${error.message} ${error.$response?.body ?? ""}` };
  }
  process.stdout.write(`${MARK}${JSON.stringify(said)}\n`);
}
