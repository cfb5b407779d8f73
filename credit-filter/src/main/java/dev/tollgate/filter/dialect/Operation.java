package dev.tollgate.filter.dialect;

/**
 * One priced call of a dialect.
 *
 * @param dialect the dialect's name, as providers name theirs in the price book
 * @param name what the usage log calls it: {@code chat}, {@code responses}, {@code embeddings}, {@code messages}
 * @param path the path it is called at, without the base URL
 */
public record Operation(String dialect, String name, String path) {}
