// Bounded reading from a stream, which the other side may never end.

/** Reads to the end, or until there are more than `maxBytes` bytes. */
export async function takeBytes(stream: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxBytes) break;
  }
  return Buffer.concat(chunks);
}
