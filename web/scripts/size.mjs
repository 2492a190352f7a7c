// Prints what a first visit loads, compressed, and fails above the limit. Reads the manifest of the build.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const limitKb = 300;
const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'));
const files = new Set();
function add(key) {
  const chunk = manifest[key];
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const style of chunk.css ?? []) files.add(style);
  for (const imported of chunk.imports ?? []) add(imported);
}
add('index.html');

const sizes = [...files].map((file) => ({ file, kb: gzipSync(readFileSync(`dist/${file}`)).length / 1000 }));
const sum = (ending) => sizes.filter(({ file }) => file.endsWith(ending)).reduce((total, { kb }) => total + kb, 0);
const script = sum('.js');
console.log(`first load, gzip: ${script.toFixed(1)} kB of JavaScript (limit ${limitKb}), ${sum('.css').toFixed(1)} kB of CSS`);
if (script > limitKb) process.exit(1);
