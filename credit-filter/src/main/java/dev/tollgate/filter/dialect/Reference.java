package dev.tollgate.filter.dialect;

/**
 * A request names an object that its provider keeps.
 *
 * @param field where it stands in the body: {@code previous_response_id}, {@code tools.container.file_ids}, …
 * @param id by which the provider knows it
 */
public record Reference(String field, String id) {}
