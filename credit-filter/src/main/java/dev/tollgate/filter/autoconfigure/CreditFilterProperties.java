package dev.tollgate.filter.autoconfigure;

import java.time.Duration;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits of the gate.
 *
 * @param publicUrl by which providers reach this gateway, such as {@code https://gateway.example.com}; empty: none do, and
 *     services with a callback cannot be called
 * @param maxBodyBytes the largest request body that is taken
 * @param maxUploadBytes the largest form with files that is taken
 * @param maxKeptAnswerBytes the longest answer that is kept for who asks again with the same {@code Idempotency-Key}; 0: none
 * @param backgroundPause before a provider is asked for the first time whether work without a client is over
 * @param silence the longest time without a byte from a provider in the middle of an answer
 * @param drainTime how long an answer is read on after its client has left
 * @param drains how many answers without a client are read on at the same time
 */
@ConfigurationProperties("tollgate.filter")
public record CreditFilterProperties(
        @DefaultValue("") String publicUrl,
        @DefaultValue("10485760") int maxBodyBytes,
        @DefaultValue("27262976") int maxUploadBytes,
        @DefaultValue("1048576") int maxKeptAnswerBytes,
        @DefaultValue("2s") Duration backgroundPause,
        @DefaultValue("5m") Duration silence,
        @DefaultValue("30s") Duration drainTime,
        @DefaultValue("512") int drains) {

    private static final Pattern ADDRESS = Pattern.compile("https?://[A-Za-z0-9.:\\[\\]-]+(/[A-Za-z0-9._~/-]*)?");

    /** @throws IllegalArgumentException if no provider could call the public address */
    public CreditFilterProperties {
        if (!publicUrl.isEmpty() && !ADDRESS.matcher(publicUrl).matches()) {
            throw new IllegalArgumentException(
                    "tollgate.filter.public-url is not an address; write https://gateway.example.com");
        }
        publicUrl = publicUrl.replaceAll("/+$", "");
    }
}
