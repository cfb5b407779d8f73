package dev.tollgate.app;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How to start.
 *
 * @param demo with the provider simulator as upstream and a demo account with credits
 * @param database an address; empty: the embedded database
 * @param redis where nodes count rate limits together, {@code redis://…}; empty: each for itself
 * @param pricing the pricing file; empty: the one that comes with the program
 * @param envFile where to write address and keys when the gateway is ready
 */
public record Settings(
        boolean demo,
        String bind,
        int port,
        Path data,
        Optional<String> database,
        Optional<String> redis,
        Optional<Path> pricing,
        Optional<Path> envFile) {}
