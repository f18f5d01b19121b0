/**
 * The body of `response` as text.
 *
 * @throws Error when it is longer than `bytes`: an answer without end must not fill the memory of the one who reads it.
 */
export async function readAtMost(response: Response, bytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let read = 0;
  let text = '';
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    read += chunk.byteLength;
    if (read > bytes) throw new Error(`the answer is longer than ${bytes} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
