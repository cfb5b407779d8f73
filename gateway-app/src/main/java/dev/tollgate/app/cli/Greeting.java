package dev.tollgate.app.cli;

import dev.tollgate.app.Gateway;

/** What is printed when the gateway is ready: where it is, the keys, and three lines to paste. */
final class Greeting {

    private Greeting() {}

    static String of(Gateway gateway, boolean demo) {
        return """

                Tollgate is ready%s.

                  address    %s
                  user key   %s
                  admin key  %s

                curl:
                  curl %s/v1/chat/completions -H 'Authorization: Bearer %s' -H 'Content-Type: application/json' -d '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hello"}]}'
                Python OpenAI SDK:
                  OPENAI_BASE_URL=%s/v1 OPENAI_API_KEY=%s python -c 'from openai import OpenAI; print(OpenAI().chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Hello"}]).choices[0].message.content)'
                Claude Code:
                  ANTHROPIC_BASE_URL=%s ANTHROPIC_AUTH_TOKEN=%s claude
                """
                .formatted(
                        demo ? " (demo: a simulated provider answers)" : "",
                        gateway.url(),
                        gateway.userKey(),
                        gateway.adminKey(),
                        gateway.url(),
                        gateway.userKey(),
                        gateway.url(),
                        gateway.userKey(),
                        gateway.url(),
                        gateway.userKey());
    }
}
