// Bundles the page's script:  node build.mjs SCRIPT NOTICE
// The notice names every package whose code is in the script, with its licence; it also stands at the script's head.
import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = path.dirname(fileURLToPath(import.meta.url));
const [script, notice] = process.argv.slice(2);
if (!script || !notice) throw new Error('usage: node build.mjs SCRIPT NOTICE');

const result = await build({
  absWorkingDir: here,
  entryPoints: ['src/main.ts'],
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  charset: 'ascii',
  legalComments: 'eof',
  metafile: true,
  write: false,
});
const said = await noticeOf(Object.keys(result.metafile.inputs));
await writeFile(notice, said);
await writeFile(script, `/*!\n${said.replaceAll('*/', '* /')}*/\n${result.outputFiles[0].text}`);

/** The notice over all packages among the inputs; a package without a licence file is an error. */
async function noticeOf(inputs) {
  const names = inputs.map((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]).filter(Boolean);
  const parts = await Promise.all([...new Set(names)].sort().map(partOf));
  return `The script of Ennead's map page contains code of these packages.\n\n${parts.join('\n')}`;
}

async function partOf(name) {
  const folder = path.join(here, 'node_modules', name);
  const { version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each));
  if (!file) throw new Error(`${name} ${version} has no licence file: look at it before it goes into the page`);
  const text = (await readFile(path.join(folder, file), 'utf8')).replaceAll('\r\n', '\n').trim();
  return `${name} ${version} (${license})\n\n${text.replaceAll(/^/gm, '    ')}\n`;
}
