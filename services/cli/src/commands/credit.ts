import { accountCreditOf, creditFacts } from '@earnback/projections'
import { viewAccount } from '@earnback/projector'
import type { Command } from 'commander'
import * as E from 'fp-ts/Either'
import { lines } from '../answer'
import { type Run, withEngine } from '../context'
import { creditText } from '../render/credit-text'
import { examples } from './examples'
import { accountNotFound, type TimeOptions, timesOf, withTimes } from './times'

export const creditCommand = (program: Command, run: Run): void => {
  withTimes(program.command('credit'))
    .description('Tell what is left of an ad account’s credit, and which charge was paid by which coupon’s credit.')
    .argument('<adAccountId>', 'the ad account')
    .addHelpText('after', examples('earnback credit acct-1', 'earnback credit acct-1 --as-of 2026-04-01T00:00:00Z --json'))
    .action((adAccountId: string, options: TimeOptions) =>
      run((context) =>
        withEngine(context, async (engine, { store }) => {
          const times = timesOf(options)
          const placed = await viewAccount(engine, adAccountId, times)
          if (placed === undefined) return E.left(accountNotFound(adAccountId, times, store.text))
          const { view, position } = placed
          const states = view.coupons.map(({ state }) => state)
          const at = times.asOf ?? times.knownAt ?? context.now()
          const facts = creditFacts(adAccountId, states, view.account)
          const credit = accountCreditOf(adAccountId, facts, at, { ...times, position })
          return E.right({ json: credit, text: (look) => lines(creditText(credit, at, look)) })
        }),
      ),
    )
}
