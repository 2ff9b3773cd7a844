import { useEffect, useState } from 'preact/hooks'
import { ApiFailure } from './api'
import { useSurroundings } from './context'

/** Calls whenever the server says that a coupon's progress changed; answers whether it is listened to. */
export const useLive = (couponIds: ReadonlyArray<string>, onChange: () => void): boolean | undefined => {
  const { api } = useSurroundings()
  const [live, setLive] = useState<boolean>()
  const key = couponIds.join('\n')
  useEffect(() => {
    const controller = new AbortController()
    for (const couponId of couponIds) {
      let isFirst = true
      const onEvent = (): void => {
        // The first event says what was loaded already.
        if (!isFirst) onChange()
        isFirst = false
      }
      api
        .follow(`/v1/coupons/${encodeURIComponent(couponId)}/stream`, controller.signal, onEvent, setLive)
        .catch((error: unknown) => {
          if (!(error instanceof ApiFailure)) throw error
          setLive(false)
        })
    }
    return () => controller.abort()
  }, [key])
  return couponIds.length === 0 ? undefined : live
}
