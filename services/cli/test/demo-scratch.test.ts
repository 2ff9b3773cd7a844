import { parseInstant } from '@earnback/kernel'
import { viewCoupon } from '@earnback/projector'
import { explanationOf, progressOf } from '@earnback/projections'
import * as E from 'fp-ts/Either'
import { generateMonth } from '../src/demo/month'
import { playMonth } from '../src/demo/play-month'
import { openEngine } from '../src/wire'
import { parseDuration } from '@earnback/kernel'
const d = (t: string) => { const p = parseDuration(t); if (E.isLeft(p)) throw 1; return p.right }
test('x', async () => {
  let t = Date.now()
  const month = generateMonth()
  console.log('gen', Date.now() - t, month.steps.reduce((n, s) => n + s.lines.length, 0))
  require('node:fs').rmSync('/tmp/demo-scratch.db', { force: true })
  const e = await openEngine({ store: { text: '', path: '/tmp/demo-scratch.db' }, calculationLag: d('PT3H'), calculationEvery: d('PT15M'), allowedLateness: d('P3D'), grantAuthority: 'engine' })()
  if (E.isLeft(e)) throw new Error(JSON.stringify(e))
  const engine = e.right
  t = Date.now()
  const p = await playMonth(engine, month)
  console.log('play', Date.now() - t, JSON.stringify(p, null, 1), await engine.store.head())
  const out: string[] = []
  for (const c of month.couponIds) {
    const s = (await engine.projector.standings(c))!
    const pr = progressOf(s.standings, month.end, { position: s.position })
    const pv = await viewCoupon(engine.store, c, {})
    const ex = explanationOf(pv!.view, { position: pv!.position })
    out.push([c, pr.status, pr.flags, pr.reported?.amount, pr.calculated?.amount, pr.pending?.amount, pr.threshold?.amount, pr.metAt, pr.grantedAt].join(' | '))
    out.push('   ' + ex.verdicts.length + ' ' + JSON.stringify(ex.totals))
    out.push('   ' + pr.findings.map((f) => f.code + ' ' + f.about).join('; '))
  }
  console.log(out.join('\n'))
  await engine.store.close()
})
