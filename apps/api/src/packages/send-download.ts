import { pipeline } from 'node:stream/promises';
import type { Download } from '@coffee/features/packages';
import type { EdgeRequest, EdgeResponse } from '../http';
import { writeJson } from '../http/answer-writer';
import { rangeOf } from './byte-range';

/** A package never changes, so its bytes may be kept for ever by whoever may have them. */
const CACHE = 'private, max-age=31536000, immutable';

/** Streams a package: whole, a part of it, or nothing when the machine has it already. Never a redirect. */
export async function sendDownload(
  download: Download,
  request: EdgeRequest,
  response: EdgeResponse,
): Promise<void> {
  const etag = `"${download.sha256}"`;
  response.setHeader('ETag', etag);
  response.setHeader('Accept-Ranges', 'bytes');
  response.setHeader('Cache-Control', CACHE);
  if (names(request.headers['if-none-match'], etag)) {
    response.statusCode = 304;
    response.end();
    return;
  }
  const { range: asked, 'if-range': ifRange } = request.headers;
  const isStale = ifRange !== undefined && ifRange !== etag;
  const range = rangeOf(isStale ? undefined : asked, download.size);
  if (range === 'unsatisfiable') return refuseRange(download, response);
  const { start, end } = range ?? { start: 0, end: download.size - 1 };
  response.statusCode = range ? 206 : 200;
  if (range) response.setHeader('Content-Range', `bytes ${start}-${end}/${download.size}`);
  response.setHeader('Content-Length', end - start + 1);
  describe(download, response);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  await pipeline(await download.open(start, end), response);
}

/** Fixed by our own type, never by what the sender said; shown by no browser. */
function describe({ type, fileName }: Download, response: EdgeResponse): void {
  const isJson = type === 'recipes';
  response.setHeader('Content-Type', isJson ? 'application/json; charset=utf-8' : 'application/octet-stream');
  const plain = fileName.replace(/[^\w.-]+/g, '_');
  const encoded = encodeURIComponent(fileName).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  response.setHeader('Content-Disposition', `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Content-Security-Policy', "sandbox; default-src 'none'");
}

function refuseRange({ size }: Download, response: EdgeResponse): void {
  response.setHeader('Content-Range', `bytes */${size}`);
  const { id } = response.req.edge;
  const message = `The file has ${size} bytes`;
  writeJson(response, 416, { ok: false, error: { code: 'INVALID_ARGUMENT', message, request_id: id } });
}

function names(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((part) => part.trim() === '*' || part.trim().replace(/^W\//, '') === etag);
}
