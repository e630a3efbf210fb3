package org.aviso.routing;

import java.util.List;
import org.aviso.person.HoldReason;

/**
 * What counsel's rules say of one entry. History plays no part in it; {@code outcome} brings the
 * two together.
 */
public sealed interface Decision {
  /** Every rule asked, in order. */
  List<Verdict> verdicts();

  /** Nothing may be sent until the reasons are gone. */
  record Held(List<HoldReason> reasons, List<Verdict> verdicts) implements Decision {
    public Held {
      reasons = List.copyOf(reasons);
      verdicts = List.copyOf(verdicts);
    }
  }

  /**
   * @param plan id of the first matching plan
   * @param steps in the order written
   * @param remarks reasons that stopped some contact but not the entry, such as {@code
   *     relay_unapproved}
   */
  record Planned(
      String plan, List<PlannedStep> steps, List<HoldReason> remarks, List<Verdict> verdicts)
      implements Decision {
    public Planned {
      steps = List.copyOf(steps);
      remarks = List.copyOf(remarks);
      verdicts = List.copyOf(verdicts);
    }
  }
}
