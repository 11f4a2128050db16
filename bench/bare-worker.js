// A Worker that does nothing: what any Worker costs.

export default {
  async fetch(request) {
    // Read, as every Worker must: workerd resets the connection otherwise.
    await request.arrayBuffer()
    return new Response('ok')
  },
}
