// The built SPA, and its start page for every page address that the browser may reload.
import fs from 'node:fs';
import path from 'node:path';
import type { NextFunction, Request, Response } from 'express';
import { Asset, sendAsset } from './asset';
import type { SessionRequest } from './session';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};
const FOREVER = 'public, max-age=31536000, immutable';
const SERVER_PATH = /^\/(api|sse|metrics|healthz|readyz)(\/|$)/;

/** Serves the files of a folder and, for any other page address, `index.html`. An absent folder serves nothing. */
export class Spa {
  private readonly assets = new Map<string, Asset>();

  constructor(folder: string) {
    for (const file of filesUnder(folder)) {
      const name = `/${path.relative(folder, file).split(path.sep).join('/')}`;
      const type = TYPES[path.extname(file)] ?? 'application/octet-stream';
      const cacheControl = name.startsWith('/assets/') ? FOREVER : 'no-cache';
      this.assets.set(name, new Asset(type, cacheControl, fs.readFileSync(file)));
    }
  }

  readonly middleware = (request: Request, response: Response, next: NextFunction): void => {
    const asset = this.find(request);
    if (!asset) return next();
    (request as SessionRequest).edge.isStatic = true;
    sendAsset(asset, request, response).catch(next);
  };

  private find(request: Request): Asset | null {
    if (request.method !== 'GET' && request.method !== 'HEAD') return null;
    if (SERVER_PATH.test(request.path)) return null;
    const exact = this.assets.get(request.path);
    if (exact) return exact;
    const isPage = request.path === '/' || (request.headers.accept ?? '').includes('text/html');
    return (isPage && path.extname(request.path) === '' && this.assets.get('/index.html')) || null;
  }
}

function filesUnder(folder: string): string[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && !entry.name.endsWith('.map'))
    .map((entry) => path.join(entry.parentPath, entry.name));
}
