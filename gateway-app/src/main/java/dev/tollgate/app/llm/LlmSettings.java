package dev.tollgate.app.llm;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param concurrent how many calls that are no streams may run at the same time; each has a thread that waits for its answer.
 *     One more is refused
 */
@ConfigurationProperties("tollgate.llm-gateway")
record LlmSettings(@DefaultValue("256") int concurrent) {

    /** @throws IllegalArgumentException if it is not above zero */
    LlmSettings {
        if (concurrent < 1) {
            throw new IllegalArgumentException(
                    "tollgate.llm-gateway.concurrent is " + concurrent + "; write a number above 0.");
        }
    }
}
