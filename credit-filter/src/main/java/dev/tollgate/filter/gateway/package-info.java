/**
 * The door for Spring Cloud Gateway (WebFlux): translates between HTTP exchanges and the gate, and meters answers while
 * they pass.
 */
@NullMarked
package dev.tollgate.filter.gateway;

import org.jspecify.annotations.NullMarked;
