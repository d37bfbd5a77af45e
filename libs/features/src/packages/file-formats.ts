// Which files are taken for a package, by their first bytes: a web page or a spreadsheet that was chosen by mistake is
// not sent to a fleet. Nothing is ever unpacked here; machines do that.
import type { UploadedType } from '@coffee/contract/packages';

interface Format {
  name: string;
  at: number;
  bytes: Buffer;
}

const format = (name: string, hex: string, at = 0): Format => ({ name, at, bytes: Buffer.from(hex, 'hex') });

const ARCHIVES = [
  format('zip', '504b0304'),
  format('gzip', '1f8b'),
  format('xz', 'fd377a585a00'),
  format('zstd', '28b52ffd'),
  format('tar', '7573746172', 257),
];
const FORMATS: Record<UploadedType, readonly Format[]> = {
  firmware: [
    ...ARCHIVES,
    format('elf', '7f454c46'),
    format('u-boot', '27051956'),
    format('device tree', 'd00dfeed'),
    format('squashfs', '68737173'),
  ],
  resources: [
    ...ARCHIVES,
    format('png', '89504e470d0a1a0a'),
    format('jpeg', 'ffd8ff'),
    format('webp', '57454250', 8),
  ],
};

/** The format's name; null when it is none that this type may have. */
export function formatOf(type: UploadedType, head: Buffer): string | null {
  const found = FORMATS[type].find(({ at, bytes }) => head.subarray(at, at + bytes.length).equals(bytes));
  return found?.name ?? null;
}

export function formatNames(type: UploadedType): string {
  return FORMATS[type].map(({ name }) => name).join(', ');
}
