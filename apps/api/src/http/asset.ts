// A file from memory. No proxy may stand in front of this server, so compression and caching are here.
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Request, Response } from 'express';

const COMPRESSIBLE = /^(text|application)\/|svg/;
/** Below this the headers weigh more. */
const MIN_COMPRESSED_BYTES = 1_024;
/** Nearly as small as the slowest setting at a tenth of its time. */
const BROTLI_QUALITY = 9;

type Encoding = 'br' | 'gzip' | 'identity';

/** One file, compressed when it is first asked for. */
export class Asset {
  readonly etag: string;
  private readonly encoded = new Map<Encoding, Promise<Buffer>>();

  constructor(
    readonly type: string,
    readonly cacheControl: string,
    private readonly bytes: Buffer,
  ) {
    this.etag = createHash('sha256').update(bytes).digest('base64url').slice(0, 27);
  }

  encodingFor(accepted: string): Encoding {
    if (this.bytes.length < MIN_COMPRESSED_BYTES || !COMPRESSIBLE.test(this.type)) return 'identity';
    if (/\bbr\b(?!\s*;\s*q=0(\.0+)?\s*(,|$))/.test(accepted)) return 'br';
    return /\bgzip\b(?!\s*;\s*q=0(\.0+)?\s*(,|$))/.test(accepted) ? 'gzip' : 'identity';
  }

  body(encoding: Encoding): Promise<Buffer> {
    const known = this.encoded.get(encoding);
    if (known) return known;
    const made = this.encode(encoding);
    this.encoded.set(encoding, made);
    return made;
  }

  private encode(encoding: Encoding): Promise<Buffer> {
    if (encoding === 'identity') return Promise.resolve(this.bytes);
    if (encoding === 'gzip') return promisify(gzip)(this.bytes);
    const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY };
    return promisify<Buffer, object, Buffer>(brotliCompress)(this.bytes, { params });
  }
}

export async function sendAsset(asset: Asset, request: Request, response: Response): Promise<void> {
  const encoding = asset.encodingFor(String(request.headers['accept-encoding'] ?? ''));
  const etag = `"${asset.etag}-${encoding}"`;
  response.setHeader('Cache-Control', asset.cacheControl);
  response.setHeader('Vary', 'Accept-Encoding');
  response.setHeader('ETag', etag);
  if (request.headers['if-none-match'] === etag) {
    response.statusCode = 304;
    response.end();
    return;
  }
  const body = await asset.body(encoding);
  response.setHeader('Content-Type', asset.type);
  if (encoding !== 'identity') response.setHeader('Content-Encoding', encoding);
  response.setHeader('Content-Length', body.length);
  response.end(request.method === 'HEAD' ? undefined : body);
}
