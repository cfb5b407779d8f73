/**
 * The shape of {@code pricing.yaml}: one record for each section, whose components are its keys. The readers take the
 * keys they allow from here, and the JSON Schema for editors is made from here, so that the two cannot disagree.
 */
@NullMarked
package dev.tollgate.pricing.yaml.shape;

import org.jspecify.annotations.NullMarked;
