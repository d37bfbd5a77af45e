// Every word on screen comes from here: both languages have the same keys, every used key exists, and no page writes its own.
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { ERROR_STATUS } from '@coffee/contract/errors';
import { PERMISSIONS } from '@coffee/contract/permissions';
import en from './en.json';
import zh from './zh-CN.json';

const SOURCE = join(__dirname, '..');

function flatten(messages: object, prefix = ''): string[] {
  return Object.entries(messages).flatMap(([key, value]) =>
    typeof value === 'object' ? flatten(value as object, `${prefix}${key}.`) : [`${prefix}${key}`],
  );
}

function sources(): ts.SourceFile[] {
  return readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.spec\.tsx?$/.test(name))
    .map((name) =>
      ts.createSourceFile(name, readFileSync(join(SOURCE, name), 'utf8'), ts.ScriptTarget.Latest, true),
    );
}

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => visit(child, look));
}

const place = (node: ts.Node) => {
  const file = node.getSourceFile();
  return `${relative('.', file.fileName)}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
};

/** Keys with their plural endings taken off, as `t` is called with them. */
const keys = new Set(flatten(en).flatMap((key) => [key, key.replace(/_(one|other)$/, '')]));

describe('the messages', () => {
  it('have the same keys in both languages', () => {
    expect(flatten(zh).sort()).toEqual(flatten(en).sort());
  });

  it('keep the same placeholders in both languages', () => {
    const placeholders = (messages: object) =>
      Object.fromEntries(
        flatten(messages).map((key) => {
          const text = key
            .split('.')
            .reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], messages) as string;
          return [key, (text.match(/\{\{\w+\}\}/g) ?? []).sort()];
        }),
      );
    const english = placeholders(en);
    const differing = Object.entries(placeholders(zh)).filter(
      ([key, names]) => String(names) !== String(english[key]),
    );
    expect(differing).toEqual([]);
  });

  it('are never empty', () => {
    expect(JSON.stringify([en, zh])).not.toContain('""');
  });

  it('know every error code of the wire', () => {
    expect(Object.keys(ERROR_STATUS).filter((code) => !keys.has(`error.${code}`))).toEqual([]);
  });

  it('know every permission that a route may ask for', () => {
    const wanted = Object.keys(PERMISSIONS).map((permission) => `permission.${permission.replace('.', '_')}`);
    expect(wanted.filter((key) => !keys.has(key))).toEqual([]);
  });

  it('exist for every key that is used', () => {
    const missing: string[] = [];
    for (const file of sources()) {
      visit(file, (node) => {
        if (!ts.isCallExpression(node) || node.expression.getText() !== 't') return;
        const key = node.arguments[0];
        if (key && ts.isStringLiteral(key) && !keys.has(key.text)) missing.push(`${place(node)} ${key.text}`);
        if (
          key &&
          ts.isTemplateExpression(key) &&
          ![...keys].some((known) => known.startsWith(key.head.text))
        ) {
          missing.push(`${place(node)} ${key.getText()}`);
        }
      });
    }
    expect(missing).toEqual([]);
  });

  it('are the only words on a page', () => {
    const literal: string[] = [];
    const spoken = /^(aria-label|title|placeholder|alt|label)$/;
    for (const file of sources()) {
      visit(file, (node) => {
        const text = ts.isJsxText(node)
          ? node.text
          : ts.isJsxAttribute(node) &&
              spoken.test(node.name.getText()) &&
              node.initializer &&
              ts.isStringLiteral(node.initializer)
            ? node.initializer.text
            : '';
        // Keys of a keyboard are no words.
        if (/\p{L}{2,}/u.test(text)) literal.push(`${place(node)} ${text.trim()}`);
      });
    }
    expect(literal).toEqual([]);
  });
});
