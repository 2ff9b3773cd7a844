const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/

export const isLoopback = (host: string): boolean => LOOPBACK.test(host)

export interface StartRefusal {
  readonly code: 'KEYS_MISSING' | 'DEV_NOT_LOCAL'
  readonly message: string
  readonly advice: string
}

/** Why the service must not start: open to nobody who is known, or open to others without keys. */
export const startRefusal = (options: {
  readonly isDev: boolean
  readonly host: string
  readonly hasKeys: boolean
  readonly hasTokens: boolean
}): StartRefusal | undefined => {
  const { isDev, host, hasKeys, hasTokens } = options
  if (isDev && !isLoopback(host))
    return {
      code: 'DEV_NOT_LOCAL',
      message: `--dev opens everything without keys, so it listens on this machine alone, and not on ${host}`,
      advice: 'leave --host out, or make keys with `earnback keys create` and leave --dev out',
    }
  return isDev || hasKeys || hasTokens
    ? undefined
    : {
        code: 'KEYS_MISSING',
        message: 'there is no key, so nobody could ask anything',
        advice: 'make one with `earnback keys create --scopes coupons:read --accounts <id>`, or start with --dev on this machine',
      }
}
