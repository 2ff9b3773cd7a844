import type { Explanation } from '@earnback/projections'
import { earnback, type Ran } from './earnback'

export interface Answers {
  readonly store: string
  readonly now: string
}

type Json = Record<string, unknown>

/** Asks the command line, once for each question until the log has grown. */
export class CommandLine {
  private readonly known = new Map<string, Promise<Ran>>()

  constructor(private readonly answers: Answers) {}

  forget(): void {
    this.known.clear()
  }

  ask(args: ReadonlyArray<string>): Promise<Ran> {
    const key = args.join('\n')
    const found = this.known.get(key)
    if (found !== undefined) return found
    const { store, now } = this.answers
    const asked = earnback([...args, '--store', store, '--now', now, '--json'])
    this.known.set(key, asked)
    return asked
  }
}

const LIMIT_MAX = 1_000

/** A page of a list, and where the next one begins. */
export const paged = <Entry>(
  entries: ReadonlyArray<Entry>,
  query: URLSearchParams,
): { readonly page: ReadonlyArray<Entry>; readonly nextCursor: string | null } => {
  const from = Number(query.get('cursor') ?? 0)
  const to = from + Math.min(LIMIT_MAX, Number(query.get('limit') ?? 200))
  return { page: entries.slice(from, to), nextCursor: to < entries.length ? String(to) : null }
}

const times = (query: URLSearchParams): ReadonlyArray<string> =>
  Object.entries({ asOf: '--as-of', knownAt: '--known-at' }).flatMap(([name, option]) => {
    const at = query.get(name)
    return at === null ? [] : [option, at]
  })

/** What the demo's feed would say of itself where it came from Kafka. */
const originOf = (stream: string, position: number): Json =>
  stream.startsWith('spend-')
    ? { topic: 'earnback.spend.v1', partition: 0, offset: position }
    : { file: 'coupons.ndjson', line: position }

interface Dossier {
  readonly adAccountId: string
  readonly timeline: ReadonlyArray<Json & { readonly position: number; readonly stream: string }>
  readonly verdicts: Explanation['verdicts']
}

const eventsOf = ({ timeline, verdicts, adAccountId }: Dossier): ReadonlyArray<Json> => {
  const stream = `spend-${adAccountId}`
  const spend = verdicts.map(({ position, source, id, occurredAt, recordedAt, calculatedAt, spendId, amount }, revision) => ({
    ...{ position, stream, revision, type: 'SpendRecorded', source, id, occurredAt, reportedAt: null, recordedAt, calculatedAt },
    ...{ actor: null, causationid: null, data: { spendId, adAccountId, amount } },
  }))
  return [...timeline, ...spend]
    .sort((one, other) => one.position - other.position)
    .map((event) => ({ ...event, origin: originOf(event.stream, event.position) }))
}

type Reply = (
  cli: CommandLine,
  id: string,
  query: URLSearchParams,
) => Promise<{ readonly ran: Ran; readonly body: () => unknown }>

const whole =
  (command: (id: string) => ReadonlyArray<string>): Reply =>
  async (cli, id, query) => {
    const ran = await cli.ask([...command(id), ...times(query)])
    return { ran, body: () => JSON.parse(ran.out) as unknown }
  }

const spend: Reply = async (cli, id, query) => {
  const ran = await cli.ask(['explain', id, ...times(query)])
  return {
    ran,
    body: () => {
      const explanation = JSON.parse(ran.out) as Explanation
      const verdict = query.get('verdict')
      const lines = explanation.verdicts.filter((line) => verdict === null || line.verdict === verdict)
      const { page, nextCursor } = paged(lines, query)
      const verdicts = page.map((line) => ({ ...line, origin: originOf('spend-', line.position) }))
      return { ...explanation, verdicts, nextCursor }
    },
  }
}

const events: Reply = async (cli, id, query) => {
  const ran = await cli.ask(['dossier', id])
  return {
    ran,
    body: () => {
      const after = Number(query.get('after') ?? 0)
      const isMeant = ({ position, type }: Json): boolean => Number(position) > after && type !== query.get('without')
      const { page, nextCursor } = paged(eventsOf(JSON.parse(ran.out) as Dossier).filter(isMeant), query)
      return { couponId: id, events: page, nextCursor }
    },
  }
}

/** The requests of the pages, by the pattern of their address. */
export const REPLIES: ReadonlyArray<readonly [RegExp, Reply]> = [
  [/^\/v1\/coupons\/([^/]+)$/, whole((id) => ['progress', id])],
  [/^\/v1\/coupons\/([^/]+)\/spend$/, spend],
  [/^\/v1\/coupons\/([^/]+)\/events$/, events],
  [/^\/v1\/ad-accounts\/([^/]+)\/promotions$/, whole((id) => ['promotions', id])],
  [/^\/v1\/ad-accounts\/([^/]+)\/credit$/, whole((id) => ['credit', id])],
  [/^\/v1\/findings()$/, whole(() => ['findings'])],
  [/^\/v1\/deliveries()$/, whole(() => ['deliveries'])],
]
