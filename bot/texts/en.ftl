# What the bot says, in English. One message a line; `zh-Hans.ftl` has the same keys, `zh-Hant.ftl` is made from it.

# --- headings and labels of a card ---
heading-meaning = What it means
heading-causes = Likely causes
heading-checks = First checks
heading-caller = For the caller
heading-headers = Headers
heading-owners = Who says it, and how to tell
heading-confusions = Not to be confused with
heading-related = Related
heading-history = History
heading-myth = Often said
source-unread = { $title } (not read there itself)
heading-doubt = Not confirmed
heading-example = Example
heading-constants = In code
heading-members = Members
heading-also = It can also be
label-side = Side
label-path = Path
label-standing = Standing
label-retry = Retry
label-cacheable = Cached
label-sign = Sign
label-content = Body
label-method = Method
label-class = Class
label-names = Also called

# --- values ---
side-caller = the caller
side-network = the network between
side-proxy = a proxy or gateway
side-cdn = the CDN
side-balancer = the load balancer
side-origin = the server
side-shared = either side
side-nobody = nobody's fault
standing-standard = standard
standing-experimental = experimental
standing-deprecated = deprecated
standing-obsolete = obsolete
standing-reserved = reserved
standing-unofficial = unofficial
retry-unneeded = not needed
retry-no = no, the same request fails again
retry-changed = only after changing the request
retry-credentials = with (other) credentials
retry-redirect = follow the redirect
retry-pause = yes, after a pause
retry-once = once, if the request is idempotent
retry-safe = once, whatever the method
retry-depends = depends on the cause
cacheable-default = yes, unless headers forbid it
cacheable-explicit = only if headers say so
cacheable-no = never
cacheable-unknown = not defined
content-expected = yes
content-allowed = may have one
content-forbidden = must not have one
content-none = there is no response
method-kept = stays the same
method-get = becomes GET
method-may-change = POST may become GET
need-must = must
need-should = should
need-may = may
carrier-request = request
carrier-response = response

# --- buttons ---
button-more = More
button-less = Less
button-causes = Causes
button-checks = Checks
button-caller = Caller
button-owners = Who says it
button-page = Page { $page } of { $pages }
button-related = Related
button-compare = vs { $code }
button-copy = Copy check
button-source = Source
button-help = How to ask
button-list = What I know
button-language = 中文
button-remove = Remove
button-share = Post here
button-members = All { $group }

# --- comparing ---
compare-title = { $codes } compared
compare-lead = Side by side:
compare-question = Question
compare-meaning = What it says
compare-side = Whose side
compare-retry = Retry?
compare-cacheable = Cached by default?
compare-method = Method on redirect
compare-standing = Standing
compare-verdict = In short

# --- classes and lists ---
list-title = What the book knows
list-lead = Families of codes; pick one, or ask for any code by number or name.
family-part = { $count } codes; here are the { $shown } that people meet most.
family-lead = { $count ->
    [one] One code.
   *[other] { $count } codes.
}

# --- logs ---
log-title = { $count ->
    [one] One code in this text
   *[other] { $count } codes in this text
}
log-lead = In order of appearance:
log-part = The first { $shown }, in order of appearance:

# --- suggestions, misses ---
choose-title = Did you mean
choose-lead = I am not sure. The closest ones:
unknown-title = { $code } is not in the book
unknown-lead = No standard or vendor code { $code } that I know of.
unknown-class = A client that does not know it treats it as { $base }: { $group }
unknown-outside = HTTP status codes go from 100 to 599.
nothing-title = That is no code I know
nothing-lead = Send a code (503), a name (bad gateway), a symptom (upstream took too long), two codes to compare (301 vs 302), or paste a log line.
nothing-log-title = No status code in this text
nothing-log-lead = I looked for status codes among the numbers and found none. If one is there, send it by itself.
thanks-title = You're welcome
thanks-lead = Any time. Send the next code when it comes.
greeting-title = Hello
greeting-lead = Send a code (503), a name, a symptom, or paste a log line; I tell what it means and what to check.

# --- help, about, language, privacy ---
help-title = How to ask
help-lead = Any way you like; I answer in the language of the question.
help-code = a code
help-name = a name, misspelt too
help-symptom = what happened
help-compare = codes to compare
help-class = a class
help-log = a pasted log line, trace or alert
help-commands = Commands
about-title = Whatcode 码上查
about-lead = Tells what a code means, whose side it is, and what to check first. Works offline, from { $count } entries with sources.
about-version = Version { $version }
language-title = Language
language-lead = I answer in the language of your question. Where it does not tell, I use your choice:
language-kept = From now on I answer in { $language } where the question does not tell.
language-name-en = English
language-name-zh-hans = 简体中文
language-name-zh-hant = 繁體中文
privacy-title = What is kept
privacy-lead = Your choices; and for a day the numbers of messages, so that none is answered twice. No message text is ever stored or logged.
privacy-unread = The storage does not answer just now, so I cannot tell what is kept. Everything else works; try again later.
privacy-language = Language
privacy-detail = Detail
privacy-private = Answers for you alone
privacy-none = nothing
privacy-person = Of you
privacy-place = Of this place
privacy-delete = Delete what is kept of me
privacy-deleted = Deleted. Nothing is kept of you.
privacy-place-delete = Delete what is kept of this place
privacy-place-deleted = Deleted. Nothing is kept of this place.
detail-compact = compact
detail-full = full
detail-title = Detail
detail-lead = How long answers are:
detail-kept = Kept.
private-on = for the asker alone
private-off = for everyone
private-title = Answers to commands
private-lead = Who sees the answers to commands in this place:
private-kept = Kept for this place.
private-denied = Only those who may manage messages can change this for everyone.
remove-denied = Only the one who asked, or who may manage messages, can remove this answer.
start-title = Whatcode 码上查

# --- notices ---
notice-unsupported-title = I read text only
notice-unsupported-lead = Send the code or the log as text, or as a text file.
notice-unseen-title = I cannot see the text of that message
notice-unseen-lead = Choose `{ command-explain-on-message }` in its own menu, or paste the text here.
notice-too-large-title = That file is too large
notice-too-large-lead = I read text files up to { $limit } KB. Send the lines around the error.
notice-not-text-title = That file is no text
notice-not-text-lead = I read plain text files (UTF-8). Paste the lines instead.
notice-stale-title = That button is from an earlier version
notice-stale-lead = Ask again and I answer afresh.
notice-failed-title = Something went wrong on my side
notice-failed-lead = Please try again. If it stays, tell the operator this number: { $incident }
notice-limited-title = A moment, please
notice-limited-lead = That was a lot of questions. I answer again in a minute.
notice-unremoved-title = I could not remove that
notice-unremoved-lead = It is too old for me, or I lack the right here. An administrator can delete it.
notice-unkept-title = I could not keep that
notice-unkept-lead = The storage does not answer just now. Everything else works; try again later.
notice-undeleted-title = I could not delete that
notice-undeleted-lead = The storage does not answer just now, so it is still kept. Everything else works; try again later.

# --- the menus ---
command-code-label = code
command-code-description = What a code, name or symptom means
command-compare-label = compare
command-compare-description = Codes side by side
command-list-label = list
command-list-description = A class, a family, or all there is
command-explain-label = explain
command-explain-description = Find and explain the codes in a text
command-explain-on-message = Explain codes
command-language-label = language
command-language-description = The language of answers
command-help-label = help
command-help-description = How to ask
command-about-label = about
command-about-description = What this bot is
command-privacy-label = privacy
command-privacy-description = What is kept of you, and deleting it
command-settings-label = settings
settings-title = Settings
command-settings-description = How long answers are, and who sees them
option-choice-label = choice
option-choice-description = Short or full cards; for you alone or for everyone
choice-compact = short cards
choice-full = full cards
choice-private = commands answered for the asker alone
choice-public = commands answered for everyone
command-start-label = start
command-start-description = Begin
option-query-label = query
option-query-description = A code, a name or what happened
option-first-label = first
option-second-label = second
option-third-label = third
option-fourth-label = fourth
option-compare-description = A code or a name
option-group-label = group
option-group-description = A class (5xx) or a family (grpc)
option-text-label = text
option-text-description = The log, alert or trace
option-file-label = file
option-file-description = A text file up to 256 KB
option-language-label = language
option-language-description = English, Simplified or Traditional Chinese
dialog-explain-title = Explain a text
profile-description = What does 503 mean? Send a code, a name, a symptom or a log line, in English or Chinese, and get what it means, whose side it is, and what to check first.
profile-short = Tells on-call people what a code means. 码上查

# --- the terminal ---
terminal-welcome = Whatcode 码上查. Ask for a code, a name or a symptom, or paste a log line. A number, or what stands beside it, picks a choice; Ctrl-D leaves.
terminal-token = To answer in a team chat, set { $names } and start again (see README).
terminal-prompt = ask>
terminal-bye = Bye.
