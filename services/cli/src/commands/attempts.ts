import { listAttempts } from '@earnback/projector'
import type { Command } from 'commander'
import * as E from 'fp-ts/Either'
import { lines } from '../answer'
import { type Run, withEngine } from '../context'
import { attemptsText } from '../render/attempts-text'
import { examples } from './examples'
import { type TimeOptions, timesOf, withTimes } from './times'

export const attemptsCommand = (program: Command, run: Run): void => {
  withTimes(program.command('attempts'))
    .description('List every attempt to activate a code for an ad account: what was asked, what came of it, and each reason.')
    .argument('<adAccountId>', 'the ad account')
    .addHelpText('after', examples('earnback attempts acct-1', 'earnback attempts acct-1 --known-at 2026-03-10T00:00:00Z --json'))
    .action((adAccountId: string, options: TimeOptions) =>
      run((context) =>
        withEngine(context, async (engine) => {
          const attempts = await listAttempts(engine, adAccountId, timesOf(options))
          return E.right({ json: attempts, text: (look) => lines(attemptsText(attempts, look)) })
        }),
      ),
    )
}
