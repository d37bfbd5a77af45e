export const DOCS_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Coffee Admin API</title>
    <link rel="icon" href="/favicon.svg" />
    <link rel="stylesheet" href="/api/docs/swagger-ui.css" />
    <script src="/api/docs/swagger-ui-bundle.js" defer></script>
    <script src="/api/docs/docs.js" defer></script>
  </head>
  <body>
    <main id="docs"></main>
  </body>
</html>
`;

export const DOCS_SCRIPT = `SwaggerUIBundle({ url: '/api/docs-json', dom_id: '#docs', deepLinking: true });
`;
