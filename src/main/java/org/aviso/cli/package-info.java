/**
 * Thin commands over the stages.
 *
 * <p>Takes: arguments. Gives: results on stdout, messages on stderr, an exit code.
 */
package org.aviso.cli;
