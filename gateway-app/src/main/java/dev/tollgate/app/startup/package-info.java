/** What every part of a start needs: the data folder, files with secrets in it, and the problem that ends a start. */
@NullMarked
package dev.tollgate.app.startup;

import org.jspecify.annotations.NullMarked;
