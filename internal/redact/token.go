package redact

import "strings"

// prefix is the beginning of the tokens of a vendor. The catalogue has most prefixes, with exact lengths of tokens. This list has those that the
// catalogue lacks, or whose tokens differ in length.
type prefix struct {
	text string
	// least is the minimum number of bytes after the prefix.
	least int
}

// prefixes come from the documentation of the vendors.
var prefixes = []prefix{
	{"sk-", 16}, {"sk_live_", 16}, {"sk_test_", 16}, {"rk_live_", 16}, {"rk_test_", 16}, {"whsec_", 16}, // Anthropic, OpenAI and their like; Stripe
	{"AKIA", 16}, {"ASIA", 16}, {"ABIA", 16}, {"ACCA", 16}, {"AIza", 30}, {"GOCSPX-", 16}, {"ya29.", 20}, {"1//0", 24}, // AWS, Google
	{"ghp_", 20}, {"gho_", 20}, {"ghu_", 20}, {"ghs_", 20}, {"ghr_", 20}, {"github_pat_", 20}, // GitHub
	{"glpat-", 16}, {"gldt-", 16}, {"glrt-", 16}, {"GR1348941", 16}, // GitLab
	{"xoxa-", 10}, {"xoxb-", 10}, {"xoxc-", 10}, {"xoxd-", 10}, {"xoxe-", 10}, {"xoxe.", 10}, {"xoxo-", 10}, {"xoxp-", 10}, {"xoxr-", 10}, {"xoxs-", 10}, {"xapp-", 10}, // Slack
	{"npm_", 30}, {"pypi-", 30}, {"hf_", 20}, {"dapi", 32}, {"SG.", 20}, {"AGE-SECRET-KEY-", 16}, // npm, PyPI, Hugging Face, Databricks, SendGrid, age
	{"hvs.", 20}, {"hvb.", 20}, {"hvr.", 20}, {"lin_oauth_", 20}, {"secret_", 32}, // Vault, Linear, Notion
	{"xai-", 20}, {"gsk_", 20}, {"r8_", 20}, {"figd_", 20}, {"dckr_pat_", 16}, {"dckr_oat_", 16}, {"sbp_", 20}, {"sb_secret_", 16}, // xAI, Groq, Replicate, Figma, Docker, Supabase
	{"ATATT3", 20}, {"ATCTT3", 20}, {"ATBB", 20}, {"NRAK-", 16}, {"NRJS-", 16}, {"NRII-", 16}, {twilio, 32}, // Atlassian, New Relic, Twilio
	{"sq0csp-", 20}, {"sq0atp-", 20}, {"EAAA", 40}, {"nvapi-", 20}, {"tskey-", 16}, {"tvly-", 16}, {"jina_", 20}, {"fw_", 20}, {"tgp_v1_", 20}, {"csk-", 20}, // Square, NVIDIA, Tailscale, ...
	{"vcp_", 16}, {"vercel_blob_rw_", 16}, {"nfp_", 20}, {"rnd_", 20}, {"napi_", 20}, {"e2b_", 20}, {"lsv2_pt_", 16}, {"lsv2_sk_", 16}, {"phx_", 20}, // Vercel, Netlify, Render, Neon, ...
	{"CFPAT-", 20}, {"dp.st.", 20}, {"dp.sa.", 20}, {"dp.ct.", 20}, {"fm1r_", 20}, {"fm2_", 20}, {"fo1_", 20}, {"tfp_", 20}, {"sntrys_", 20}, // Contentful, Doppler, Fly, Typeform, Sentry
	{"hgt_", 40}, // HtmlGraph
}

// appendTokens appends the triggers of all prefixes, including those of the catalogue. Its patterns require exact lengths, which not all tokens
// have.
func appendTokens(list []trigger) []trigger {
	list = append(list, trigger{word: "eyJ", atWord: true, form: functions{isWebToken, checkWebToken}})
	for i := range prefixes {
		list = append(list, trigger{word: prefixes[i].text, atWord: true, form: &prefixes[i]})
	}
	for i := range catalogue {
		if catalogue[i].prefix != "" {
			list = append(list, trigger{word: catalogue[i].prefix, atWord: true, form: (*prefixOfRule)(&catalogue[i])})
		}
	}
	return list
}

// prefixOfRule is the prefix of a rule of the catalogue.
type prefixOfRule rule

// shortestToken is the minimum number of bytes after such a prefix.
const shortestToken = 16

func (r *prefixOfRule) isPossible(text string, start, end int) bool {
	p := prefix{r.prefix, shortestToken}
	return p.isPossible(text, start, end)
}

func (*prefixOfRule) find(s *search, start, end int) {
	s.add(start, tokenEnd(s.text, end, len(s.text)))
}

func (p *prefix) isPossible(text string, start, end int) bool {
	switch least := tokenEnd(text, end, p.least); {
	case least-end < p.least || isInBase64(text, start, p.text):
		return false
	case p.text == twilio:
		return all(text[end:least], isHex) && tokenEnd(text, end, len(text)) == least
	default:
		return !isOfWords(text[end:tokenEnd(text, end, maxToken)])
	}
}

func (*prefix) find(s *search, start, end int) { s.add(start, tokenEnd(s.text, end, len(s.text))) }

// twilio is the prefix of Twilio keys. It is short, so exactly 32 hexadecimal digits must follow.
const twilio = "SK"

// isInBase64 reports whether a prefix of letters and digits may be part of base64 data by chance.
func isInBase64(text string, start int, prefix string) bool {
	return start > 0 && (text[start-1] == '/' || text[start-1] == '+') && all(prefix, isAlnum)
}

// maxToken is the number of bytes after a prefix that are judged.
const maxToken = 256

// tokenEnd returns the end of the token at a position, at most limit bytes away.
func tokenEnd(text string, at, limit int) int {
	i := at
	for i < len(text) && i-at < limit && (isTokenByte(text[i]) || isInner(text, i)) {
		i++
	}
	return i
}

// isInner reports whether a dot, plus or equals sign is within a token.
func isInner(text string, i int) bool {
	return (text[i] == '.' || text[i] == '+' || text[i] == '=') && i+1 < len(text) && (isAlnum(text[i+1]) || text[i] != '.' && text[i+1] == '=')
}

// isWebToken reports whether a JSON Web Token begins here: two base64 parts and a signature, separated by dots.
func isWebToken(text string, start, _ int) bool {
	head := skip(text, start, isTokenByte)
	if head-start < 11 || head == len(text) || text[head] != '.' {
		return false
	}
	body := skip(text, head+1, isTokenByte)
	return body-head > 8 && body < len(text) && text[body] == '.'
}

func checkWebToken(s *search, start, _ int) {
	end := skip(s.text, start, func(c byte) bool { return isTokenByte(c) || c == '.' })
	s.add(start, start+len(strings.TrimRight(s.text[start:end], ".")))
}
