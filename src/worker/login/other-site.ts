// Tells a request that a page of another site made a browser send, with the cookies of whoever looks at that page.

/** By what browsers say of it; other programs say nothing, and bring no cookie that they were not given. */
export function isFromOtherSite(request: Request, publicUrl: string | undefined): boolean {
  const site = request.headers.get('Sec-Fetch-Site')
  // `none` is what a person typed or chose: no page can send that.
  if (site !== null && site !== 'same-origin' && site !== 'none') return true
  const origin = request.headers.get('Origin')
  if (origin === null) return false
  // An address without `https://` has this for its origin, too.
  if (origin === 'null') return true
  return ![request.url, publicUrl?.trim() ?? ''].some(
    (own) => URL.canParse(own) && new URL(own).origin === origin,
  )
}
