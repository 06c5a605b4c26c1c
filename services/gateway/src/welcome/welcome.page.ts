/** All there is to see until the console comes. */
export const WELCOME = `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Fieldline</title>
  <style>
    body { font: 16px/1.5 system-ui, sans-serif; margin: 15vh auto; max-width: 34rem; padding: 0 1rem }
    @media (prefers-color-scheme: dark) { body { background: #16191d; color: #e6e8eb } a { color: #8ab4f8 } }
  </style>
  <h1>Fieldline</h1>
  <p>The texting platform for field-service businesses is running.</p>
  <ul>
    <li>The API is served under <code>/v1</code>; the README of the repository shows the first calls.</li>
    <li><a href="/readyz">Is everything up?</a></li>
  </ul>
</html>
`;
