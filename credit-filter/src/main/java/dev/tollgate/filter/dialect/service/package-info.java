/** Paid services that are no models: what a request can count, and what an answer or a callback says that it counted. */
@NullMarked
package dev.tollgate.filter.dialect.service;

import org.jspecify.annotations.NullMarked;
