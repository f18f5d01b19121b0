/** A few words for what a client of ioredis throws, the same for the same reason. */
export function kindOf(error: unknown): string {
  const { code = '', message = String(error) } = error as { readonly code?: string; readonly message?: string };
  if (code !== '' && !message.includes(code)) return code;
  return (
    message
      // Who it was is another thing each time.
      .replaceAll(/\b\d{1,3}(\.\d{1,3}){3}(:\d+)?\b/g, 'ADDRESS')
      .replaceAll(/[\w-]+(\.[\w-]+)+\.svc(\.[\w.-]+)?(:\d+)?/g, 'NODE')
      .replaceAll(/\bMOVED \d+/g, 'MOVED SLOT')
      .slice(0, 80)
  );
}
