export interface RecordedCall {
  provider: string;
  /** Method and path, such as `POST /v1/messages`. */
  operation: string;
  body: string;
  contentType: string;
}

/** Quotes for a POSIX shell: nothing inside is read by it, whatever was recorded. */
function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function credentials(provider: string): string[] {
  if (/anthropic/i.test(provider)) return ['x-api-key: $ANTHROPIC_API_KEY', 'anthropic-version: 2023-06-01'];
  if (/gemini|google/i.test(provider)) return ['x-goog-api-key: $GEMINI_API_KEY'];
  if (/ollama/i.test(provider)) return [];
  return [`Authorization: Bearer $${provider.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}_API_KEY`];
}

/** The recorded call as a command that makes it again through this server. Credentials were never recorded, so they come from the environment. */
export function asCurl(call: RecordedCall, baseUrl: string): string {
  const [method = 'POST', path = '/'] = call.operation.split(' ', 2);
  const lines = [`curl -X ${quote(method)} ${quote(`${baseUrl}/${encodeURIComponent(call.provider)}${path}`)}`];
  if (call.contentType !== '') lines.push(`-H ${quote(`Content-Type: ${call.contentType}`)}`);
  for (const header of credentials(call.provider)) lines.push(`-H "${header}"`);
  if (call.body !== '') lines.push(`--data-binary ${quote(call.body)}`);
  return lines.join(' \\\n  ');
}
