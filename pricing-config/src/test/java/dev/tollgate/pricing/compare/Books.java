package dev.tollgate.pricing.compare;

import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.yaml.PricingFile;

/** A book, and others that are made of it by changing its text. */
final class Books {

    static final String TEXT =
            """
            credit: { worth: 0.10 }
            markup: 20%
            providers:
              openai: { url: https://api.openai.com, key_env: OPENAI_API_KEY }
            models:
              gpt-large: { provider: openai, aliases: [gpt-latest], tokens: { input: 2.50, cached: 0.25, output: 15.00 }, request: { web_search: 0.01 } }
              gpt-small: { provider: openai, tokens: { input: 1, output: 1 }, tokens_above_200K: { input: 2, output: 2 } }
              "claude-*": { provider: openai, tokens: { input: 3, output: 15 } }
              gift: { provider: openai, free: true }
            services:
              sms: { unit: 0.0079 }
              bundle: { credits: 25 }
            packages:
              starter: { pay: 10 }
            plans:
              free: { grant: { credits: 10, every: day } }
              pro: { limits: { requests: 300/min } }
              partner: { markup: 10% }
            """;

    static final PriceBook BOOK = PricingFile.read("book.yaml", TEXT);

    private Books() {}

    /** Fails if there is nothing to change. */
    static PriceBook with(String text, String instead) {
        if (!TEXT.contains(text)) {
            throw new AssertionError("the book does not have " + text);
        }
        return PricingFile.read("changed.yaml", TEXT.replace(text, instead));
    }
}
