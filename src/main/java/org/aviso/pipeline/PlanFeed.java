package org.aviso.pipeline;

import java.util.List;
import org.aviso.ledger.Plans.EntryToPlan;

/** Entries that wait to be planned. */
interface PlanFeed {
  /** The next ones; empty when none waits. The same ones come again until their plans are saved. */
  List<EntryToPlan> next();
}
