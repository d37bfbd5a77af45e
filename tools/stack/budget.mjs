// What a browser loads before the first page shows: the scripts that index.html names, with all they import statically.
import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { StackError } from './processes.mjs';

const SCRIPT = /<script\b[^>]*\bsrc="([^"]+\.js)"/g;
const PRELOAD = /<link\b[^>]*\brel="modulepreload"[^>]*\bhref="([^"]+\.js)"/g;
const STATIC_IMPORT =
  /(?:^|[;}\n])\s*(?:import|export)\s*(?:[\w$*{}\s,]+?\s*from\s*)?["'](\.{1,2}\/[^"']+\.js)["']/g;

/** Answers { bytes, files } of the initial scripts, gzipped. */
export function initialScripts(folder) {
  const index = path.join(folder, 'index.html');
  if (!fs.existsSync(index)) throw new StackError(`${index} is missing: the admin has not been built`);
  const html = fs.readFileSync(index, 'utf8');
  const queue = [...matches(html, SCRIPT), ...matches(html, PRELOAD)].map((url) => path.join(folder, url));
  const sizes = new Map();
  while (queue.length > 0) {
    const file = queue.pop();
    if (sizes.has(file)) continue;
    const source = fs.readFileSync(file, 'utf8');
    sizes.set(file, gzipSync(source).length);
    queue.push(...matches(source, STATIC_IMPORT).map((url) => path.resolve(path.dirname(file), url)));
  }
  if (sizes.size === 0) throw new StackError(`${index} names no script`);
  return { bytes: [...sizes.values()].reduce((sum, size) => sum + size, 0), files: [...sizes.keys()] };
}

const matches = (text, pattern) => [...text.matchAll(pattern)].map(([, url]) => url);
