import { toldDossier } from '@earnback/projector'
import type { Command } from 'commander'
import * as E from 'fp-ts/Either'
import { lines } from '../answer'
import { readingPolicy } from '../config'
import { type Run, withEngine } from '../context'
import { dossierText } from '../render/dossier-text'
import { examples } from './examples'
import { couponNotFound } from './times'

export const dossierCommand = (program: Command, run: Run): void => {
  program
    .command('dossier')
    .description(
      'Put together what support needs to answer for one coupon: terms, timeline, attempts, verdicts, findings, proof.',
    )
    .argument('<couponId>', 'the coupon')
    .addHelpText('after', examples('earnback dossier c-1 --json > c-1.json'))
    .action((couponId: string) =>
      run((context) =>
        withEngine(context, async ({ store }, config) => {
          const dossier = await toldDossier(store, couponId, { ...readingPolicy(config), now: context.now() })
          return dossier === undefined
            ? E.left(couponNotFound(couponId, {}, config.store.text))
            : E.right({ json: dossier, text: (look) => lines(dossierText(dossier, look)) })
        }),
      ),
    )
}
