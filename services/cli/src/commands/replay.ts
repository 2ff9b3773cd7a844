import { existsSync } from 'node:fs'
import type { LogProblem } from '@earnback/event-store'
import { type Command, InvalidArgumentError } from 'commander'
import * as E from 'fp-ts/Either'
import { lines } from '../answer'
import { type Config, fileOf } from '../config'
import { type Context, type Outcome, type Run, withEngine } from '../context'
import { grouped } from '../render/amount'
import type { Look } from '../render/look'
import { visible } from '../render/visible'
import { type Replayed, replayLog } from '../replay/replay-log'
import type { Engine } from '../wire'
import { examples } from './examples'

interface ReplayLine {
  readonly published?: number
}

const UNPUBLISHED_LINES_MAX = 20

const counted = (count: number, one: string): string => `${grouped(String(count))} ${one}${count === 1 ? '' : 's'}`

const replayedText = function* ({ events, decisions, unpublished, problems }: Replayed, look: Look): Generator<string> {
  const what = `${counted(events, 'event')}, ${counted(decisions, 'decision')} that ${decisions === 1 ? 'goes' : 'go'} out`
  yield problems.length === 0
    ? `${look.good('ok')}  ${what}; a replay appends nothing and sends nothing`
    : `${look.bad('not ok')}  ${what}; ${counted(problems.length, 'problem')}`
  for (const { code, where, message } of problems) yield `  ${code}  ${visible(where)}: ${visible(message)}`
  if (unpublished.length > 0) yield `${counted(unpublished.length, 'decision')} not published yet; the publisher sends them next:`
  for (const { position, type, id } of unpublished.slice(0, UNPUBLISHED_LINES_MAX)) yield `  ${position}  ${type}  ${visible(id)}`
  if (unpublished.length > UNPUBLISHED_LINES_MAX) yield `  … and ${unpublished.length - UNPUBLISHED_LINES_MAX} more`
}

const answerOf = (replayed: Replayed): Outcome => {
  const ok = replayed.problems.length === 0
  const json = { ok, ...replayed }
  return E.right({ json, text: (look) => lines(replayedText(replayed, look)), exit: ok ? 0 : 1 })
}

const unreadable = (problem: LogProblem): Outcome =>
  answerOf({ events: 0, decisions: 0, unpublished: [], emitted: 0, problems: [problem] })

const replay = async ({ store }: Engine, config: Config, { meter, edge }: Context, line: ReplayLine): Promise<Outcome> => {
  const bar = meter('replay', 'events')
  const replayed = await replayLog(store, {
    grantAuthority: config.grantAuthority,
    published: line.published,
    progress: (done, total) => bar.update(done, total),
    pause: edge.pause,
  })
  bar.end()
  return answerOf(replayed)
}

const replayStore = async (context: Context, line: ReplayLine): Promise<Outcome> => {
  if (E.isRight(context.config)) {
    const { kind, text } = context.config.right.store
    const message = 'there is no store to replay; check --store'
    if (kind === 'sqlite' && !existsSync(fileOf(context.config.right)))
      return unreadable({ code: 'STORE_MISSING', where: text, message })
  }
  return withEngine(context, (engine, config) => replay(engine, config, context, line))
}

const positionOption = (text: string): number => {
  const position = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(position))
    throw new InvalidArgumentError('Expected a position of the log, a whole number from 0.')
  return position
}

export const replayCommand = (program: Command, run: Run): void => {
  program
    .command('replay')
    .description('Fold the whole log and decide again, and prove that nothing would be appended or sent a second time.')
    .requiredOption('--assert-no-emit', 'fail where a replay would append or send anything; there is no other replay')
    .option(
      '--published <position>',
      'list the decisions beyond this position, up to which the publisher has sent them',
      positionOption,
    )
    .addHelpText(
      'after',
      examples('earnback replay --assert-no-emit', 'earnback replay --assert-no-emit --published 4711 --json'),
    )
    .action((line: ReplayLine) => run((context) => replayStore(context, line)))
}
