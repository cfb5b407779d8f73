package dev.tollgate.filter.dialect.request;

/**
 * What a picture counts for.
 *
 * @param most the most tokens that one is billed as
 * @param usual about how many, for an estimate
 */
public record PictureTokens(long most, long usual) {}
