// Takes three things out of the compiled nhsuk-frontend stylesheet: rules for bare headings, paragraphs, links and lists,
// text classes we do not use (both belong to app/static/css/base.css), and media rules written for Internet Explorer.
// Usage: own-components.mjs IN.css OUT.css

import { readFileSync, writeFileSync } from "node:fs"
import postcss from "postcss"

const [, , source, target] = process.argv
const bare = /^(h[1-6]|p|a|address|ol|ul|li)(?![\w-])/
const unused = /^(\.nhsuk-(heading|caption|lede-text|body|code)|body:not)/
const ours = (selector) => !bare.test(selector) && !unused.test(selector)

const sheet = postcss.parse(readFileSync(source, "utf8"))
sheet.walkRules((rule) => {
  const kept = rule.selectors.filter(ours)
  if (kept.length) rule.selectors = kept
  else rule.remove()
})
sheet.walkAtRules("media", (at) => at.params.includes("\uFFFD") && at.remove())
sheet.walkAtRules((at) => at.nodes && at.nodes.length === 0 && at.remove())
sheet.walkComments((comment) => comment.remove())
writeFileSync(target, sheet.toString())
