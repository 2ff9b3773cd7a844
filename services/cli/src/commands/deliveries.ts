import { deliveriesOf } from '@earnback/projections'
import { listDeliveries } from '@earnback/projector'
import type { Command } from 'commander'
import * as E from 'fp-ts/Either'
import { lines } from '../answer'
import { type Run, withEngine } from '../context'
import { deliveriesText } from '../render/deliveries-text'
import { examples } from './examples'
import { type TimeOptions, timesOf, withTimes } from './times'

export const deliveriesCommand = (program: Command, run: Run): void => {
  withTimes(program.command('deliveries'))
    .description(
      'List every coupon whose threshold is met, when its credit is due, and whether it came in time; the overdue first.',
    )
    .addHelpText('after', examples('earnback deliveries', 'earnback deliveries --as-of 2026-03-10T00:00:00+09:00 --json'))
    .action((options: TimeOptions) =>
      run((context) =>
        withEngine(context, async (engine, { holidays }) => {
          const times = timesOf(options)
          const { coupons, position } = await listDeliveries(engine, times)
          const at = times.asOf ?? times.knownAt ?? context.now()
          const deliveries = deliveriesOf(coupons, holidays, at, { ...times, position })
          return E.right({ json: deliveries, text: (look) => lines(deliveriesText(deliveries, at, look)) })
        }),
      ),
    )
}
