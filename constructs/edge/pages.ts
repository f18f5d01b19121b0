/** What the edge answers by itself when there is no answer of an app. nginx fills in the status and the request's id (SSI). */

const page = (title: string, text: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>
  :root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif }
  body { display: grid; place-content: center; min-height: 90vh; margin: 0 1.5rem; text-align: center }
  h1 { font-size: 1.5rem; margin: 0 }
  p { margin: .5rem 0; opacity: .8 }
</style>
<h1>${title}</h1>
<p>${text}</p>
<p><small>Request <!--# echo var="edge_request_id" default="" --></small></p>
`;

export const PROBLEM_HTML = page(
  'This did not work (<!--# echo var="status" default="" -->)',
  'Please try again in a moment.',
);
export const MAINTENANCE_HTML = page('Back soon', 'We are working on it. Please try again later.');
/** For whoever does not ask for a page. */
export const PROBLEM_JSON =
  '{"error":{"status":<!--# echo var="status" default="0" -->,"request_id":"<!--# echo var="edge_request_id" default="" -->"}}\n';
