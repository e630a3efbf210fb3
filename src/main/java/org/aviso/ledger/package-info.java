/**
 * The only SQL. Persons, contacts, entries, waves, attempts, events; one group-committing writer.
 *
 * <p>Takes: what stages decided. Gives: what is due. May touch: the database and the key file, or
 * the command that prints the key.
 */
package org.aviso.ledger;
