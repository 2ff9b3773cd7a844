import type { Page, StoredEvent } from './port'

/** Every event of the pages in one array; for streams and tests, not for a log. */
export const collectEvents = async (pages: AsyncIterable<Page>): Promise<StoredEvent[]> => {
  const events: StoredEvent[] = []
  for await (const page of pages) for (const event of page) events.push(event)
  return events
}

export const collect = async <A>(items: AsyncIterable<A>): Promise<A[]> => {
  const all: A[] = []
  for await (const item of items) all.push(item)
  return all
}
