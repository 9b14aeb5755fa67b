package secrets

// Harmless returns texts without secrets that mention secrets or look like them.
func Harmless() []string {
	return []string{
		"PWD=/home/me/project", "OLDPWD=/x", "password: string", "password: string;", "password?: string", "password: str = Field(...)", "password=None", `"password": null`, `{"password": null, "token": true}`,
		"credentials: 'include'", `credentials: "same-origin"`, "{{.Env.X}}", "password: {{.Env.X}}", `password: "{{ .Values.password }}"`, "token: ${{ secrets.GITHUB_TOKEN }}", "APIKey: apiKey", "ApiKey: cfg.ApiKey,",
		`strings.Contains(t, "-----BEGIN RSA PRIVATE KEY-----")`, "-----BEGIN CERTIFICATE-----", `class="sk-fading-circle sk-circle-container"`, "sk-cube-grid-container-wrapper", "Bearer authentication", "bearer authenticationMiddleware()",
		"Count the tokens: max_tokens=4096", "git commit -m 'Fix the password form'", "https://example.org:8080/path@v1", "task-1 asks for risk-free-and-simple-things", "const key = map[string]int{}", "Bearer of bad news",
		"commit deb67ae", "if password == nil { return }", "ghost", "see https://user@example.org/", "eyJ is how they begin", "sk-short", "password = os.environ['DB_PASSWORD']", "token := r.Header.Get(\"Authorization\")",
		"password=$DB_PASSWORD", "PASSWORD=${DB_PASSWORD:-x}", "password=$(cat file)", "token = getToken()", "const token = await auth.getToken(user)", "password: process.env.PASSWORD", "token: req.headers.authorization,",
		"password = user.password", "secret: true", "tokens: 1234", "input_tokens: 123456", "Usage: tool --password <password>", "tool --token TOKEN", "  --token string   the token of the server", "use --password to set one",
		"Enter your password: ", "Password: required", "password: Optional[str] = None", "token: Token", "tokenType: Bearer", "authorization: required", "Authorization: Bearer $TOKEN", "Authorization: Bearer <token>",
		"Authorization: Bearer ${token}", "key: value", "https://example.org/?key=value&page=2", "primary_key=True", "foreign key", "the cookie: a small file", "Cookie: none", "signature: func(a int) error", "pass: 12, fail: 0",
		"--- PASS: TestX (0.01s)", "PASS: 12 tests", "secretKeyRef:\n  name: db\n  key: password", `<input type="password" name="password" placeholder="Password">`, "password_hash", "func Password(password string) error",
		`{"type":"object","properties":{"password":{"type":"string","description":"The password of the user"}}}`, `["password","token","secret"]`, `fields := []string{"password", "api_key", "username"}`, "next_page_token: \"\"",
		"GOOGLE_APPLICATION_CREDENTIALS=/home/me/key.json", "private_key_path: /etc/ssl/private/key.pem", "ssh -i ~/.ssh/id_rsa host", "mkdir -p build/output1", "tar -pxzf a1b2c3.tgz", "docker run -p 8080:80 -u 1000:1000 image",
		"curl -u $USER:$PASSWORD https://x.example", "postgres://user:$PASSWORD@db/x", "ssh -p 2222 host", "curl -u me https://x.example", "cp -a b1 c2", "npm_config_cache=/x", "hf_hub_download(repo_id)", "pypi-server-config",
		"github_pat_ is how they begin", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
		"12:30:45.123456", "foo(token, secret)", "x.password == y.password", "csrf_token: csrfToken", "set_password(password)", "password=password", "login(user=user, password=password)", "self.token = token", "session_id=0b5a41c2-8f0e-4a3c",
		"import { password } from './x'", "data-token=\"\"", "bot12: hello", "api.x.example/api/webhooks", "[redacted]", "password=[redacted]", `{"password":"[redacted]"}`, "Password: ********", "apiKey: 'YOUR_API_KEY'", "api_key=your-api-key-here",
		"secret/data/app", "kind: Secret", "secretName: app-tls", "imagePullSecrets:", "type Token struct {", "var secrets []string", "passport: yes", "compass=north", "the secret: be kind", "bypass: all", "keyboard: qwerty",
	}
}
