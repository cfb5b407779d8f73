/** What requests and answers of services count. */
@NullMarked
package dev.tollgate.filter.dialect.service;

import org.jspecify.annotations.NullMarked;
