import { accountOf, accountStream, couponStream } from '@earnback/coupon'
import type { EventStore } from '@earnback/event-store'
import { type Dossier, dossierOf, type Expectation } from '@earnback/projections'
import { toldStream } from './logged'
import { viewCouponAt } from './view-coupon'

/** Everything about one coupon as the log tells it at its head; undefined where it does not know the coupon (R52). */
export const toldDossier = async (
  store: EventStore,
  couponId: string,
  expectation: Expectation,
): Promise<Dossier | undefined> => {
  const { position, hash } = await store.head()
  const view = await viewCouponAt(store, couponId, {}, position)
  if (view === undefined) return undefined
  const account = accountOf(view.state)
  return dossierOf(
    view,
    {
      coupon: await toldStream(store, couponStream(couponId), position),
      account: account === undefined ? [] : await toldStream(store, accountStream(account), position),
    },
    { position, hash },
    expectation,
  )
}
