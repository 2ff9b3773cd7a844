export interface ServerSentEvent {
  readonly id: string | undefined
  readonly event: string
  readonly data: string
}

const field = (line: string): readonly [string, string] => {
  const colon = line.indexOf(':')
  if (colon === -1) return [line, '']
  const value = line.slice(colon + 1)
  return [line.slice(0, colon), value.startsWith(' ') ? value.slice(1) : value]
}

const readBlock = (block: string): ServerSentEvent | undefined => {
  let id: string | undefined
  let event = 'message'
  const data: Array<string> = []
  for (const line of block.split(/\r\n|\r|\n/)) {
    const [name, value] = field(line)
    if (name === 'id') id = value
    else if (name === 'event') event = value
    else if (name === 'data') data.push(value)
  }
  return data.length === 0 ? undefined : { id, event, data: data.join('\n') }
}

/** Takes what has arrived of a stream of server-sent events; answers the whole events in it and the rest for the next time. */
export const readEvents = (text: string): { readonly events: ReadonlyArray<ServerSentEvent>; readonly rest: string } => {
  const blocks = text.split(/\r\n\r\n|\n\n|\r\r/)
  const rest = blocks.pop() ?? ''
  return { events: blocks.flatMap((block) => readBlock(block) ?? []), rest }
}
