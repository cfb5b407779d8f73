package dev.tollgate.pricing.importer;

import java.util.EnumSet;
import java.util.Set;

/**
 * Prices beside those of tokens that the table knows. What this program's reader of {@code pricing.yaml} does not read
 * is written as a comment instead.
 */
enum Form {
    /** {@code image: { 1024x1024: 0.04, other: 0.08 }}, each picture made. */
    IMAGE,
    /** {@code second: 0.0001}, each second of sound. */
    SECOND,
    /** {@code characters: 15.00}, for a million characters. */
    CHARACTERS;

    /** What the reader reads today: add a form here once it does. */
    static final Set<Form> SUPPORTED = EnumSet.noneOf(Form.class);
}
