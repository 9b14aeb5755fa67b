package secrets

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
)

// Leak is a text with a secret.
type Leak struct {
	// Name describes the form of the secret.
	Name   string
	Text   string
	Secret string
}

// Leaks returns texts with secrets of all forms. seed determines the random values.
func Leaks(seed uint64) []Leak {
	m := maker{rand.New(rand.NewPCG(seed, 1))}
	return slices.Concat(m.tokens(), m.assignments(), m.signs(), m.members(), m.commands(), m.headers(), m.urls(), m.documents())
}

// in returns a leak. Its text is the given one with @@ replaced by the secret.
func in(name, text, secret string) Leak {
	return Leak{name, strings.ReplaceAll(text, "@@", secret), secret}
}

// tokens returns tokens with the prefix of a vendor.
func (m maker) tokens() []Leak {
	return slices.Concat(m.modelTokens(), m.codeTokens(), m.cloudTokens(), m.businessTokens())
}

// token returns a leak of a token in a sentence that names nothing secret: the token alone gives itself away.
func token(vendor, secret string) Leak { return in(vendor, "the value @@ was read", secret) }

// modelTokens returns tokens of vendors of models and of what hosts them.
func (m maker) modelTokens() []Leak {
	return []Leak{
		token("Anthropic", "sk-ant-api03-"+m.of(word, 93)+"AA"),
		token("Anthropic, admin", "sk-ant-admin01-"+m.of(word, 93)+"AA"),
		token("Anthropic, OAuth", "sk-ant-oat01-"+m.of(word, 86)+"-"+m.of(alnum, 8)),
		token("OpenAI", "sk-"+m.of(alnum, 48)),
		token("OpenAI, project", "sk-proj-"+m.of(word, 74)+"T3BlbkFJ"+m.of(word, 74)),
		token("OpenRouter", "sk-or-v1-"+m.of(hex, 64)),
		token("DeepSeek", "sk-"+m.of(hex, 32)),
		token("Hugging Face", "hf_"+m.of(alnum, 34)),
		token("xAI", "xai-"+m.of(alnum, 80)),
		token("Groq", "gsk_"+m.of(alnum, 52)),
		token("Replicate", "r8_"+m.of(alnum, 37)),
		token("Perplexity", "pplx-"+m.of(alnum, 48)),
		token("NVIDIA", "nvapi-"+m.of(word, 64)),
	}
}

// codeTokens returns tokens of hosts of code, of packages and of builds.
func (m maker) codeTokens() []Leak {
	return []Leak{
		token("GitHub", "ghp_"+m.of(alnum, 36)),
		token("GitHub, OAuth", "gho_"+m.of(alnum, 36)),
		token("GitHub, app", "ghs_"+m.of(alnum, 36)),
		token("GitHub, fine-grained", "github_pat_"+m.of(alnum, 22)+"_"+m.of(alnum, 59)),
		token("GitLab", "glpat-"+m.of(word, 20)),
		token("GitLab, deploy", "gldt-"+m.of(word, 20)),
		token("GitLab, runner", "glrt-"+m.of(word, 20)),
		token("GitLab, registration", "GR1348941"+m.of(word, 20)),
		token("GitLab, job", "glcbt-"+m.of(alnum, 5)+"_"+m.of(word, 20)),
		token("npm", "npm_"+m.of(alnum, 36)),
		token("PyPI", "pypi-AgEIcHlwaS5vcmc"+m.of(word, 80)),
		token("RubyGems", "rubygems_"+m.of(hex, 48)),
		token("Linear", "lin_api_"+m.of(alnum, 40)),
		token("Notion", "ntn_"+m.of(digits, 11)+m.of(alnum, 35)),
		token("Notion, internal", "secret_"+m.of(alnum, 43)),
		token("Figma", "figd_"+m.of(word, 40)),
		token("Docker", "dckr_pat_"+m.of(word, 27)),
		token("Postman", "PMAK-"+m.of(hex, 24)+"-"+m.of(hex, 34)),
		token("Atlassian", "ATATT3"+m.of(word, 186)),
		token("Pulumi", "pul-"+m.of(hex, 40)),
		token("Doppler", "dp.pt."+m.of(alnum, 43)),
		token("ReadMe", "rdme_"+m.of(lower+digits, 70)),
		token("Clojars", "CLOJARS_"+m.of(lower+digits, 60)),
		token("Infracost", "ico-"+m.of(alnum, 32)),
		token("Prefect", "pnu_"+m.of(alnum, 36)),
		token("Artifactory", "AKCp"+m.of(alnum, 69)),
		// Its prefix is three letters, so it counts only near the name of the vendor.
		in("Airtable", "airtable says @@ was read", "pat"+m.of(alnum, 14)+"."+m.of(hex, 64)),
		token("Contentful", "CFPAT-"+m.of(word, 43)),
		token("Terraform", m.of(alnum, 14)+".atlasv1."+m.of(word, 67)),
		token("GitLab, session, cookie", "_gitlab_session="+m.of(hex, 32)),
	}
}

// cloudTokens returns tokens of clouds, of databases and of what watches them.
func (m maker) cloudTokens() []Leak {
	return []Leak{
		token("AWS", "AKIA"+m.of(capital, 16)),
		token("AWS, session", "ASIA"+m.of(capital, 16)),
		token("Google", "AIza"+m.of(word, 35)),
		token("Google, client", "GOCSPX-"+m.of(word, 28)),
		token("Google, OAuth", "ya29."+m.of(word, 120)),
		token("Google, refresh", "1//0"+m.of(word, 60)),
		token("Databricks", "dapi"+m.of(hex, 32)),
		token("age", "AGE-SECRET-KEY-1"+m.of(bech32, 58)),
		token("DigitalOcean", "dop_v1_"+m.of(hex, 64)),
		token("Vault", "hvs."+m.of(word, 95)),
		token("Vault, short", "hvs."+m.of(alnum, 24)),
		token("Supabase", "sbp_"+m.of(hex, 40)),
		token("Supabase, secret", "sb_secret_"+m.of(word, 31)),
		token("New Relic", "NRAK-"+m.of(capital, 27)),
		token("Grafana", "glsa_"+m.of(alnum, 32)+"_"+m.of(hex, 8)),
		token("Grafana, cloud", "glc_"+m.of(alnum, 60)),
		token("PlanetScale", "pscale_tkn_"+m.of(word, 43)),
		token("Dynatrace", "dt0c01."+m.of(capital, 24)+"."+m.of(capital, 64)),
		token("Sentry", "sntryu_"+m.of(hex, 64)),
		token("Tailscale", "tskey-auth-"+m.of(alnum, 17)+"-"+m.of(alnum, 32)),
		token("JSON Web Token", "eyJ"+m.of(alnum, 33)+".eyJ"+m.of(word, 80)+"."+m.of(word, 43)),
		token("1Password", "A3-"+m.of(capital, 6)+"-"+m.of(capital, 11)+"-"+m.of(capital, 5)+"-"+m.of(capital, 5)+"-"+m.of(capital, 5)),
		token("Alibaba", "LTAI"+m.of(alnum, 20)),
		token("Azure, application", m.of(alnum, 3)+"8Q~"+m.of(alnum+"_", 34)),
		token("OpenShift", "sha256~"+m.of(word, 43)),
		token("MaxMind", m.of(alnum, 6)+"_"+m.of(alnum, 29)+"_mmk"),
	}
}

// businessTokens returns tokens of shops, payments and messages.
func (m maker) businessTokens() []Leak {
	return []Leak{
		token("Stripe", "sk_"+"live_"+m.of(alnum, 24)),
		token("Stripe, restricted", "rk_"+"test_"+m.of(alnum, 24)),
		token("Stripe, webhook", "whsec_"+m.of(alnum, 32)),
		token("Slack, bot", "xoxb-"+m.of(digits, 12)+"-"+m.of(digits, 12)+"-"+m.of(alnum, 24)),
		token("Slack, user", "xoxp-"+m.of(digits, 12)+"-"+m.of(digits, 12)+"-"+m.of(digits, 12)+"-"+m.of(hex, 32)),
		token("Slack, app", "xapp-1-"+m.of(capital, 11)+"-"+m.of(digits, 13)+"-"+m.of(hex, 64)),
		token("SendGrid", "SG."+m.of(word, 22)+"."+m.of(word, 43)),
		token("Shopify", "shpat_"+m.of(hex, 32)),
		token("Shopify, shared", "shpss_"+m.of(hex, 32)),
		token("Twilio", "SK"+m.of(hex, 32)),
		token("Brevo", "xkeysib-"+m.of(hex, 64)+"-"+m.of(alnum, 16)),
		token("Square", "sq0atp-"+m.of(word, 22)),
		token("Telegram", m.of("123456789", 10)+":AA"+m.of(word, 33)),
		token("Flutterwave", "FLWSECK_TEST-"+m.of(hex, 32)+"-X"),
		token("Duffel", "duffel_test_"+m.of(alnum, 43)),
		token("EasyPost", "EZAK"+m.of(alnum, 54)),
	}
}

// assignments returns values with names that mean secrets.
func (m maker) assignments() []Leak {
	var list []Leak
	for _, text := range []string{
		"PGPASSWORD=@@ psql", "export DB_PASSWORD=@@", "DB_PASS=@@", "smtp_pass: @@", "MYSQL_PWD=@@ mysql", "TOKEN=@@", "API_TOKEN=@@ make", "GH_TOKEN='@@' gh",
		"AWS_SESSION_TOKEN=@@", "AWS_SECRET_ACCESS_KEY=@@", `token: "@@"`, "    token: @@\n    user: me", "_auth=@@", "//registry.example/:_authToken=@@",
		"AccountName=x;AccountKey=@@;EndpointSuffix=core", "SharedAccessKey=@@", "client-key-data: @@", "client_secret: @@", `"api_key": "@@"`, `apiKey = '@@'`, `apiKey: "@@",`,
		"password: @@\nuser: me", `const password = "@@";`, `password := "@@"`, `'password' => '@@',`, `config["password"] = "@@"`, `os.environ['API_TOKEN'] = '@@'`,
		`os.Setenv("API_TOKEN", "@@")`, "Server=db;User Id=me;Password=@@;", "spring.datasource.password=@@", `<password>@@</password>`, `<add key="Password" value="@@" />`,
		"- name: DB_PASSWORD\n  value: @@", "SECRET_KEY_BASE=@@", "JWT_SECRET=@@", "ENCRYPTION_KEY=@@", "passphrase: '@@'", "pwd=@@", "storePassword=@@", `connect(user="me", password="@@")`,
		"password: |\n  @@\n", `if (password === "@@") {`, `<wsse:Password Type="x">@@</wsse:Password>`, "passwords: @@",
		`{\"password\": \"@@\"}`, `{\\\"password\\\": \\\"@@\\\"}`, `set PASSWORD=@@`, "ansible_ssh_pass=@@", "secret = @@", "refresh_token=@@&x=1", "access_token=@@",
	} {
		list = append(list, in("assignment "+text, text, m.password()+m.of(alnum, 12)))
	}
	return list
}

// signs returns values that contain signs with a meaning in shells and parsers.
func (m maker) signs() []Leak {
	var list []Leak
	for _, sign := range []string{"$", "(", "/", "@", " ", ";", "&", "#", ",", "'", "{", "<", "%", "!", "é"} {
		secret := m.signed(sign)
		list = append(list, in("quoted "+sign, `password = "@@"`, secret), in("in the shell, quoted "+sign, `export DB_PASSWORD="@@" && x`, secret), in("JSON "+sign, `{"password": "@@"}`, secret),
			in("escaped JSON "+sign, `{\"password\": \"@@\"}`, secret))
	}
	for _, sign := range []string{`\"`, `\\`} {
		secret := m.signed(sign)
		list = append(list, in("quoted "+sign, `password = "@@"`, secret), in("JSON "+sign, `{"password": "@@", "x": 1}`, secret))
	}
	for _, sign := range []string{"$", "(", "/", "@", "+", "%", "!", ":"} {
		list = append(list, in("bare "+sign, "DB_PASSWORD=@@ psql", m.signed(sign)))
	}
	return list
}

// members returns values of JSON members.
func (m maker) members() []Leak {
	var list []Leak
	for _, text := range []string{
		`{"password": "@@"}`, `{"Authorization": "@@"}`, `{"headers": {"Authorization": "Bearer @@"}}`, `{"a": {"b": [{"secret": "@@"}]}}`, `{"token":"@@","x":null}`, `{"passwords": 1, "db_password": "@@"}`,
		`{"args": ["--password", "@@"]}`, `{"env": [{"name": "DB_PASSWORD", "value": "@@"}]}`, `{"x-api-key": "@@"}`, `{"credential": "@@"}`, `{"pass\u0077ord": "@@"}`,
	} {
		list = append(list, in("member "+text, text, m.password()+m.of(alnum, 8)))
	}
	number := m.of("123456789", 12)
	return append(list, in("number", `{"password": @@, "x": 1}`, number), in("number of a token", `{"token": @@}`, number))
}

// commands returns arguments of programs.
func (m maker) commands() []Leak {
	var list []Leak
	for _, text := range []string{
		"tool --password @@ --verbose", "tool --password=@@", `tool --password "@@"`, "tool --token @@", "tool --api-key '@@' run", "mysql -u root -p@@ db", "mysqldump --host h -p'@@' db",
		"curl -u me:@@ https://x.example", "curl -sS --user 'me:@@' https://x.example", "sshpass -p @@ ssh host", "sshpass -p'@@' ssh host", "docker login -u me -p @@", "redis-cli -a @@ ping",
		"machine x.example login me password @@", "machine x.example\n  login me\n  password @@\n", `subprocess.run(["tool", "--token", "@@"])`, "curl -H 'X-Api-Key: @@' https://x.example",
		"unzip -P @@ a.zip", "curl --user=me:@@ https://x.example", "keytool -storepass @@ -list", "openssl rsa -passin pass:@@ -in x", "ENV API_TOKEN @@", "setx API_TOKEN @@", "set -gx API_TOKEN @@",
		"aws configure set aws_secret_access_key @@", "vault login -method=x token=@@", "htpasswd --password @@ x", "kubectl config set-credentials me --token=@@",
	} {
		list = append(list, in("command "+text, text, m.password()))
	}
	return list
}

// headers returns HTTP headers.
func (m maker) headers() []Leak {
	var list []Leak
	for _, text := range []string{
		"Authorization: Bearer @@", "authorization: basic @@", "Authorization: Token @@", "Authorization: ApiKey @@", "Authorization: Custom-Scheme @@", "Authorization: @@", `-H "Authorization: Bearer @@" x`,
		`{"Authorization": "Bearer @@"}`, "Proxy-Authorization: Basic @@", "X-Api-Key: @@", "X-Auth-Token: @@", "PRIVATE-TOKEN: @@", "Cookie: session=@@; theme=dark", "Set-Cookie: sid=@@; Path=/; HttpOnly",
		"bearer\n@@", "a Bearer @@ in a text", `Authorization: Digest username="me", response="@@"`, "Authorization: AWS4-HMAC-SHA256 Credential=x/y, Signature=@@",
	} {
		list = append(list, in("header "+text, text, m.password()+m.of(alnum, 20)))
	}
	return list
}

// urls returns URLs.
func (m maker) urls() []Leak {
	list := []Leak{
		in("webhook of Slack", "https://hooks.slack.com/services/@@", "T"+m.of(capital, 10)+"/B"+m.of(capital, 10)+"/"+m.of(alnum, 24)),
		in("webhook of Discord", "https://discord.com/api/webhooks/@@", m.of("123456789", 18)+"/"+m.of(word, 68)),
		in("Telegram", "https://api.telegram.org/bot@@/getMe", m.of("123456789", 9)+":"+m.of(word, 35)),
		in("token as the user", "https://@@@x.example/me/x.git", m.of(alnum, 40)),
		in("password with a sign", "postgres://me:@@@db.example/x", m.signed("@")), in("password with a slash", "postgres://me:@@@db.example/x", m.signed("/")),
	}
	for _, text := range []string{
		"postgres://me:@@@db.example/x", "redis://:@@@cache.example:6379", "https://me:@@@x.example/me/x.git", "https://x.example/?token=@@&q=1", "https://x.example/?q=1&key=@@", "https://x.example/a?sig=@@",
		"https://x.example/?api_key=@@", "https://x.blob.example/c?sv=1&sig=@@%3D&se=2", "https://x.example/cb#access_token=@@&type=x", "mongodb+srv://me:@@@c.example/?w=1",
	} {
		list = append(list, in("URL "+text, text, m.password()+m.of(alnum, 16)))
	}
	return list
}

// documents returns private keys, in plain form, in programs and in JSON.
func (m maker) documents() []Leak {
	var lines []string
	for range 6 {
		lines = append(lines, m.of(base64, 64))
	}
	var list []Leak
	for _, kind := range []string{"RSA ", "OPENSSH ", "EC ", "", "ENCRYPTED "} {
		begin, end := "-----BEGIN "+kind+"PRIVATE KEY-----", "-----END "+kind+"PRIVATE KEY-----"
		body := strings.Join(lines, "\n")
		escaped, _ := json.Marshal(begin + "\n" + body + "\n" + end + "\n")
		list = append(list,
			Leak{kind + "private key", "a\n" + begin + "\n" + body + "\n" + end + "\nb", lines[2]},
			Leak{kind + "private key, cut", "a\n" + begin + "\n" + body, lines[4]},
			Leak{kind + "private key in JSON", `{"private_key": ` + string(escaped) + `, "x": 1}`, lines[3]},
			Leak{kind + "private key in a program", "key = " + string(escaped), lines[1]})
	}
	return list
}
