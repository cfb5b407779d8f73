package dev.tollgate.app.cli;

import dev.tollgate.app.Gateway;
import dev.tollgate.app.Settings;

/** What is printed when the gateway is ready: where it is, the keys, and three lines to paste. */
final class Greeting {

    private Greeting() {}

    /** @param ownAdminKey whether the operator has set the admin key, which is not repeated then */
    static String of(Gateway gateway, Settings settings, boolean ownAdminKey) {
        String url = gateway.url();
        String key = gateway.userKey();
        return """

                Tollgate is ready%s.

                  address    %s
                  user key   %s
                  admin key  %s

                curl:
                  curl %s/v1/chat/completions -H 'Authorization: Bearer %s' -H 'Content-Type: application/json' -d '{"model":"%s","messages":[{"role":"user","content":"Hello"}]}'
                Python OpenAI SDK:
                  OPENAI_BASE_URL=%s/v1 OPENAI_API_KEY=%s python -c 'from openai import OpenAI; print(OpenAI().chat.completions.create(model="%s", messages=[{"role": "user", "content": "Hello"}]).choices[0].message.content)'
                Claude Code:
                  ANTHROPIC_BASE_URL=%s ANTHROPIC_AUTH_TOKEN=%s claude
                """
                .formatted(
                        settings.demo() && settings.pricing().isEmpty() ? " (demo: a simulated provider answers)" : "",
                        url,
                        key,
                        ownAdminKey ? "the one you have set" : gateway.adminKey(),
                        url,
                        key,
                        gateway.exampleModel(),
                        url,
                        key,
                        gateway.exampleModel(),
                        url,
                        key);
    }
}
