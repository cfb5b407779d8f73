package dev.tollgate.app.llm;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param concurrent how many calls that are no streams may run at the same time; each has a thread that waits for its answer.
 *     One more is refused
 */
@ConfigurationProperties("tollgate.llm-gateway")
record LlmSettings(@DefaultValue("256") int concurrent) {

    private static final int SHARES = 4;

    /** @throws IllegalArgumentException if it is not above zero */
    LlmSettings {
        if (concurrent < 1) {
            throw new IllegalArgumentException(
                    "tollgate.llm-gateway.concurrent is " + concurrent + "; write a number above 0.");
        }
    }

    /** Of these, how many may be of one account: nobody's slow calls keep all others out. */
    int concurrentOfOne() {
        return Math.max(1, concurrent / SHARES);
    }
}
