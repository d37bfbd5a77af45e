import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Asset } from './asset';

const text = Buffer.from('const a = 1;\n'.repeat(500));
const script = new Asset('text/javascript; charset=utf-8', 'no-cache', text);

describe('Asset', () => {
  it.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['gzip;q=0', 'identity'],
    ['', 'identity'],
  ])('answers "%s" with %s', (accepted, encoding) => {
    expect(script.encodingFor(accepted)).toBe(encoding);
  });

  it('does not compress what is small or packed already', () => {
    expect(new Asset('text/css', 'no-cache', Buffer.from('a{}')).encodingFor('br')).toBe('identity');
    expect(new Asset('image/png', 'no-cache', text).encodingFor('br')).toBe('identity');
  });

  it('compresses once, to the same bytes', async () => {
    expect(brotliDecompressSync(await script.body('br'))).toEqual(text);
    expect(gunzipSync(await script.body('gzip'))).toEqual(text);
    expect(script.body('br')).toBe(script.body('br'));
  });
});
