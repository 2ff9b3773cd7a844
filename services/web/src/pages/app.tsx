import type { ComponentType, VNode } from 'preact'
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks'
import { routeOf, type Route } from '../model/view'
import type { Reader } from '../model/instant'
import { type Api, forgetToken, hasToken, keepToken } from './api'
import { SurroundingsContext, type Surroundings } from './context'
import type { Machine } from './machine'
import { SignIn } from './parts/sign-in'

type PageComponent = ComponentType<{ readonly route: Route }>

/** Each page comes with its own scripts, so that an advertiser does not wait for a chart. */
const loadPage = async ({ page }: Route): Promise<PageComponent> => {
  if (page === 'dispute') {
    const { Page } = await import('./analyst/page')
    return Page
  }
  const { Page } = await import('./advertiser/page')
  return Page
}

const here = (): string => `${location.pathname}${location.search}`

const isOwnLink = (event: MouseEvent): HTMLAnchorElement | undefined => {
  const link = event.target instanceof Element ? event.target.closest('a') : null
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
  if (link === null || !isPlain || event.defaultPrevented || link.origin !== location.origin) return undefined
  return link.hasAttribute('download') || link.target !== '' || link.hash !== '' ? undefined : link
}

/** The address on show, and how to go to another without loading the page anew. */
const useAddress = (): readonly [string, Surroundings['go']] => {
  const [address, setAddress] = useState(here)
  const go = useCallback((to: string, how: 'push' | 'replace' = 'push') => {
    history[how === 'push' ? 'pushState' : 'replaceState'](null, '', to)
    setAddress(here())
  }, [])
  useEffect(() => {
    const onPop = (): void => setAddress(here())
    const onClick = (event: MouseEvent): void => {
      const link = isOwnLink(event)
      if (link === undefined) return
      event.preventDefault()
      go(`${link.pathname}${link.search}`)
      scrollTo(0, 0)
    }
    addEventListener('popstate', onPop)
    document.addEventListener('click', onClick)
    return () => {
      removeEventListener('popstate', onPop)
      document.removeEventListener('click', onClick)
    }
  }, [])
  return [address, go]
}

interface Props {
  readonly api: Api
  readonly machine: Machine
  readonly reader: Reader
}

const Top = ({ onSignOut }: { readonly onSignOut: (() => void) | undefined }): VNode => (
  <>
    <a class="skip" href="#main">
      Skip to the content
    </a>
    <header class="top">
      <a class="brand" href="/">
        Earnback
      </a>
      {onSignOut === undefined ? null : (
        <button class="quiet" onClick={onSignOut}>
          Sign out
        </button>
      )}
    </header>
  </>
)

export const App = ({ api, machine, reader }: Props): VNode => {
  const [address, go] = useAddress()
  const [isSigningIn, setSigningIn] = useState(false)
  const [loaded, setLoaded] = useState<{ readonly Page: PageComponent; readonly isDispute: boolean }>()
  const route = useMemo(() => {
    const url = new URL(address, location.origin)
    return routeOf(url.pathname, url.searchParams)
  }, [address])
  const isDispute = route.page === 'dispute'
  useEffect(() => void loadPage(route).then((Page) => setLoaded({ Page, isDispute })), [isDispute])
  const surroundings = useMemo(
    () => ({ api, machine, reader, go, askForToken: () => setSigningIn(true) }),
    [api, machine, reader, go],
  )
  const signIn = (token: string): void => {
    keepToken(token)
    setSigningIn(false)
  }
  const signOut = (): void => {
    forgetToken()
    setSigningIn(true)
  }
  return (
    <SurroundingsContext.Provider value={surroundings}>
      <Top onSignOut={hasToken() && !isSigningIn ? signOut : undefined} />
      <main id="main" tabIndex={-1} class={isDispute ? 'wide' : undefined}>
        {isSigningIn ? <SignIn onToken={signIn} /> : loaded?.isDispute === isDispute ? <loaded.Page route={route} /> : null}
      </main>
    </SurroundingsContext.Provider>
  )
}
