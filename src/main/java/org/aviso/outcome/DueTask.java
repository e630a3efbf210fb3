package org.aviso.outcome;

import java.time.Instant;
import org.aviso.person.Owner;
import org.aviso.template.Channel;

/**
 * A task that should stand open.
 *
 * @param channel letter, call or visit
 * @param due not before
 */
public record DueTask(String step, Channel channel, Owner to, Instant due) {}
