// Lint rules of this repository that no package has.
import path from 'node:path';

/** The folders whose children are features: a relative import must not lead from one child into another. */
const FEATURE_FOLDERS = [
  /^(.*\/libs\/features\/src)\/([^/]+)\//,
  /^(.*\/apps\/admin\/src\/features)\/([^/]+)\//,
];

function featureOf(file) {
  for (const pattern of FEATURE_FOLDERS) {
    const found = pattern.exec(`${file}/`);
    if (found) return { folder: found[1], name: found[2] };
  }
  return null;
}

/** Siblings on the server speak through their index; features of the admin do not speak at all. */
function isIndex(file, { folder, name }) {
  const home = `${folder}/${name}`;
  return folder.endsWith('/libs/features/src') && (file === home || file === `${home}/index`);
}

const stayInFeature = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      sibling:
        'A feature does not reach into the folder of its sibling "{{name}}": on the server import its index, in the admin move what both need to ui/ or api/.',
    },
  },
  create(context) {
    const home = featureOf(context.filename);
    if (!home) return {};
    const check = (node) => {
      const source = node.source?.value;
      if (typeof source !== 'string' || !source.startsWith('.')) return;
      const file = path.resolve(path.dirname(context.filename), source);
      const target = featureOf(file);
      if (target?.folder === home.folder && target.name !== home.name && !isIndex(file, target)) {
        context.report({ node: node.source, messageId: 'sibling', data: { name: target.name } });
      }
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    };
  },
};

const disableNeedsReason = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { reason: 'Say why after two dashes: eslint-disable-next-line rule -- reason' },
  },
  create(context) {
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          if (/^\s*eslint-disable/.test(comment.value) && !/\s--\s+\S/.test(comment.value)) {
            context.report({ loc: comment.loc, messageId: 'reason' });
          }
        }
      },
    };
  },
};

export default { rules: { 'stay-in-feature': stayInFeature, 'disable-needs-reason': disableNeedsReason } };
