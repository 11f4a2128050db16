// Builds elements. Text only ever becomes text, never markup: ticket text comes from anybody.

export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue
    if (name === 'on')
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener)
    else if (name in node && name !== 'list' && typeof value !== 'string') node[name] = value
    else node.setAttribute(name, value === true ? '' : String(value))
  }
  node.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false))
  return node
}

export const byId = (id) => document.getElementById(id)
